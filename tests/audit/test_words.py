from __future__ import annotations

import re
from pathlib import Path

from ng911risk.audit import ACTIONS, words_of


def test_every_action_that_the_code_enters_has_words(repository: Path) -> None:
    entered = re.compile(r"(?:\b_?log\.add|audit\.add|was_read)\(\s*\"([a-z-]+\.[a-z-]+)\"")
    found = {
        action
        for package in ("ng911risk", "api/ng911risk_api")
        for path in (repository / package).rglob("*.py")
        for action in entered.findall(path.read_text("utf-8"))
    }

    assert len(found) > 5
    assert found - set(ACTIONS) == set()


def test_an_action_without_words_is_still_readable() -> None:
    assert words_of("answer.saved") == "Saved an answer"
    assert words_of("plan.put-off") == "Plan put off"
