from __future__ import annotations

import pytest

from ng911risk.importers.states import letters_of


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Kansas", "KS"),
        ("ks", "KS"),
        (" new  york ", "NY"),
        ("State of Ohio", "OH"),
        ("D.C.", "DC"),
        ("Ontario", "Ontario"),
        ("", ""),
    ],
)
def test_a_state_is_kept_as_two_letters(text: str, letters: str) -> None:
    assert letters_of(text) == letters
