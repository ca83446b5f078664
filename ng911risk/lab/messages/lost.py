"""
Questions to location services, good and bad ones, and what their answers are (RFC 5222, RFC 5985).

They ask for the test service, never for a real one, and carry no location of anybody. The bad
ones are broken XML and one harmless entity: nothing that grows, and nothing that fetches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ng911risk.model.kinds import AssetKind

if TYPE_CHECKING:
    from collections.abc import Mapping

LOST_KINDS: Final = frozenset({AssetKind.ECRF, AssetKind.LVF, AssetKind.FOREST_GUIDE})
"""What speaks LoST."""

XML_KINDS: Final = LOST_KINDS | {AssetKind.LIS}
"""What reads XML from others: LoST or HELD."""

LARGE_BYTES: Final = 100_000
"""Size of the one large body."""

_LOST: Final = (
    '<findService xmlns="urn:ietf:params:xml:ns:lost1" serviceBoundary="value">'
    '<location id="1" profile="geodetic-2d">'
    '<p2:Point xmlns:p2="http://www.opengis.net/gml" srsName="urn:ogc:def:crs:EPSG::4326">'
    "<p2:pos>0 0</p2:pos></p2:Point></location>"
    "<service>urn:service:test.sos</service></findService>"
)
_HELD: Final = (
    '<locationRequest xmlns="urn:ietf:params:xml:ns:geopriv:held">'
    '<locationType exact="false">any</locationType></locationRequest>'
)
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_GOOD_ROOT: Final = re.compile(rb"<(?:[\w.-]+:)?(?:findServiceResponse|locationResponse)[\s/>]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is sent to a web service."""

    method: str
    content_type: str = ""
    body: bytes = b""


_ASK: Final = Question(method="GET")


def good(kind: AssetKind) -> Question:
    """A question that this kind of element is there to answer; plain GET where it has no XML."""
    xml = _xml(kind)
    return _question(kind, f"{_DECLARATION}{xml}".encode()) if xml else _ASK


def with_entity(kind: AssetKind) -> Question:
    """The good question, one word of which is an entity of a document type that it declares."""
    word = "urn:service:test.sos" if kind in LOST_KINDS else "any"
    declared = f'<!DOCTYPE lab [<!ENTITY lab "{word}">]>'
    xml = _xml(kind).replace(f">{word}<", ">&lab;<")
    return _question(kind, f"{_DECLARATION}{declared}{xml}".encode())


def broken(kind: AssetKind) -> Mapping[str, Question]:
    """Six questions that are not well-formed XML, by what is wrong with them."""
    xml = f"{_DECLARATION}{_xml(kind)}".encode()
    end = xml.rindex(b"</")
    bodies = {
        "cut off in the middle": xml[: len(xml) // 2],
        "end tag of another name": xml[:end] + b"</other>",
        "entity that nobody declared": xml[:end] + b"&nobody;" + xml[end:],
        "bytes that are not UTF-8": xml[:end] + b"\xff\xfe" + xml[end:],
        "character zero": xml[:end] + b"\x00" + xml[end:],
        "two roots": xml + _xml(kind).encode(),
    }
    return MappingProxyType({what: _question(kind, body) for what, body in bodies.items()})


def large(kind: AssetKind) -> Question:
    """A good question with a comment that makes it 100 kB."""
    xml = _xml(kind)
    end = xml.rindex("</")
    room = LARGE_BYTES - len(_DECLARATION) - len(xml) - len("<!---->")
    return _question(kind, f"{_DECLARATION}{xml[:end]}<!--{'x' * room}-->{xml[end:]}".encode())


def served(status: int, body: bytes) -> bool:
    """Whether an answer serves the question: success, and not an ``errors`` document."""
    return 200 <= status < 300 and _GOOD_ROOT.search(body) is not None  # noqa: PLR2004 - HTTP


def _xml(kind: AssetKind) -> str:
    if kind in LOST_KINDS:
        return _LOST
    return _HELD if kind is AssetKind.LIS else ""


def _question(kind: AssetKind, body: bytes) -> Question:
    return Question(
        method="POST",
        content_type="application/lost+xml" if kind in LOST_KINDS else "application/held+xml",
        body=body,
    )
