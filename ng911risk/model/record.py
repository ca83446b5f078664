"""What turns a plain dataclass into a file format."""

from __future__ import annotations

from typing import ClassVar


class Record:
    """
    Marks a dataclass as a file format: unknown keys are errors, field docstrings are help.

    The model stays free of pydantic; `ng911risk.records` reads this attribute
    and gives strict reading, JSON Schema and editor help from the same lines.
    """

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, object]] = {
        "extra": "forbid",
        "use_attribute_docstrings": True,
    }
