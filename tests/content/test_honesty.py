from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.content.draft import read_draft
from ng911risk.content.honesty import empty_claims
from tests.content.small import VECTOR, small_content

LOCK = "mitigations/lock.yaml"
EFFECT = "effect: {low: 0.1, likely: 0.2, high: 0.3, basis: Judgement.}"
SUSTAINS = "sustains:\n  - service: dispatch\n    "


def _messages(folder: Path, old: str, new: str) -> list[str]:
    draft = read_draft(small_content(folder, {LOCK: (old, new)}))
    assert draft.problems == ()
    return [problem.message for problem in empty_claims(draft)]


def test_sound_content_claims_nothing_empty(tmp_path: Path) -> None:
    assert [*empty_claims(read_draft(small_content(tmp_path)))] == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (EFFECT, "effect: {low: 0, likely: 0, high: 0, basis: x}", "without any effect"),
        ("acts_on: likelihood", "acts_on: fallback", "sustains no service"),
        ("acts_on: likelihood", "acts_on: load", "flood and stop nothing"),
        ("acts_on: likelihood", "acts_on: recovery", "stop nothing"),
        (
            "acts_on: likelihood\n    steps: [walk-in]",
            "acts_on: recovery\n    steps: [dies]",
            "stop nothing",
        ),
    ],
)
def test_a_claim_that_cannot_change_anything_is_named(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    [message] = _messages(tmp_path, old, new)

    assert expected in message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("acts_on: likelihood\n    steps: [walk-in]", "acts_on: recovery\n    steps: [stop]"),
        ("acts_on: likelihood\n    steps: [walk-in]", "acts_on: recovery"),
        ("acts_on: likelihood\n    steps: [walk-in]", "acts_on: load\n    steps: [stop]"),
    ],
)
def test_a_claim_about_a_long_stop_is_good(tmp_path: Path, old: str, new: str) -> None:
    assert _messages(tmp_path, old, new) == []


def test_a_fallback_with_a_service_is_good(tmp_path: Path) -> None:
    new = f"acts_on: fallback\n    {EFFECT}\n{SUSTAINS}{EFFECT}\n"

    assert (
        _messages(tmp_path, f"acts_on: likelihood\n    steps: [walk-in]\n    {EFFECT}\n", new) == []
    )


def test_a_vector_without_an_answer_is_named_unless_it_is_deprecated(tmp_path: Path) -> None:
    content = small_content(tmp_path)
    path = tmp_path / "threat_catalog" / "window.yaml"

    path.write_text(VECTOR, "utf-8")
    open_ = [*empty_claims(read_draft(content))]
    path.write_text(VECTOR + "status: deprecated\n", "utf-8")
    closed = [*empty_claims(read_draft(content))]

    assert [one.message for one in open_] == ["no mitigation answers this vector"]
    assert closed == []
