"""Every format that an assessment can be written as, whom each serves, and how it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from ng911risk.errors import NotFoundError

if TYPE_CHECKING:
    from ng911risk.exporters.documents.given import DocumentInput
    from ng911risk.exporters.exchange.discovery import Export
    from ng911risk.exporters.exchange.given import ExchangeInput

STIX: Final = "stix"
"""Stands for the STIX export of a profile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format."""

    name: str
    """What a user types."""

    group: str
    """Whom it serves, as a heading."""

    about: str
    """One sentence."""

    serves: str
    """What they load it into; empty where that is plain."""

    ending: str
    """Of the file, with its dot."""

    public: bool = False
    """Anybody may read it."""

    exchange: Callable[[ExchangeInput], bytes] | None = None
    """Makes it of what exports are made from."""

    document: Callable[[DocumentInput], bytes] | None = None
    """Makes it of what documents are made from."""


def formats() -> Mapping[str, Format]:
    """Every format by its name, in the order of the list."""
    found = (*_exports(), *_documents(), *_reports())
    return {one.name: one for one in found}


def wanted(name: str, profile: str | None) -> Format:
    """
    Format of a name; ``stix`` with a profile is the STIX export of that.

    Raises:
        NotFoundError: There is none.
    """
    from ng911risk.exporters.exchange.discovery import of_profile

    known = formats()
    if name == STIX:
        return _of(of_profile(profile or "generic"))
    if profile is not None:
        raise NotFoundError("Only stix has profiles: ng911risk export stix --profile misp ...")
    if name in known:
        return known[name]
    close = get_close_matches(name[:60].lower(), [STIX, *known], n=1)
    guess = f" Did you mean '{close[0]}'?" if close else ""
    raise NotFoundError(
        f"There is no format '{name[:60]}'.{guess} See which there are: ng911risk export --list"
    )


def _exports() -> Iterator[Format]:
    from ng911risk.exporters.exchange.discovery import Audience, exports

    for audience in Audience:
        for one in exports().values():
            if one.audience is audience:
                yield _of(one)


def _of(one: Export) -> Format:
    return Format(
        name=one.name,
        group=one.audience.words,
        about=one.title,
        serves=one.serves,
        ending=one.ending,
        exchange=one.render,
    )


def _documents() -> Iterator[Format]:
    from ng911risk.exporters.documents import documents
    from ng911risk.exporters.documents.discovery import Edition

    for one in documents().values():
        for form in one.forms:
            yield Format(
                name=f"{one.name}-{form.value}",
                group=one.reader.words,
                about=f"{one.title}. {one.about}",
                serves="",
                ending=f".{form.value}",
                public=one.edition is Edition.PUBLIC,
                document=_document(one.name, form.value),
            )


def _document(name: str, form: str) -> Callable[[DocumentInput], bytes]:
    from ng911risk.exporters.documents import make

    return lambda given: make(name, form, given)


def _reports() -> Iterator[Format]:
    from ng911risk.exporters.discovery import exporters

    for name, one in exporters().items():
        yield Format(
            name=name,
            group="The report as it is",
            about=_REPORTS.get(name, "The whole report."),
            serves="",
            ending=one.FORMAT.ending,
            document=_report(name),
        )


def _report(name: str) -> Callable[[DocumentInput], bytes]:
    from ng911risk.exporters import render

    return lambda given: render(given.report, name)


_REPORTS: Final[Mapping[str, str]] = {
    "json": "The whole report for programs; 'ng911risk schema report' describes it.",
    "html": "The whole report as one page to read and print.",
    "csv": "The findings for a spreadsheet.",
    "text": "The first page for a terminal.",
}
