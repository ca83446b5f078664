"""Whom to call when something happens: a card for the pocket and a sheet for the wall."""

from __future__ import annotations

from ng911risk.exporters import words
from ng911risk.exporters.documents.discovery import Document, Form, Reader
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.paper import (
    Block,
    Facts,
    Heading,
    Lines,
    Paper,
    Points,
    Size,
    Table,
    Text,
)
from ng911risk.exporters.documents.sheets import (
    day,
    goes_on,
    in_forms,
    named,
    paper,
    service_of,
    short,
)
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.scales import Status

_WHEN: tuple[tuple[str, str, OwnerClass], ...] = (
    ("9-1-1 calls stop, drop or come without sound", "9-1-1 provider, trouble desk",
     OwnerClass.NGCS_PROVIDER),
    ("Phone lines dead, or flooded with calls", "Carrier, repair and fraud desk",
     OwnerClass.CARRIER),
    ("Ransom note, odd screens, sign-in fails", "County IT, on call", OwnerClass.COUNTY_IT),
    ("One product fails everywhere: phone, CAD, radio", "Vendor, 24-hour support",
     OwnerClass.VENDOR),
    ("Any of these", "State 9-1-1 office or authority", OwnerClass.AUTHORITY),
)  # fmt: skip

_BLANK = "__________"

_ALWAYS = (
    ("A crime, a threat, a demand for money", "Police on duty; FBI field office"),
    ("An attack on computers or networks", "CISA: cisa.gov/report"),
    ("Storm, evacuation, long outage", "Emergency management, on call"),
)


def call_sheet(given: DocumentInput) -> Paper:
    """One sheet of letter size, to be filled in by pen and put on the wall."""
    blocks: list[Block] = [
        Text(
            text="Fill in the numbers now, check them by calling each once, and put this sheet "
            "where the shift supervisor sits. A number looked for at three in the morning is "
            "found too late."
        ),
        Table(
            header=("When", "Call", "Number, day and night", "Our account or circuit"),
            rows=tuple((what, who, "", "") for what, who in _calls(given)),
            widths=(30, 26, 24, 20),
            fill=True,
        ),
        Heading(text="Send our calls to another centre"),
        Points(items=_diversion(given), numbered=True),
        *_how_each_goes_on(given),
        Lines(label="Written by, on, and checked again on"),
    ]
    return paper(given, f"Call now: {short(given.report.site.name)}", tuple(blocks), points=10.0)


def call_card(given: DocumentInput) -> Paper:
    """The same for a pocket: A6, two sides."""
    blocks: list[Block] = [
        Table(
            header=("When", "Call", "Number"),
            rows=tuple((what, who, "") for what, who in _calls(given)),
            widths=(36, 32, 32),
            fill=True,
        ),
        Heading(text="Send our calls to another centre", new_page=True),
        Points(items=_diversion(given), numbered=True),
        Facts(items=(("Written down on", "____________  checked ____________"),)),
    ]
    title = f"Call now: {short(given.report.site.name)}"
    return paper(given, title, tuple(blocks), size=Size.CARD, points=8.8)


def _calls(given: DocumentInput) -> list[tuple[str, str]]:
    known = _named(given)
    first = [(what, known.get(kind, f"{who}: {_BLANK}")) for what, who, kind in _WHEN]
    return first + list(_ALWAYS)


def _named(given: DocumentInput) -> dict[OwnerClass, str]:
    """Organisations that somebody named, and a blank for the others; contacts are not printed."""
    if given.inventory is None:
        return {}
    names: dict[OwnerClass, list[str]] = {}
    blanks: set[OwnerClass] = set()
    for owner in given.inventory.owners:
        if named(owner, given.inventory):
            names.setdefault(owner.owner_class, []).append(owner.name)
        else:
            blanks.add(owner.owner_class)
    return {
        kind: f"{kind.words}: {words.shorten(' / '.join(found), 70)}"
        + (f"; others: {_BLANK}" if kind in blanks else "")
        for kind, found in names.items()
    }


def _diversion(given: DocumentInput) -> tuple[str, ...]:
    site = given.inventory.site if given.inventory else None
    backup = (site.backup_site.name if site else given.report.backup).strip()
    if not backup or backup.startswith("no "):
        return (
            "There is no backup centre on file. Call the 9-1-1 provider: ask where calls can go.",
            "Call the state 9-1-1 office and your neighbours: who can take calls now?",
            "Tell the public another number, by radio, alert and social media: ____________",
            "Write down the time of each step.",
        )
    return (
        f"Call the 9-1-1 provider: \u201cDivert all 9-1-1 calls of {given.report.site.name} to "
        f"{backup}.\u201d Give your name and the code word: ____________"
        + _how_sure(site.backup_site.diversion if site else None),
        f"Call the supervisor at {backup}: ____________. Say how many calls an hour to expect"
        + (
            f" (they can staff {words.number_of(site.backup_site.spare_positions, 'position')} "
            "for you)."
            if site and site.backup_site.spare_positions
            else "."
        ),
        "Prove it: call 9-1-1 from a mobile and from a desk phone. Who answers?",
        f"Agree how {backup} hands you each call: radio channel ________ or phone __________",
        "Ten-digit and alarm lines do not follow by themselves: forward them to ____________",
        "Tell responders and the public. Write down the time of each step.",
        "Last time this was really done: "
        + day(given.report.last_test, "never, as far as we know"),
    )


def _how_sure(status: Status | None) -> str:
    if status is Status.PARTLY:
        return ". It needs this call; nothing happens by itself."
    if status is Status.NO:
        return ". It has not been set up: expect that this may fail."
    if status is Status.UNKNOWN:
        return ". Nobody knows whether this works: find out this week."
    return ""


def _how_each_goes_on(given: DocumentInput) -> list[Block]:
    """A table of the fallbacks, where the inventory tells them."""
    rows = []
    for kind in ServiceKind:
        service = service_of(given, kind)
        if service is not None:
            how, when = goes_on(given, service)
            rows.append((words.capital(kind.words), how, when))
    if not rows:
        return []
    return [
        Heading(text="How each service goes on without its systems"),
        Table(header=("Service", "How", "Last practised"), rows=tuple(rows), widths=(24, 54, 22)),
    ]


DOCUMENTS = (
    Document(
        name="call-sheet",
        title="Call-now sheet",
        about="Whom to call when what happens, with blanks for the numbers. Letter size.",
        reader=Reader.WALL,
        build=call_sheet,
        forms=in_forms(call_sheet, Form.PDF, Form.DOCX),
    ),
    Document(
        name="call-card",
        title="Call-now card for the pocket",
        about="The same on two small sides (A6), for each shift supervisor.",
        reader=Reader.WALL,
        forms=in_forms(call_card, Form.PDF, Form.DOCX),
    ),
)
