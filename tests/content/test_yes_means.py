"""What "yes" to the question about each weakness says, read aloud by a person."""

from __future__ import annotations

import pytest

from ng911risk.content import load_catalog
from ng911risk.model.catalog import YesMeans

# Question -> what yes says. Whoever changes a question reads it again and changes it here too.
READ_ALOUD = {
    "Does it refuse policies, state messages or log events without a valid signature?": "safe",
    "Is autorun off and are USB ports closed or watched?": "safe",
    "Could somebody on the line read what it sends, because it is not encrypted?": "weak",
    "Was every factory password of it changed?": "safe",
    "Does the vendor still fix flaws in this product?": "safe",
    "Is a flaw of this product that you have not closed on the public list of flaws that "
    "attackers already use (CISA's Known Exploited Vulnerabilities catalog)?": "weak",
    "Are pictures, video and links from callers opened only in an isolated viewer?": "safe",
    "Do all certificates here come from the PSAP credentialing agency, with their keys protected "
    "and dates watched?": "safe",
    "Do administrators have separate accounts, and does no service run with a domain "
    "administrator's password?": "safe",
    "Must a second person approve changes to firewalls, call routing and map data?": "safe",
    "Does the radio activation of sirens, pagers or alerting need a key that changes?": "safe",
    "Does more than a password stand before sign-in from outside?": "safe",
}


def test_every_question_was_read_aloud() -> None:
    asked = {one.ask: one.yes_means for one in load_catalog().weaknesses.values()}

    assert asked == {ask: YesMeans(says) for ask, says in READ_ALOUD.items()}


@pytest.mark.parametrize("name", ["cleartext-transport", "known-exploited"])
def test_some_questions_ask_for_the_weakness_itself(name: str) -> None:
    assert load_catalog().weaknesses[name].yes_means is YesMeans.WEAK
