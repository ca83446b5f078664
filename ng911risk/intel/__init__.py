"""
What others say, held against what a centre has. Pure: no file, no clock.

`matching` compares imported indicators and flaws with an inventory and with observations;
`promotion` says whether an observation may become an indicator of ours.
"""
