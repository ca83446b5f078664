from __future__ import annotations

import pytest

from ng911risk.editing.origin import goes_back_to_a_sample

SAMPLE = "began with the made-up centre Pine County"
IMPORT = "imported our-list.xlsx"


@pytest.mark.parametrize(
    ("reasons", "made_up"),
    [
        ((), False),
        ((IMPORT,), False),
        ((SAMPLE,), True),
        ((SAMPLE, "changed CAD server"), True),
        ((SAMPLE, "changed CAD server", IMPORT), False),
        ((SAMPLE, "answered the first questions", "removed a switch"), False),
        ((IMPORT, SAMPLE), True),
        ((SAMPLE, IMPORT, f"undid: {IMPORT}"), True),
        ((IMPORT, SAMPLE, f"undid: {SAMPLE}", "changed a switch"), False),
        ((SAMPLE, IMPORT, "changed a switch", "brought version 1 back"), True),
        ((SAMPLE, IMPORT, "brought version 1 back", "brought version 2 back"), False),
        (("brought version 9 back",), False),
        (("changed notes: imported by hand",), False),
    ],
)
def test_the_notice_stays_until_the_centre_was_described_anew(
    reasons: tuple[str, ...], made_up: bool
) -> None:
    versions = list(enumerate(reasons, start=1))

    assert goes_back_to_a_sample(versions) is made_up
    assert goes_back_to_a_sample(reversed(versions)) is made_up
