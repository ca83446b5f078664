"""
threat_catalog/ and mitigations/ -> Catalog, or every problem of every file at once.

`load_catalog` is what everybody calls. `load_located` also remembers where each
field was read, for traces. `check_content` is for contributors: the same, and
what a reviewer would ask. `content_schemas` gives editors help.
"""

from __future__ import annotations

from ng911risk.content.check import check_content
from ng911risk.content.load import LocatedCatalog, load_catalog, load_located
from ng911risk.content.locate import Content, builtin_content
from ng911risk.content.schemas import content_schemas

__all__ = [
    "Content",
    "LocatedCatalog",
    "builtin_content",
    "check_content",
    "content_schemas",
    "load_catalog",
    "load_located",
]
