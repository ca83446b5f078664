"""Which question next and why, and what the answers make of an inventory. Pure."""
