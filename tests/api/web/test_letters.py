from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from ng911risk.model.inventory import OwnerClass
from ng911risk.questionnaire.asking import Ask, AskedQuestion, until
from ng911risk_api.web.letters import BY_FILE, first_letter, mailto, reminder
from tests.store.sample import NOW

ASK = Ask(
    id="a", site="s", to_name="Acme Phone", owner_class=OwnerClass.VENDOR,
    questions=(AskedQuestion(subject="mfa", question="?"),), note="Thanks & bye?", by_name="Pat",
    at=NOW, expires_at=until(21, NOW), opened_at=None, reminded_at=None, closed_at=None,
    revoked=False, who_name="", who_role="", check="",
)  # fmt: skip


def test_a_letter_says_who_asks_what_until_when_and_how() -> None:
    letter = first_letter(ASK, centre="Cedar County", asker="Pat Director", how=BY_FILE)

    for words in ("Acme Phone", "Cedar County", "One question is", "15 Dec 2026", "Thanks & bye?"):
        assert words in letter
    assert BY_FILE in letter
    assert letter.endswith("Pat Director\n")


def test_a_reminder_says_how_far_it_is() -> None:
    letter = reminder(ASK, centre="Cedar County", asker="Pat Director", replied=0)

    assert "on 24 Nov 2026 I sent you 1 question from Cedar County; 0 of them are" in letter


def test_the_address_of_a_mail_carries_the_words_whole() -> None:
    address = mailto("Questions & answers", "Hello?\n#1 & more")

    fields = parse_qs(urlsplit(address).query)
    assert fields == {"subject": ["Questions & answers"], "body": ["Hello?\n#1 & more"]}
