"""
What others say, held against what a centre has. Pure: no file, no clock.

`matching` compares imported indicators and flaws with an inventory and with observations;
`observed` gives observations their ids, `promotion` says whether one may become an indicator of
ours, and `indicators` which of those decisions are followed.
"""
