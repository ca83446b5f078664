"""
Text <-> Record, strictly.

One room for every file format of the project. `read_record` takes the bytes of
YAML or JSON and returns a dataclass of `ng911risk.model` with the place of each
field, or raises one `InputError` that lists every problem. `read_tree` does the
same for values that somebody else took from a workbook or a form. `to_yaml`
and `to_json` write the one canonical form that `read_record` reads back to an
equal record. `json_schema` tells editors what a file may hold.

The input is taken as hostile: size, depth and number of values are bounded,
nothing is executed, and nothing is guessed from how a word looks.
"""

from __future__ import annotations

from ng911risk.records.read import Located, Place, read_record, read_tree
from ng911risk.records.schema import json_schema, schema_bytes
from ng911risk.records.write import json_bytes, to_json, to_tree, to_yaml

__all__ = [
    "Located",
    "Place",
    "json_bytes",
    "json_schema",
    "read_record",
    "read_tree",
    "schema_bytes",
    "to_json",
    "to_tree",
    "to_yaml",
]
