"""
Writes the frozen contract: ``python -m ng911risk_api.contract api/openapi.json``.

A test compares the file with what the application says of itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ng911risk.records import json_bytes
from ng911risk_api.app import create_app
from ng911risk_api.settings import Settings


def contract_bytes() -> bytes:
    """Return the OpenAPI document as a file, the same bytes each time."""
    return json_bytes(create_app(Settings()).openapi())


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(contract_bytes())
