"""Checks of what was made against what it was made from; each finding has a stable code."""
