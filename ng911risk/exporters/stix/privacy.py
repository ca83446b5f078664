"""
Free text without telephone numbers and addresses of people, unless they were asked for.

Whoever fills in an inventory writes what helps: "call Bob, 555-0142". Exports travel, so what
looks like a number or an account is cut out of every text that goes with one (see
`ng911risk.model.personal`).
"""

from __future__ import annotations

from typing import Final

from ng911risk.exporters.exchange.given import Wishes
from ng911risk.model.personal import PersonalKind, personal_in

NUMBER_LEFT_OUT: Final = "[number left out]"
ACCOUNT_LEFT_OUT: Final = "[address left out]"


def clean(text: str, wishes: Wishes) -> str:
    """`text` without what looks like a telephone number or somebody's address."""
    parts: list[str] = []
    done = 0
    for start, end, kind in _merged(text, wishes):
        left_out = ACCOUNT_LEFT_OUT if kind is PersonalKind.ACCOUNT else NUMBER_LEFT_OUT
        parts += (text[done:start], left_out)
        done = end
    return "".join((*parts, text[done:]))


def clean_line(text: str, wishes: Wishes) -> str:
    """`clean` for what a stranger sent: one line, without characters that act on a screen."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return clean(" ".join(printable.split()), wishes)


def _merged(text: str, wishes: Wishes) -> list[tuple[int, int, PersonalKind]]:
    """What is cut; where a number is part of an account, the account."""
    wished = {PersonalKind.NUMBER: wishes.numbers, PersonalKind.ACCOUNT: wishes.people}
    made: list[tuple[int, int, PersonalKind]] = []
    for one in personal_in(text):
        if wished[one.kind]:
            continue
        if made and one.start < made[-1][1]:
            start, end, kind = made.pop()
            whole = kind if kind is PersonalKind.ACCOUNT else one.kind
            made.append((start, max(end, one.end), whole))
        else:
            made.append((one.start, one.end, one.kind))
    return made
