"""Documents of TAXII 2.1, and the media types they go by."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid5

from starlette.responses import Response

from ng911risk.model.tlp import Tlp
from ng911risk.store.collected import Page, Version
from ng911risk.store.given_out import KINDS

TAXII: Final = "application/taxii+json;version=2.1"
"""Media type of every answer."""

_ASKED: Final = frozenset({"", "2.1"})
_TITLES: Final[Mapping[str, str]] = {
    "assessments": "Assessments",
    "indicators": "Indicators",
    "catalogue": "Threat vectors and mitigations",
}
_DESCRIPTIONS: Final[Mapping[str, str]] = {
    "assessments": "Everything of every published assessment; it needs no other collection.",
    "indicators": "What a person promoted to be blocked or watched for, with what it indicates.",
    "catalogue": "The threat vectors and mitigations that published assessments speak of.",
}


class Refused(Exception):  # noqa: N818 - an answer, not an error of ours
    """A request that gets an error document."""

    def __init__(
        self, status: HTTPStatus, description: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(description)
        self.status, self.description, self.headers = status, description, headers or {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One kind of objects at one level."""

    id: str
    """UUID: the same as long as the organisation is."""

    kind: str
    tlp: Tlp

    @property
    def alias(self) -> str:
        """Name for people, which can stand in the address too."""
        return f"{self.kind}-{self.tlp.value.replace('+', '-')}"

    @property
    def document(self) -> dict[str, Any]:
        """Collection resource."""
        return {
            "id": self.id,
            "title": f"{_TITLES[self.kind]}, {self.tlp.label}",
            "description": _DESCRIPTIONS[self.kind],
            "alias": self.alias,
            "can_read": True,
            "can_write": False,
            "media_types": [stix("2.1")],
        }


def collections_of(installation: str) -> tuple[Collection, ...]:
    """Every collection that an organisation can have."""
    if not installation:
        return ()
    return tuple(
        Collection(id=str(uuid5(UUID(installation), f"taxii/{kind}/{tlp}")), kind=kind, tlp=tlp)
        for kind in KINDS
        for tlp in Tlp
    )


def stix(version: str) -> str:
    """Media type of objects of a version of STIX."""
    return f"application/stix+json;version={version}"


def is_accepted(accept: str) -> bool:
    """
    Whether an Accept header takes TAXII 2.1; one that names no version takes the latest.

    Of what fits, the most particular counts: who refuses TAXII gets none of it, although
    everything else is welcome.
    """
    fitting = [one for one in map(_rank, accept.split(",")[:100]) if one is not None]
    return max(fitting, default=(0, False))[1]


def _rank(wanted: str) -> tuple[int, bool] | None:
    """How particular one range of an Accept header is, and whether it takes; None: of others."""
    name, *parameters = (part.strip().lower() for part in wanted.split(";"))
    named = dict(_parameter(one) for one in parameters)
    takes = re.fullmatch(r"0(\.0{0,3})?", named.get("q", "1")) is None
    if name == "application/taxii+json":
        version = named.get("version", "")
        return (4 if version else 3, takes) if version in _ASKED else None
    rank = {"application/*": 2, "*/*": 1}.get(name)
    return None if rank is None else (rank, takes)


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip().strip('"')


def answer(
    document: Mapping[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a document."""
    text = json.dumps(document, allow_nan=False, indent=2) + "\n"
    return _raw(text.encode("ascii"), status, headers)


def error(
    status: HTTPStatus, description: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with an error document."""
    document = {
        "title": status.phrase,
        "description": description,
        "http_status": str(status.value),
    }
    return answer(document, status, headers)


def _raw(
    content: bytes, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Response:
    # not by media_type: a charset must not be added
    return Response(content, status, headers={"Content-Type": TAXII, **(headers or {})})


def envelope(page: Page, cursor: str) -> Response:
    """Objects, letter by letter as they were published."""
    return _list(page, cursor, "objects", (one.content for one in page.versions))


def manifest(page: Page, cursor: str) -> Response:
    """Heads of objects."""
    return _list(page, cursor, "objects", (_json(_entry(one)) for one in page.versions))


def versions(page: Page, cursor: str) -> Response:
    """Versions of one object."""
    return _list(page, cursor, "versions", (_json(one.version) for one in page.versions))


def _list(page: Page, cursor: str, name: str, items: Iterable[bytes]) -> Response:
    head = _json({"more": page.more, **({"next": cursor} if page.more else {})})
    # STIX knows no empty lists: what there is none of is left out
    body = b"".join((b',"', name.encode(), b'":[', b",".join(items), b"]"))
    content = head[:-1] + (body if page.versions else b"") + b"}\n"
    return _raw(content, headers=_added(page.versions))


def _added(found: Sequence[Version]) -> dict[str, str]:
    if not found:
        return {}
    return {
        "X-TAXII-Date-Added-First": found[0].date_added,
        "X-TAXII-Date-Added-Last": found[-1].date_added,
    }


def _entry(one: Version) -> dict[str, str]:
    return {
        "id": one.object,
        "date_added": one.date_added,
        "version": one.version,
        "media_type": stix(one.spec_version),
    }


def _json(tree: object) -> bytes:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
