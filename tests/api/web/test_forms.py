from __future__ import annotations

import pytest
from httpx2 import Response

from ng911risk_api.web.forms import TEXT_MAX, Form, number_of
from tests.api.conftest import Browser


def test_what_is_missing_is_empty() -> None:
    form = Form({"name": [" Cedar \n"], "m": ["a", "b"]}, {})

    assert form.text("name") == "Cedar"
    assert form.text("x") == ""
    assert form.texts("m") == ("a", "b")
    assert form.flag("m")
    assert not form.flag("x")
    assert form.file("x") is None
    assert form.names == ("name", "m")


@pytest.mark.parametrize("text", ["", "x", "-1", "1.0", "1" * 10, "\u0663", " 1"])
def test_what_is_no_whole_number_is_what_it_is_otherwise(text: str) -> None:
    assert number_of(text, otherwise=7) == 7
    assert number_of("12") == 12


@pytest.mark.parametrize("token", [None, "", "0" * 64])
def test_a_form_without_the_token_of_its_session_changes_nothing(
    browser: Browser, token: str | None
) -> None:
    data = {"name": "Somebody"} | ({} if token is None else {"csrf": token})

    answer = browser.client.post("/account/name", data=data)

    assert answer.status_code == 403
    assert "Somebody" not in browser.get("/account").text


@pytest.mark.parametrize("text", ["x" * (TEXT_MAX + 1), "a\0b"])
def test_what_no_database_keeps_the_same_is_refused(browser: Browser, text: str) -> None:
    answer = browser.post("/account/name", {"name": text})

    assert answer.status_code == 400
    assert "text/html" in answer.headers["content-type"]


def _with_a_file(browser: Browser, site: str, called: str, field: str = "file") -> Response:
    parts = [
        f'--y\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{browser.csrf}\r\n',
        f'--y\r\nContent-Disposition: form-data; name="{field}"; filename="{called}"\r\n',
        "Content-Type: text/\\udfff\\x01\r\n\r\nname,kind\r\nLogger,server\r\n--y--\r\n",
    ]
    return browser.client.post(
        f"/sites/{site}/inventory/import",
        content="".join(parts).encode(),
        headers={"content-type": "multipart/form-data; charset=unicode_escape; boundary=y"},
    )


@pytest.mark.parametrize(
    "called", [r"a\ud800b.csv", r"a\x00b.csv", r"a\x1b[2Jb.csv", r"a\u202eb.csv"]
)
def test_a_file_with_a_name_that_cannot_be_shown_is_taken_under_another(
    browser: Browser, site: str, called: str
) -> None:
    answer = _with_a_file(browser, site, called)

    assert answer.status_code == 200, answer.text
    assert "a_" in answer.text


def test_a_field_whose_name_no_database_keeps_is_refused(browser: Browser, site: str) -> None:
    assert _with_a_file(browser, site, "a.csv", field=r"a\ud800").status_code == 400


def test_a_form_that_cannot_be_read_is_refused(browser: Browser) -> None:
    answer = browser.client.post(
        "/account/name",
        content=b"--x\r\nnonsense",
        headers={"content-type": "multipart/form-data; boundary=y"},
    )

    assert answer.status_code in {400, 403}


def test_a_page_of_many_questions_has_a_field_for_a_file_at_each(browser: Browser) -> None:
    fields = {"csrf": browser.csrf, "name": "Pat Again"}
    parts = [
        f'--y\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts += [
        f'--y\r\nContent-Disposition: form-data; name="file-{number}"; filename=""\r\n'
        "Content-Type: application/octet-stream\r\n\r\n\r\n"
        for number in range(137)
    ]

    answer = browser.client.post(
        "/account/name",
        content="".join([*parts, "--y--\r\n"]).encode(),
        headers={"content-type": "multipart/form-data; boundary=y"},
    )

    assert answer.status_code == 200, answer.text
    assert "Pat Again" in browser.get("/account").text
