"""The archival XML edition, TEI P5: its header, its body, and the reader that takes its text back out."""
