"""Muniment: raw text in, publications that can be trusted for decades out."""

__version__ = "0.1.0"
