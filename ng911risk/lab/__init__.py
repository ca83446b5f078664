"""
The only room that may send a packet (docs/adr/0004).

Imports point downwards: `running` (a run from its plan to its record), `door` (the only place
that owns a socket) and `checks` (what is asked and what the answer means), `controls`,
`messages`, `captures` (what a capture file shows; nothing is sent), `check`.
"""
