"""Archive packages: everything about one document in one folder or file that a stranger can verify."""
