"""Entity tags of what seldom or never changes, and what a client has already."""

from __future__ import annotations

import re
from typing import Final

_TAG: Final = re.compile(r'(?:W/)?"([\x21\x23-\x7e]*)"')

CACHE_CONTROL: Final = "private, no-cache"
"""
Keep it, but ask each time. A sealed report never changes, yet whoever may see it does,
and a new version may draw it better; asking costs one small answer.
"""


def report_tag(content_hash: str, form: str, *, public: bool, tool_version: str) -> str:
    """Strong tag of one rendering. The sealed JSON is the same for every version."""
    if form == "json" and not public:
        return f'"{content_hash}"'
    edition = "public" if public else "full"
    return f'"{content_hash}.{edition}.{form}.{_plain(tool_version)}"'


def catalog_tag(digest: str, *, tool_version: str) -> str:
    """Strong tag of every page of a catalogue; another version may show more of it."""
    return f'"{digest}.{_plain(tool_version)}"'


def has_already(if_none_match: str | None, tag: str) -> bool:
    """Whether an If-None-Match header names `tag` (RFC 9110, 13.1.2)."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return tag.strip('"') in _TAG.findall(if_none_match)


def _plain(version: str) -> str:
    return re.sub("[^0-9A-Za-z.+-]", "-", version)
