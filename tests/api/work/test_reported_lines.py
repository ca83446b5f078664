from __future__ import annotations

from typing import cast

from ng911risk.content import load_catalog
from ng911risk.model.report import Finding, IntelligenceUse
from ng911risk_api.work.reported_lines import (
    FINDINGS_MAX,
    REASONS_MAX,
    match_lines,
    raised_lines,
)
from tests.store.sample import INVENTORY


class _Found:
    """As much of a finding as matters here."""

    def __init__(self, vector: str, number: int) -> None:
        self.vector, self.id = vector, f"{vector}@a{number}"


def found(vector: str, many: int = 1) -> list[Finding]:
    return [cast("Finding", _Found(vector, number)) for number in range(many)]


def use(about: str, *, raised: bool = True, what: str = "Phishing is used.") -> IntelligenceUse:
    return IntelligenceUse(
        feed="isac",
        feed_digest="d" * 64,
        object="attack-pattern--1",
        about=about,
        raised=raised,
        what=what,
    )


def test_ways_in_that_were_raised_stand_with_their_findings_by_title() -> None:
    catalog = load_catalog()
    uses = (use("ransomware"), use("phishing"), use("phishing", what="It is sighted."))
    findings = [*found("ransomware"), *found("swatting-caller-id-spoofing")]

    second, first = raised_lines(uses, findings, catalog)

    assert first.title == catalog.vectors["phishing"].title
    assert [one.what for one in first.reasons] == ["Phishing is used.", "It is sighted."]
    assert first.findings == ()
    assert [one.id for one in second.findings] == ["ransomware@a0"]


def test_what_is_too_much_to_name_is_counted() -> None:
    (line,) = raised_lines((use("ransomware"),) * 9, found("ransomware", 8), load_catalog())

    assert (len(line.reasons), line.more_reasons) == (REASONS_MAX, 9 - REASONS_MAX)
    assert (len(line.findings), line.more_findings) == (FINDINGS_MAX, 8 - FINDINGS_MAX)


def test_a_vector_that_the_catalogue_lost_has_its_id() -> None:
    assert raised_lines((use("gone"),), (), load_catalog())[0].title == "gone"


def test_what_matches_stands_with_the_name_of_the_system() -> None:
    uses = (use("phishing"), use("cad", raised=False), use("gone", raised=False))

    lines = match_lines(uses, INVENTORY)

    assert [(one.asset, one.label) for one in lines] == [
        ("cad", INVENTORY.assets[0].label),
        ("gone", "gone"),
    ]
