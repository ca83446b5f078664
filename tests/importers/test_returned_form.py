from __future__ import annotations

import json
from typing import Any

import pytest

from ng911risk.errors import InputError
from ng911risk.importers.returned_form import SIZE_MAX, fitting, read_returned
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.asking import AskedQuestion, NewReply, check_of

SUBJECTS = ("mfa", "end-of-life@cad")
LABELLED = {
    f"q{at}": AskedQuestion(subject=one, question="?") for at, one in enumerate(SUBJECTS, start=1)
}
CHECK = check_of("d" * 64, "a" * 32, SUBJECTS)


def whole(**changes: Any) -> bytes:  # noqa: ANN401 - of any field
    form = {
        "format": "ng911risk-reply/1",
        "ask": "a" * 32,
        "check": CHECK,
        "questions": ["q1", "q2"],
        "name": " J. Doe ",
        "role": "engineer",
        "answers": [{"question": "q1", "value": "yes", "note": " Since May. "}],
    }
    return json.dumps(form | changes).encode()


def taken(data: bytes, *, check: str = CHECK) -> tuple[NewReply, ...]:
    form = read_returned(data, file="reply.json")
    return fitting(form, check=check, labelled=LABELLED, file="reply.json")


def test_the_answers_of_the_form_that_was_sent_are_taken() -> None:
    assert taken(whole()) == (NewReply(subject="mfa", value=AnswerValue.YES, note="Since May."),)


def answer(question: str = "q1", **more: str) -> dict[str, str]:
    return {"question": question, "value": "no", **more}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"check": "0" * 64}, id="another check"),
        pytest.param({"check": "é"}, id="a check that is no text of ours"),
        pytest.param({"questions": ["q1"]}, id="a question taken away"),
        pytest.param({"questions": ["q1", "q2", "q3"]}, id="a question put in"),
        pytest.param({"questions": ["q2", "q1"]}, id="another order"),
        pytest.param({"answers": [answer("q3")]}, id="what was not asked"),
        pytest.param({"answers": [answer(), answer()]}, id="one thing twice"),
        pytest.param({"name": "  "}, id="nobody"),
        pytest.param({"name": "x" * 121}, id="a name without end"),
        pytest.param({"role": "x" * 121}, id="a job without end"),
        pytest.param({"answers": [answer(note="x" * 2_001)]}, id="a note without end"),
        pytest.param({"answers": [answer(value="perhaps")]}, id="no answer of ours"),
        pytest.param({"format": "ng911risk-reply/2"}, id="another format"),
        pytest.param({"more": 1}, id="more than there is"),
        pytest.param({"answers": [answer(f"s{n}") for n in range(41)]}, id="too many"),
    ],
)
def test_what_is_not_the_form_that_was_sent_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        taken(whole(**changes))


def test_a_file_for_another_ask_is_refused() -> None:
    with pytest.raises(InputError, match="another form"):
        taken(whole(), check=check_of("d" * 64, "b" * 32, SUBJECTS))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"[" * 100_000,
        b'{"a":1,"a":2}',
        b"<html>",
        b"\xff\xfe\x00",
        b'{"name": "\\ud800"}',
        b" " * (SIZE_MAX + 1),
    ],
    ids=range(10),
)
def test_what_is_no_file_of_ours_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_returned(data, file="reply.json")
