from __future__ import annotations

from ng911risk.exporters import render
from ng911risk.exporters.first_page import first_page
from tests.exporters.sample_report import SAMPLE


def test_the_text_is_the_first_page() -> None:
    assert render(SAMPLE, "text").decode().splitlines() == list(first_page(SAMPLE))


def test_the_public_text_says_odds_in_words() -> None:
    text = render(SAMPLE, "text", public=True).decode()

    assert text.startswith("Pine County 9-1-1: risk report, public edition, 2026-11-24\n")
    assert "lost in a year: 1 in 26 (1 in 130 to 1 in 6), low" in text
    assert "findings: 0 very high, 0 high, 2 moderate, 3 low, 1 very low" in text
    assert "SECURITY-SENSITIVE" not in text
