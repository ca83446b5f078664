from __future__ import annotations

from datetime import date

from ng911risk.model.evidence import Evidence, Standing, Verdict


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
