"""What several documents share: their head and foot, and facts of a report in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Final, TypeAlias, TypedDict, Unpack

from ng911risk.exporters import words
from ng911risk.exporters.documents import print_page, typeset, word
from ng911risk.exporters.documents.discovery import Form, Render
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.paper import Block, Paper, Size
from ng911risk.model.inventory import (
    FallbackKind,
    Inventory,
    Owner,
    OwnerClass,
    Service,
    ServiceKind,
)
from ng911risk.model.scales import Status

FULL_MARKING: Final = "SECURITY-SENSITIVE: shows how to hurt this centre"
PUBLIC_MARKING: Final = "Public edition"


class Look(TypedDict, total=False):
    """How a document may differ from the others: see `Paper`."""

    subtitle: str
    size: Size
    points: float
    contents: bool
    fit: bool


Build: TypeAlias = Callable[[DocumentInput], Paper]

_LABELS: Final = {
    "TIED with these": "About as good",
    "DO FIRST": "Do first",
    "NOT KNOWN": "Not known",
    "PARTLY IN PLACE": "Partly in place",
    "WORKING": "What works",
    "BASIS": "What this rests on",
}

ROLES: Final = frozenset({
    "9-1-1 network provider", "County or city IT", "Our centre", "Telephone company",
    "Vendor of dispatch", "Vendor of public alerting", "Vendor of the 9-1-1 phone system",
    "Who runs the radio system",
})  # fmt: skip
"""What organisations are called before anybody names them."""

_NEVER: Final = "never, as far as we know"

_PRACTISED: Final = {
    Status.YES: "within the last 12 months, as was answered",
    Status.PARTLY: "partly, as was answered; no date on file",
    Status.NO: "not in the last 12 months, as was answered",
}

_HOW_ON: Final = {
    FallbackKind.NONE: "Nothing takes over",
    FallbackKind.MANUAL: "By hand",
    FallbackKind.DIVERSION: "Another centre takes the calls",
    FallbackKind.OTHER_CHANNEL: "By another system",
    FallbackKind.UNKNOWN: "Nobody has said how",
}


def paper(given: DocumentInput, title: str, blocks: Iterable[Block], **look: Unpack[Look]) -> Paper:
    """A document about the full report of `given`."""
    report = given.report
    return Paper(
        title=title,
        site=short(report.site.name),
        marking=FULL_MARKING,
        reference=given.reference,
        at=report.made_at,
        blocks=tuple(blocks),
        draft=given.draft,
        **look,
    )


def in_forms(build: Build, *forms: Form) -> dict[Form, Render]:
    """Renderings of what `build` makes, in these formats."""
    writers = {Form.PDF: typeset.pdf, Form.DOCX: word.docx, Form.HTML: print_page.html}

    def render(form: Form) -> Render:
        return lambda given: writers[form](build(given))

    return {form: render(form) for form in forms}


def short(site: str) -> str:
    """Name of a centre where there is room for one line."""
    return words.shorten(site, 70)


def entry_label(label: str) -> str:
    """Label of an entry of the first page, as it stands on paper."""
    return _LABELS.get(label, words.capital(label))


def day(one: date | datetime | None, none: str = "") -> str:
    """``8 Oct 2024``, or `none`."""
    if one is None:
        return none
    if isinstance(one, datetime):
        one = one.astimezone(UTC)
    return f"{one:%-d %b %Y}"


def whose(owner: OwnerClass) -> str:
    """Who is meant, in the middle of a sentence: ``you``, ``your carrier``."""
    if owner is OwnerClass.PSAP:
        return "you"
    return f"your {words.small(owner.words)}"


def service_of(given: DocumentInput, kind: ServiceKind) -> Service | None:
    """What the inventory says about a service."""
    return given.inventory.service(kind) if given.inventory else None


def named(owner: Owner, inventory: Inventory) -> bool:
    """
    Whether somebody gave an organisation its name: a role that stood there before is none.

    Lists of names are marked as assumed as a whole, and stay so when one of them is filled in.
    So a name counts as given unless it is one that an inventory begins with.
    """
    return (
        bool(owner.name)
        and owner.name not in ROLES
        and f"owners[{owner.id}]" not in inventory.assumed
    )


def goes_on(given: DocumentInput, service: Service | None) -> tuple[str, str]:
    """How a service goes on without its systems, and when that was last practised."""
    if service is None:
        return _HOW_ON[FallbackKind.UNKNOWN], _NEVER
    fallback = service.fallback
    how = _HOW_ON[fallback.kind]
    if fallback.note:
        how += f". {fallback.note}"
    if fallback.practised is None and fallback.kind is FallbackKind.MANUAL:
        return how, _PRACTISED.get(_by_hand(given), _NEVER)
    return how, day(fallback.practised, _NEVER)


def _by_hand(given: DocumentInput) -> Status:
    """What was answered about practising by hand; unknown when nobody answered."""
    said = given.inventory.controls if given.inventory else ()
    found = {one.mitigation: one.status for one in said if not one.scope}
    found |= {one.mitigation: one.status for one in given.report.working}
    return found.get("practised-manual-dispatch", Status.UNKNOWN)
