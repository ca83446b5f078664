"""Whether a description still goes back to a made-up centre."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_MADE_UP: Final = "began with the made-up"
_ANEW: Final = ("imported ", "answered the first questions")
_UNDID: Final = "undid: "
_BACK: Final = re.compile(r"brought version ([0-9]{1,9}) back")


def goes_back_to_a_sample(versions: Iterable[tuple[int, str]]) -> bool:
    """
    Whether the newest version began as a made-up centre and was not described anew since.

    Args:
        versions: Number and reason of each, as the pages that save them give it; any order.
    """
    fictional: dict[int, bool] = {}
    for number, why in sorted(versions):
        fictional[number] = _is_fictional(number, why, fictional)
    return fictional[max(fictional)] if fictional else False


def _is_fictional(number: int, why: str, before: dict[int, bool]) -> bool:
    if why.startswith(_MADE_UP):
        return True
    if why.startswith(_ANEW):
        return False
    source = number - 1
    if why.startswith(_UNDID):  # what is there again is what the version undone began from
        source = number - 2
    elif back := _BACK.fullmatch(why):
        source = int(back[1])
    return before.get(source, False)
