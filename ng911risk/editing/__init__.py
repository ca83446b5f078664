"""
Changes to an inventory: one line put in, changed or taken out, and what differs between two.

Pure: inventory in, inventory out. What cannot be true together is refused with every
problem, at the field that a person filled in.
"""
