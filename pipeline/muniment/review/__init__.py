"""The review of one document: a page on this machine that shows how its structure was found, and takes corrections.

``desk`` reads the document and changes its sidecar, ``edits`` knows how to change a sidecar without touching anything
else in it, ``page`` shows the state of things, and ``server`` speaks HTTP with the one browser that has the address.
"""
