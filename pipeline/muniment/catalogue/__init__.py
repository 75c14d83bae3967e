"""The catalogue: a static site made from the manifests alone, where people read, check and download."""
