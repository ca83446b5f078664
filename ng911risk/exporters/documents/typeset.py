"""
Blocks -> PDF, with Typst: tagged, with an outline, and held to PDF/A-2a and PDF/UA-1.

The words go in as data, never as code, so a name like ``#evil[$x$]`` prints as it is
spelt. Fonts come from this package and Typst's own, never from the machine, so the
same blocks give the same bytes everywhere.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ng911risk.errors import NG911RiskError
from ng911risk.exporters.documents.paper import Paper
from ng911risk.exporters.documents.plain_text import breakable, spelt, straight

STANDARDS: Final = ("a-2a", "ua-1")
"""What Typst checks while it writes; it refuses a picture without words, for instance."""

MOST_BYTES: Final = 24_000_000
"""Longest data of one document; a report of 1,000 findings has about a tenth."""

_HERE: Final = Path(__file__).resolve().parent
_OURS: Final = "Public Sans"
_BUILT_IN: Final = "Libertinus Serif"
_COMMON_BELOW: Final = "\u0180"
_RARE_MOST: Final = 400
_DATE: Final = ("year", "month", "day", "hour", "minute", "second")
_PICTURE_PPI: Final = 200.0

# Typst keeps a memory that several compilations at once would only multiply.
_LOCK: Final = threading.Lock()


def pdf(paper: Paper) -> bytes:
    """
    The document as PDF/A-2a and PDF/UA-1, as far as Typst checks them.

    Raises:
        NG911RiskError: Typst is not installed, refuses the document, or it is too long.
    """
    return _compiled("document.typ", _data(paper), paper.at)


def png(svg: str) -> bytes:
    """A picture for formats that cannot hold drawings."""
    data = {"svg": _shown(straight(svg)), "face": face()}
    return _compiled("picture.typ", data, datetime(1980, 1, 1, tzinfo=UTC), picture=True)


def face() -> str:
    """Name of the type face that is there."""
    return _OURS if _fonts() else _BUILT_IN


def missing_fonts() -> str:
    """What to tell the user about missing fonts; empty when they are there."""
    if _fonts():
        return ""
    return (
        f"The type face {_OURS} is not installed, so PDF documents use {_BUILT_IN}. "
        "The set-up from the source fetches it."
    )


def _fonts() -> list[str]:
    folder = _HERE / "fonts"
    return [str(folder)] if folder.is_dir() and any(folder.glob("*.ttf")) else []


def _data(paper: Paper) -> dict[str, Any]:
    """Everything the template needs, as plain values."""
    at = paper.at.astimezone(UTC)
    blocks = [{"kind": type(one).__name__, **asdict(one)} for one in paper.blocks]
    head = {name: value for name, value in _fields(paper) if name not in {"blocks", "at"}}
    made: dict[str, Any] = _cleaned(
        {
            **head,
            "size": paper.size.value,
            "blocks": blocks,
            "face": face(),
            "day": f"{at:%-d %B %Y}",
            "date": {one: getattr(at, one) for one in _DATE},
        }
    )
    return made


def _fields(paper: Paper) -> Iterator[tuple[str, object]]:
    for name in paper.__dataclass_fields__:
        yield name, getattr(paper, name)


def _cleaned(value: Any, name: str = "") -> Any:  # noqa: ANN401 -- any plain value
    if isinstance(value, str):
        return _shown(straight(value) if name == "svg" else breakable(straight(value)))
    if isinstance(value, Mapping):
        return {key: _cleaned(one, key) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value


def _shown(text: str) -> str:
    """`text` with signs that no font has replaced by their names: PDF/A allows no empty box."""
    rare = sorted({sign for sign in text if sign >= _COMMON_BELOW and sign != "\u200b"})
    for number, sign in enumerate(rare):
        if number >= _RARE_MOST or not _has_glyph(sign, face()):
            text = text.replace(sign, spelt(sign))
    return text


@lru_cache(maxsize=10_000)
def _has_glyph(sign: str, with_face: str) -> bool:
    """Whether a font has it: Typst is asked, with a document of this one sign."""
    try:
        _compiled("sign.typ", {"sign": sign, "face": with_face}, datetime(1980, 1, 1, tzinfo=UTC))
    except NG911RiskError:
        return False
    return True


def _compiled(
    template: str, data: Mapping[str, Any], at: datetime, *, picture: bool = False
) -> bytes:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    if len(text.encode()) > MOST_BYTES:
        raise NG911RiskError("This document would be too long to be typeset.")
    try:
        import typst  # noqa: PLC0415 -- 80 MB that most commands never need
    except ImportError:
        raise NG911RiskError(
            "PDF documents need Typst: install ng911risk with its 'documents' part."
        ) from None
    options: dict[str, Any] = {
        "sys_inputs": {"data": text},
        "font_paths": _fonts(),
        "ignore_system_fonts": True,
        "root": str(_HERE),
        "timestamp": int(at.timestamp()),
    }
    if picture:
        options |= {"format": "png", "ppi": _PICTURE_PPI}
    else:
        options |= {"format": "pdf", "pdf_standards": list(STANDARDS)}
    source = _HERE.joinpath(template).read_bytes()
    try:
        with _LOCK:
            made: bytes = typst.compile(source, **options)
    except typst.TypstError as error:
        raise NG911RiskError(f"The document could not be typeset: {error}") from error
    return made
