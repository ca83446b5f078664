from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser

from ng911risk.exporters.ask_form import AskForm, render
from ng911risk.questionnaire.asking import QUESTIONS_MAX, AskedQuestion

QUESTION = AskedQuestion(
    subject="end-of-life@cad", question="Does the vendor still fix flaws?", why="So.", about="CAD"
)
FORM = AskForm(
    centre="Cedar County 9-1-1",
    asker="Pat Director",
    to_name="Acme Phone",
    note="Thank you.\nPat",
    questions=(QUESTION,),
    ask="a" * 32,
    check="c" * 64,
    until="16 Dec 2026",
)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 1111*7 }}\u202e"


def text_of(page: bytes) -> str:
    return page.decode()


def test_the_questions_are_there_in_plain_words() -> None:
    page = text_of(render(FORM))

    for words in ("Cedar County 9-1-1", "Pat Director", "Acme Phone", "16 Dec 2026", "Thank you."):
        assert words in page
    assert "Does the vendor still fix flaws?" in page
    assert "About: CAD" in page
    assert "Why we ask: So." in page
    assert page.count('<input type="radio"') == 5


def test_the_subject_of_a_question_stays_in_the_house() -> None:
    assert b"end-of-life@cad" not in render(FORM)


def test_the_policy_admits_the_one_style_and_the_one_script_of_the_page() -> None:
    page = text_of(render(FORM))
    [policy] = re.findall('Content-Security-Policy" content="([^"]*)"', page)
    [script] = re.findall("<script>(.*?)</script>", page, re.DOTALL)
    [style] = re.findall("<style>(.*?)</style>", page, re.DOTALL)

    for source in (script, style):
        digest = b64encode(sha256(source.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in unescape(policy)
    assert unescape(policy).startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_nothing_is_fetched_from_anywhere() -> None:
    page = text_of(render(FORM))

    assert not re.search(r"https?://|src=|href=|@import|url\(", page.replace("link.href", ""))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes |= {name for name, _ in attrs}


def test_hostile_words_stay_words() -> None:
    bad = AskedQuestion(subject=HOSTILE, question=HOSTILE, why=HOSTILE, about=HOSTILE)
    page = text_of(
        render(
            replace(
                FORM,
                centre=HOSTILE, asker=HOSTILE, to_name=HOSTILE, note=HOSTILE, questions=(bad,),
            )
        )
    )  # fmt: skip
    tags = _Tags()
    tags.feed(page)

    assert tags.seen.count("script") == 1
    assert "img" not in tags.seen
    assert not {name for name in tags.attributes if name.startswith("on")}
    assert "7777" not in page
    assert "\u202e" not in page


def test_what_comes_back_carries_what_binds_it_to_the_ask() -> None:
    page = text_of(render(FORM))
    [carried] = re.findall('data-carried="([^"]*)"', page)

    assert json.loads(unescape(carried)) == {
        "format": "ng911risk-reply/1",
        "ask": "a" * 32,
        "check": "c" * 64,
        "questions": ["q1"],
    }


def test_the_largest_form_is_small_enough_to_mail() -> None:
    long = replace(QUESTION, why="x" * 600, question="q" * 250, about="a" * 60)
    many = tuple(replace(long, subject=f"s{n}@cad") for n in range(QUESTIONS_MAX))

    assert len(render(replace(FORM, questions=many, note="n" * 2_000))) < 100_000


def test_the_same_form_is_the_same_bytes() -> None:
    assert render(FORM) == render(FORM)
