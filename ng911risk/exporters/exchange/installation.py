"""Whose an assessment is when no database says it: derived, so that it is the same everywhere."""

from __future__ import annotations

import unicodedata
from typing import Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from ng911risk.model.inventory import SiteProfile

_ADDRESS: Final = "https://ng911risk.example/installation/1"
"""Never change it: ids that were given out hang on it."""


def installation_of(site: SiteProfile) -> str:
    """UUID of a made-up installation of this one centre: the same name and state, the same UUID."""
    return str(uuid5(NAMESPACE_URL, f"{_ADDRESS}/{quote(_plain(site.state))}/{key_of(site)}"))


def key_of(site: SiteProfile) -> str:
    """Key of a centre without a database: its name, whatever its capitals and blanks."""
    return quote(_plain(site.name))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
