"""
AND/OR graphs and their arithmetic: probabilities, likeliest ways, cuts, what a change is worth.

Nothing here knows of 9-1-1: nodes, chances and costs in, numbers out. The
engine turns an inventory into such graphs; ``ng911risk graph`` reads them from
a file, so that anyone can hold this room against a paper.
"""
