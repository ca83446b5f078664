"""
The report as one HTML file: no script, no remote part, readable on a phone and on paper.

The page forbids itself everything but its own style sheet, so even a hostile
name in an inventory that got past the escaping could load or run nothing.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from ng911risk.exporters import capacity_words, evidence_words, words
from ng911risk.exporters.discovery import Format
from ng911risk.exporters.first_page import (
    CALL_LINE,
    HARM,
    MARKING,
    becomes,
    certainty,
    entries,
    in_place,
    title,
)
from ng911risk.exporters.html_report.grid import risk_grid
from ng911risk.exporters.html_report.groups import ask_list, by_vector, owner_letter, readable
from ng911risk.exporters.html_report.influences import bars
from ng911risk.exporters.html_report.lanes import SHOWN_PATHS, lanes_svg
from ng911risk.exporters.json_report import report_id, verify_code
from ng911risk.exporters.public import public_edition
from ng911risk.model.report import RiskReport
from ng911risk.model.scales import Level

FORMAT = Format(name="html", media_type="text/html; charset=utf-8", ending=".html")

_PROMINENT = (Level.MODERATE, Level.HIGH, Level.VERY_HIGH)
"""Risks whose findings are printed in full without being opened."""

# Marks that turn the direction of a line make a reader read something else.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def render(report: RiskReport, *, public: bool) -> bytes:
    """One self-contained page in UTF-8."""
    if public:
        code = verify_code(public_edition(report))
        return public_page(report, f"fingerprint of this edition: {code}")
    code = verify_code(report)
    return whole_page(report, f"Report {report_id(report)}, fingerprint of this report: {code}")


def public_page(report: RiskReport, reference: str) -> bytes:
    """The public edition; `reference` is its check code or fingerprint."""
    template = _environment().get_template("public.html.j2")
    edition = public_edition(report)
    return template.render(report=edition, reference=reference, **_head("style.css")).encode()


def whole_page(report: RiskReport, reference: str) -> bytes:
    """The full report; `reference` tells which it is: its id with a check code or fingerprint."""
    page = _environment().get_template("template.html.j2")
    return page.render(
        report=report,
        title=title(report),
        entries=entries(report),
        marking=MARKING,
        call_line=CALL_LINE,
        report_id=report_id(report),
        reference=reference,
        picture=picture_of_paths(report),
        shown_paths=SHOWN_PATHS,
        grid=risk_grid(report.findings),
        groups=by_vector(report.findings),
        asks=ask_list(report.unknowns),
        bars=bars(report),
        certainty=certainty(report),
        harm=HARM,
        in_place=in_place(report),
        capacity_sentences=capacity_words.sentences(report.shifts),
        capacity_changes=capacity_words.changes(report.shifts),
        capacity_ends=capacity_words.ENDS,
        capacity_notes=capacity_words.notes(report.shifts),
        capacity_worst=(
            capacity_words.worst_hours(report.shifts) if capacity_words.told(report.shifts) else ""
        ),
        prominent=_PROMINENT,
        acted=frozenset(action.mitigation for action in report.actions),
        **_head("style.css", "marking.css"),
    ).encode()


def picture_of_paths(report: RiskReport) -> Markup:
    """The worst paths as SVG; an empty text when there is no path."""
    return Markup(_TURNING.sub("", lanes_svg(report)))  # noqa: S704 -- made and escaped by lanes.py


def page(template: str, *sheets: str, **values: object) -> bytes:
    """A page of another template of this package: the same style, the same strict policy."""
    return _environment().get_template(template).render(**values, **_head(*sheets)).encode()


@cache
def _head(*sheets: str) -> dict[str, object]:
    """The style sheet and the policy that admits exactly this style sheet."""
    style = "".join(map(_source, sheets))
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'none'; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "policy": policy}  # noqa: S704 -- a file of this package


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_straight,
    )
    environment.filters |= {
        "odds": words.odds,
        "odds_of": words.odds_of,
        "found": words.found,
        "tenths": words.tenths,
        "chance": words.chance,
        "share": words.share,
        "hours": words.hours,
        "hours_band": words.hours_band,
        "hours_likely": words.hours_likely,
        "hours_parts": words.hours_parts,
        "odds_parts": words.odds_parts,
        "count_parts": words.count_parts,
        "service": words.service,
        "number": words.two_digits,
        "plain_band": words.plain_band,
        "money": words.money,
        "work": words.work,
        "capital": words.capital,
        "small": words.small,
        "listing": words.listing,
        "readable": readable,
        "becomes": becomes,
        "owner": owner_letter,
        "calls_parts": capacity_words.calls_parts,
        "calls_today": capacity_words.today,
        "calls_today_half": capacity_words.today_half,
        "shift_hours": capacity_words.hours,
        "evidence_seen": evidence_words.seen,
        "evidence_stands": evidence_words.stands,
        "evidence_traced": evidence_words.traced,
    }
    environment.globals["number_of"] = words.number_of
    environment.globals["change"] = evidence_words.change
    return environment


def _straight(value: object) -> object:
    """`value` without direction marks; text that is markup already stays as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _TURNING.sub("", value)
    return value


def _source(name: str) -> str:
    """Text of a file of this package, from a folder or from inside a zipped wheel."""
    return files(__name__).joinpath(name).read_text("utf-8")
