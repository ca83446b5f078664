"""
An assessment -> STIX 2.1 objects, as plain dicts.

Read it in this order: `ids` (who an object is), `catalogue`, `site`, `risk`, `seen` (what the
objects say), `bundle` (all of them), `versions` (what of it is new), `profiles` (what each
consumer takes without loss).
"""
