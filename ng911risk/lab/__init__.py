"""
The only room that may send a packet (docs/adr/0004); so far it only reads captures.

Read it in this order: `frames` (a file), `decode` (what a frame carries), `sip_lines` (what SIP
is in it), `tally` (counts), `judging` (what they look like), `capture` (all of it), `places`
(lab or not).
"""
