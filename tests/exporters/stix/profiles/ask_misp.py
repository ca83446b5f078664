"""
What MISP's own importer makes of bundles: a list of them in, what became of each out.

It runs in a process of its own: what it imports hooks itself into the import of everything.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from misp_stix_converter import ExternalSTIX2toMISPParser


def read(bundle: dict[str, Any]) -> dict[str, Any]:
    """Complaints of the importer, and the event as MISP would get it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "bundle.json")
        file.write_text(json.dumps(bundle), "utf-8")
        parser = ExternalSTIX2toMISPParser()
        parser.parse_stix_content(str(file))
    return {
        "errors": dict(parser.errors),
        "warnings": dict(parser.warnings),
        "event": json.loads(parser.misp_event.to_json()),
    }


if __name__ == "__main__":
    json.dump([read(one) for one in json.load(sys.stdin)], sys.stdout)
