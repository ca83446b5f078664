"""What moves a control, and what does not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ng911risk.lab.weight import doubt_of, refutation
from ng911risk.model.evidence import Verdict

BAD, GOOD, OPEN = Verdict.NOT_EFFECTIVE, Verdict.EFFECTIVE, Verdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("verdict", "verifies", "refutes", "refuted_by", "word"),
    [
        (BAD, False, True, "", ""),
        (BAD, False, False, "", "shortcoming"),
        (GOOD, True, True, "", ""),
        (GOOD, False, True, "", "a part"),
        (GOOD, True, True, "SIP-01", "SIP-01"),
        (OPEN, True, True, "SIP-01", ""),
    ],
)
def test_a_verdict_moves_its_control_or_says_why_not(
    verdict: Verdict, verifies: bool, refutes: bool, refuted_by: str, word: str
) -> None:
    about = SimpleNamespace(verifies=verifies, refutes=refutes)

    said = doubt_of(verdict, about, refuted_by)

    assert word in said
    assert bool(said) == bool(word)
    assert refutation(verdict, about) is (verdict is BAD and refutes)
