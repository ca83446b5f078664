"""The only room that may send a packet; empty until the first lab check comes (docs/adr/0004)."""
