"""Record -> tree, YAML and JSON: one canonical form, so that equal records are equal bytes."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from typing import Any

from ng911risk.records.text import FORBIDDEN, name_of, tidy
from ng911risk.records.tree import Plain
from ng911risk.records.yaml_lines import yaml_lines


def to_tree(record: object, *, omit_defaults: bool = True) -> Plain:
    """
    Plain values of a record: enums by value, dates in ISO 8601, tuples as lists.

    Args:
        record: A record, or anything a field of one may hold.
        omit_defaults: Leave out fields that equal their default.

    Raises:
        TypeError: A value of a type that no file can hold.
        ValueError: A number that is not finite, or text with control characters.
    """
    if is_dataclass(record) and not isinstance(record, type):
        return {
            one.name: to_tree(value, omit_defaults=omit_defaults)
            for one in fields(record)
            if not _omitted(one, value := getattr(record, one.name), omit_defaults=omit_defaults)
        }
    if isinstance(record, Mapping):
        return {
            _text(str(_plain_key(key))): to_tree(value, omit_defaults=omit_defaults)
            for key, value in record.items()
        }
    if isinstance(record, list | tuple):
        return [to_tree(item, omit_defaults=omit_defaults) for item in record]
    return _scalar(record)


def to_yaml(record: object) -> bytes:
    """
    Canonical YAML of a record: UTF-8, line feeds, fields in the order of the class.

    Raises:
        TypeError, ValueError: As `to_tree`.
    """
    return ("\n".join(yaml_lines(to_tree(record))) + "\n").encode()


def to_json(record: object, *, omit_defaults: bool = True) -> bytes:
    """
    Canonical JSON of a record: UTF-8, two spaces of indent, fields in the order of the class.

    Raises:
        TypeError, ValueError: As `to_tree`.
    """
    return json_bytes(to_tree(record, omit_defaults=omit_defaults))


def json_bytes(tree: object) -> bytes:
    """Plain values as the JSON that this project writes everywhere."""
    return (json.dumps(tree, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def _omitted(one: Field[Any], value: object, *, omit_defaults: bool) -> bool:
    if not omit_defaults:
        return False
    default = one.default_factory() if one.default_factory is not MISSING else one.default
    # 1 == 1.0 == True, but they are not written the same.
    return type(default) is type(value) and default == value


def _plain_key(key: object) -> object:
    return key.value if isinstance(key, Enum) else key


def _scalar(value: object) -> Plain:
    if isinstance(value, Enum):
        return _scalar(value.value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is not a finite number and cannot be written")
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be written")


def _text(text: str) -> str:
    text = tidy(text)
    if found := FORBIDDEN.search(text):
        raise ValueError(f"the text contains {name_of(found.group())} and cannot be written")
    return text
