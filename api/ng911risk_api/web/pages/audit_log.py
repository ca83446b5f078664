"""The audit log: newest first, found by what is wanted, checked, taken out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from ng911risk.access import Permission, Scope
from ng911risk.audit import ACTIONS, Link, line_of, words_of
from ng911risk.exporters.csv_report import safe_cell
from ng911risk.store import Rooms
from ng911risk.store.audit import PAGE, Wanted
from ng911risk.store.moments import moment_of
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Stored, Using
from ng911risk_api.web.fields import day_of
from ng911risk_api.web.render import page

router = APIRouter(include_in_schema=False)

_LOG: Final = "/settings/audit"
_COLUMNS: Final = (
    "number", "when (UTC)", "who", "how", "what", "action", "of what", "outcome", "more", "code",
)  # fmt: skip
_TEXT_MAX: Final = 200
_FILTERS: Final = ("person", "action", "object", "since", "until")
_HOW: Final = {
    "command line": "on the machine itself",
    "page": "in a browser",
    "token": "a program, with a token",
    "link": "with a link",
    "nobody": "before signing in",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry for people."""

    number: int
    at: datetime | None
    """None: the moment was damaged."""

    who: str
    how: str
    what: str
    refused: bool
    object: str
    short: str
    """How the id begins, which is enough to tell it from others."""

    more: str


@router.get(_LOG, dependencies=[allow(Permission.READ_AUDIT)])
def show(
    request: Request,
    stored: Stored,
    older: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    check: str = "",
) -> Response:
    """List the entries that are wanted, and check the whole chain when asked to."""
    said = {name: _asked(request, name) for name in _FILTERS}
    wanted = _wanted(said, older)
    with stored.read() as rooms:
        links = rooms.audit.page(wanted, limit=PAGE + 1)
        people, actions = rooms.audit.people(), rooms.audit.actions()
        checked = rooms.audit.check() if check else None
        names = _names(rooms, stored.scope)
    more = len(links) > PAGE
    links = links[:PAGE]
    older_query = urlencode({**said, "older": links[-1].entry.number}) if more else ""
    return page(
        request,
        "settings/audit.html",
        lines=[_line(link, names) for link in links],
        people=[("", "Everybody"), *((name, name) for name in people)],
        actions=[("", "Everything"), *_in_words(actions)],
        said=said,
        filtered=any(said.values()),
        is_first=older is None,
        older_query=older_query,
        first_query=urlencode(said),
        checked=checked,
        meanings=sorted(ACTIONS.items()),
    )


@router.get(f"{_LOG}/log.jsonl", dependencies=[allow(Permission.READ_AUDIT)])
def lines(stored: Stored, parts: Using) -> Response:
    """Download the whole log as it is verified elsewhere."""
    stored.was_read("log.exported", stored.scope.tenant, parts.now(), form="json lines")
    with stored.read() as rooms:
        content = b"".join(map(line_of, rooms.audit.links()))
    return _saved(content, "application/jsonl", f"audit-log-{parts.now():%Y-%m-%d}.jsonl")


@router.get(f"{_LOG}/log.csv", dependencies=[allow(Permission.READ_AUDIT)])
def table(stored: Stored, parts: Using) -> Response:
    """Download the whole log as a table; no cell can become a formula."""
    stored.was_read("log.exported", stored.scope.tenant, parts.now(), form="csv")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    with stored.read() as rooms:
        writer.writerows([safe_cell(cell) for cell in _cells(link)] for link in rooms.audit.links())
    content = ("\ufeff" + out.getvalue()).encode()
    return _saved(content, "text/csv; charset=utf-8", f"audit-log-{parts.now():%Y-%m-%d}.csv")


def _asked(request: Request, name: str) -> str:
    """What the address asks for; what no column can hold asks for nothing."""
    text = request.query_params.get(name, "").strip()
    return text if text.isprintable() and len(text) <= _TEXT_MAX else ""


def _wanted(said: dict[str, str], older: int | None) -> Wanted:
    """What the form asks for; a day that is none does not narrow anything."""
    until = _day(said["until"])
    return Wanted(
        actor_name=said["person"],
        action=said["action"],
        object=said["object"],
        since=_day(said["since"]),
        until=until + timedelta(days=1) if until else None,
        older_than=older,
    )


def _day(text: str) -> datetime | None:
    try:
        return datetime.combine(day_of(text), time(), UTC)
    except ValueError:
        return None


def _in_words(actions: tuple[str, ...]) -> list[tuple[str, str]]:
    return sorted(((one, words_of(one)) for one in actions), key=lambda pair: pair[1])


def _names(rooms: Rooms, scope: Scope) -> Mapping[str, str]:
    """Id -> name of the sites and people that the reader may see, and that are still here."""
    names: dict[str, str] = {}
    if scope.may(Permission.READ_SITE):
        names |= {site.id: site.name for site in rooms.sites.all()}
    if scope.may(Permission.MANAGE_PEOPLE):
        names |= {person.id: person.name for person in rooms.users.all()}
    return names


def _line(link: Link, names: Mapping[str, str]) -> Line:
    entry = link.entry
    try:
        at = moment_of(entry.at)
    except ValueError:
        at = None
    return Line(
        number=entry.number,
        at=at,
        who=entry.actor_name,
        how=_HOW.get(entry.via, entry.via),
        what=words_of(entry.action),
        refused=entry.outcome != "done",
        object=entry.object,
        short=_short(entry.object, names),
        more=_short(_more(entry.detail), names),
    )


def _more(detail: str) -> str:
    """What else an entry says, as ``name: value``."""
    try:
        read = json.loads(detail)
    except ValueError:
        return detail
    if not isinstance(read, dict):
        return detail
    return "; ".join(
        f"{name.replace('_', ' ')}: {_said(value)}"
        for name, value in read.items()
        if value not in (None, "")
    )


def _short(text: str, names: Mapping[str, str]) -> str:
    """`text` with ids cut to how they begin, named if they have one, and moments to their day."""

    def shorter(found: re.Match[str]) -> str:
        name = names.get(found[0], "")
        return f"{found[1]} ({name})" if name else found[1]

    text = re.sub(r"\b([0-9a-f]{8})[0-9a-f]{24,56}\b", shorter, text)
    return re.sub(r"\b(\d{4}-\d{2}-\d{2})T[\d:.]+Z", r"\1", text)


def _said(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _cells(link: Link) -> Iterator[str]:
    entry = link.entry
    yield str(entry.number)
    yield entry.at
    yield entry.actor_name
    yield entry.via
    yield words_of(entry.action)
    yield entry.action
    yield entry.object
    yield entry.outcome
    yield _more(entry.detail)
    yield link.mac


def _saved(content: bytes, media: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media, headers=headers)
