"""Watching a build: what happened in it, when and by whom, and a page that shows it.

All times stand here and in what is said; the files of ``dist/`` hold none of them.
"""
