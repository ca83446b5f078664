from __future__ import annotations

import pytest

from ng911risk.lab.captures.judging import (
    MANY_BROKEN,
    MANY_NAMES,
    MANY_PORTS,
    MANY_TARGETS,
    kind_of,
    words_of,
)
from ng911risk.lab.captures.tally import NAMES_MAX, Sender
from ng911risk.model.observation import ObservedKind


def _names(number: int) -> set[bytes]:
    return {str(one).encode() for one in range(number)}


_CASES = [
    (Sender(agents={"friendly-scanner"}), ObservedKind.SIP_SCAN),
    (Sender(agents={"SIPVicious 0.3"}), ObservedKind.SIP_SCAN),
    (Sender(agents={"Phone 1.0"}), ObservedKind.OTHER_TRAFFIC),
    (Sender(registered=_names(MANY_NAMES)), ObservedKind.REGISTRATION_ATTEMPTS),
    (Sender(registered=_names(MANY_NAMES - 1)), ObservedKind.OTHER_TRAFFIC),
    (Sender(asked=_names(MANY_NAMES)), ObservedKind.SIP_SCAN),
    (Sender(targets={str(i) for i in range(MANY_TARGETS)}), ObservedKind.SIP_SCAN),
    (Sender(targets={str(i) for i in range(MANY_TARGETS - 1)}), ObservedKind.OTHER_TRAFFIC),
    (Sender(ports=set(range(MANY_PORTS))), ObservedKind.SIP_SCAN),
    (Sender(burst=True, asked=_names(50)), ObservedKind.CALL_BURST),
    (Sender(requests=MANY_BROKEN, broken=MANY_BROKEN), ObservedKind.MALFORMED),
    (Sender(requests=MANY_BROKEN, broken=MANY_BROKEN - 1), ObservedKind.OTHER_TRAFFIC),
    (Sender(requests=1_000, broken=MANY_BROKEN), ObservedKind.OTHER_TRAFFIC),
]


@pytest.mark.parametrize(("sender", "kind"), _CASES)
def test_each_threshold_decides_where_it_says(sender: Sender, kind: ObservedKind) -> None:
    assert kind_of(sender) is kind


@pytest.mark.parametrize(("sender", "kind"), _CASES)
def test_the_words_hold_the_counts_behind_them(sender: Sender, kind: ObservedKind) -> None:
    words = words_of(sender, kind)

    assert words.endswith(".")
    assert any(letter.isdigit() for letter in words)


def test_a_count_that_was_capped_says_so() -> None:
    words = words_of(Sender(asked=_names(NAMES_MAX)), ObservedKind.SIP_SCAN)

    assert f"{NAMES_MAX} or more names" in words
