"""Cyber risk assessment for 9-1-1 centres: an inventory in, a report anyone can act on out."""

from __future__ import annotations
