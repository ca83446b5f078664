"""The inventory as sheets of rows: one form for workbooks and CSV, written and read by the same lines."""

from __future__ import annotations
