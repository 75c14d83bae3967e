"""Adapters to external programs, one file a program."""
