"""Downloads for security teams and auditors, below the documents of a sealed assessment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Response

from ng911risk.access import Permission, Scope
from ng911risk.errors import InputError, Problem
from ng911risk.exporters.exchange.discovery import Audience, Export
from ng911risk.exporters.exchange.given import Wishes
from ng911risk.model.tlp import Tlp
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Signing, Stored, Using
from ng911risk_api.routers import exports, signing
from ng911risk_api.work import exchange_desk

router = APIRouter(include_in_schema=False)

_READS = allow(Permission.READ_EVIDENCE)

_KNOWS_NO_STRICT: Final = frozenset({"stix-sentinel"})
"""Exports whose consumer knows no AMBER+STRICT: a person says what to use instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """What the page of reports offers to the tools of others."""

    security: tuple[Export, ...]
    to_be_marked: tuple[Export, ...]
    """Of these somebody has to choose the marking first."""
    auditors: tuple[Export, ...]
    signs: bool
    """Whether there is a signed report."""
    tlps: tuple[Tlp, ...] = tuple(Tlp)
    chosen_tlps: tuple[Tlp, ...] = (Tlp.RED, Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR)
    """What a consumer knows that knows no AMBER+STRICT, the narrowest first."""

    @classmethod
    def of(cls, scope: Scope, *, can_sign: bool) -> Downloads:
        """Return what somebody may take out; `can_sign` says whether the server has a key."""
        offered = exchange_desk.offered(scope)
        security = [one for one in offered if one.audience is Audience.SECURITY]
        return cls(
            security=tuple(one for one in security if one.name not in _KNOWS_NO_STRICT),
            to_be_marked=tuple(one for one in security if one.name in _KNOWS_NO_STRICT),
            auditors=tuple(one for one in offered if one.audience is Audience.AUDITOR),
            signs=can_sign and scope.may(Permission.READ_EVIDENCE),
        )


async def _wishes(
    *,
    tlp: Annotated[str, Query(max_length=20)] = "",
    sentinel_tlp: Annotated[str, Query(max_length=20)] = "",
    people: Annotated[str, Query(max_length=3)] = "",
    numbers: Annotated[str, Query(max_length=3)] = "",
    confidence: Annotated[str, Query(max_length=3)] = "",
) -> Wishes:
    """Return what a form sent: a choice that was left alone comes as an empty text."""
    return Wishes(
        tlp=_mark("tlp", tlp),
        sentinel_tlp=_mark("sentinel_tlp", sentinel_tlp),
        people=people == "yes",
        numbers=numbers == "yes",
        confidence=confidence == "yes",
    )


def _mark(name: str, text: str) -> Tlp | None:
    """
    Marking in a field of the form.

    Raises:
        InputError: There is no such marking.
    """
    if text and text not in set(Tlp):
        raise InputError([Problem(file="the form", field=name, message="there is no such marking")])
    return Tlp(text) if text else None


@router.get("/sites/{id}/reports/{assessment}/exports/file", dependencies=[_READS])
@apart
def download(
    id: str,
    assessment: str,
    stored: Stored,
    parts: Using,
    wishes: Annotated[Wishes, Depends(_wishes)],
    format: Annotated[str, Query(max_length=60)] = "",  # noqa: A002 - the word everyone uses
) -> Response:
    """One export as a file; the button that was pressed names it."""
    export = exchange_desk.found(format)
    return exports.sent(stored, parts, assessment, export, wishes, site=id)


@router.get("/sites/{id}/reports/{assessment}/exports/signed-report", dependencies=[_READS])
@apart
def signed(id: str, assessment: str, stored: Stored, parts: Using, key: Signing) -> Response:
    """The signed report as a file."""
    return signing.sent(stored, parts, key, assessment, site=id)
