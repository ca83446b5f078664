"""The inventory as sheets of rows: one form, by which workbooks and CSV are written and read."""

from __future__ import annotations
