"""Folders that are not on this machine: object stores and whatever else fsspec reaches by a URL.

The pipeline itself works on local files alone. A remote source is fetched into a working copy before the work, and
what the work made is published from one after it:

- an object appears whole or not at all, its bytes are read back and compared with the file that was sent, and the
  files that tell of others (manifests, checksums, inventories) follow those that they tell of;
- no file is held whole in memory;
- a record of what was sent makes a second run cheap, and shows what somebody else altered.
"""
