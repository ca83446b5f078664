from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from ng911risk.model.evidence import Evidence, LabProof, Standing, Verdict


def test_an_observation_is_of_the_whole_site_unless_it_says_otherwise() -> None:
    seen = Evidence(
        mitigation="backups",
        verdict=Verdict.INCONCLUSIVE,
        observed="The tape was not at hand.",
        method="interview",
        on=date(2026, 1, 1),
    )

    assert seen.scope == ()
    assert seen.reviewer == ""


def test_every_word_of_the_format_is_lower_case() -> None:
    for word in (*Verdict, *Standing):
        assert word == word.casefold()
    assert Verdict("not-effective") is Verdict.NOT_EFFECTIVE


def test_what_a_machine_saw_has_its_second_and_what_people_saw_its_day() -> None:
    seen = Evidence(
        mitigation="backups",
        verdict=Verdict.EFFECTIVE,
        observed="Restored.",
        method="drill",
        on=date(2026, 1, 1),
    )
    ran = datetime(2026, 1, 1, 14, 3, tzinfo=UTC)

    lab = replace(seen, lab=LabProof(check="SIP-01", at=ran))

    assert lab.moment == ran
    assert lab.moment < seen.moment < datetime(2026, 1, 2, tzinfo=UTC)


def test_of_one_moment_what_refutes_counts_last() -> None:
    made = Evidence(
        mitigation="zone-segmentation",
        verdict=Verdict.EFFECTIVE,
        observed="Seen.",
        method="visit",
        on=date(2026, 1, 2),
    )
    against = replace(made, verdict=Verdict.NOT_EFFECTIVE)
    later = replace(made, on=date(2026, 1, 3))

    assert sorted((later, against, made), key=lambda one: one.order) == [made, against, later]
