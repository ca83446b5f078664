"""
Free text without telephone numbers and addresses of people, unless they were asked for.

Whoever fills in an inventory writes what helps: "call Bob, 555-0142". Exports travel, so what
looks like a number or an account is cut out of every text that goes with one. Too much is cut
rather than too little; addresses of the internet, dates, CVE and CPE names stay.
"""

from __future__ import annotations

import re
from typing import Final

from ng911risk.exporters.exchange.given import Wishes

NUMBER_LEFT_OUT: Final = "[number left out]"
ACCOUNT_LEFT_OUT: Final = "[address left out]"

_KEPT: Final = re.compile(
    r"""(?<![\w.]) (?: (?:\d{1,3}\.){3}\d{1,3} (?:/\d{1,2})?     # IPv4 address or network
                     | \d{4}-\d{2}-\d{2} (?:T[\d:.]+Z?)?         # day, moment
                     | (?:19|20)\d{2} [-/] (?:19|20)\d{2}        # years
                     | CVE-\d{4}-\d{4,19}
                     ) (?![\w]) """,
    re.VERBOSE,
)
# Seven digits or more with a blank, dash, slash or brackets in between, or with dots as in
# 555.123.4567; releases have other dots, and thousands have commas.
_NUMBER: Final = re.compile(
    r"""(?<![\w.:]) (?: \+?\(?\d (?:[\s()/-]{0,2}\d){6,14}
                      | (?:\+?1[.])? (?:\d{3}\.)? \d{3}\.\d{4} ) (?!\w|\.\d) """,
    re.VERBOSE,
)
_ACCOUNT: Final = re.compile(r"""[^\s<>"@]+@[^\s<>"@,;]+""")


def clean(text: str, wishes: Wishes) -> str:
    """`text` without what looks like a telephone number or somebody's address."""
    if not wishes.people:
        text = _ACCOUNT.sub(ACCOUNT_LEFT_OUT, text)
    return text if wishes.numbers else _without_numbers(text)


def _without_numbers(text: str) -> str:
    """Cut numbers, but not out of what only looks like one."""
    parts: list[str] = []
    end = 0
    for kept in _KEPT.finditer(text):
        parts += (_NUMBER.sub(NUMBER_LEFT_OUT, text[end : kept.start()]), kept.group())
        end = kept.end()
    return "".join((*parts, _NUMBER.sub(NUMBER_LEFT_OUT, text[end:])))
