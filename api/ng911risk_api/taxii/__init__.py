"""
TAXII 2.1: what was published, for the tools of security teams. Read-only.

An application of its own beside pages and interface, because every answer of it, errors
too, has the media type of TAXII (docs/adr/0020).
"""
