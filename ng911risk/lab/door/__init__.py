"""The only place that owns a socket: every packet passes here, or is refused (docs/adr/0004)."""
