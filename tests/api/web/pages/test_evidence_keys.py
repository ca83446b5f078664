from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.signing.keys import new_key
from ng911risk.store import LOCAL
from tests.api.conftest import HTTPS, Browser, sign_in

PAGE = "/settings/evidence-keys"
KEY = new_key()
FORM = {"name": "County IT", "pem": KEY.public.pem.decode()}


def ids(app: FastAPI) -> list[str]:
    with app.state.store.read(LOCAL) as rooms:
        return [one.id for one in rooms.evidence_keys.all()]


def test_an_administrator_puts_a_key_in_and_takes_it_out(app: FastAPI, browser: Browser) -> None:
    assert browser.post(PAGE, FORM, follow_redirects=False).status_code == 303

    page = browser.get(PAGE).text
    assert ids(app) == [KEY.public.id]
    assert KEY.public.id in page
    assert "County IT" in page
    assert PAGE in browser.get("/settings").text

    taken = browser.post(f"{PAGE}/remove", {"key": KEY.public.id}, follow_redirects=False)
    assert taken.status_code == 303
    assert ids(app) == []
    assert browser.post(f"{PAGE}/remove", {"key": KEY.public.id}).status_code == 200


def test_what_is_wrong_is_told_at_its_field(app: FastAPI, browser: Browser) -> None:
    secret = browser.post(PAGE, FORM | {"pem": KEY.pem().decode()})
    nameless = browser.post(PAGE, FORM | {"name": ""})

    assert (secret.status_code, nameless.status_code) == (422, 422)
    assert "This is a private key" in secret.text
    assert "PRIVATE KEY" not in secret.text
    assert "Say whose key it is" in nameless.text
    assert ids(app) == []


def test_the_same_key_is_not_put_in_twice(app: FastAPI, browser: Browser) -> None:
    browser.post(PAGE, FORM)
    again = browser.post(PAGE, FORM | {"name": "<b>Other</b>"})

    assert again.status_code == 422
    assert "in the list already" in again.text
    assert "<b>Other" not in again.text
    assert ids(app) == [KEY.public.id]


def test_an_analyst_does_not_decide_whom_to_believe(app: FastAPI, browser: Browser) -> None:
    analyst = sign_in(app, TestClient(app, base_url=HTTPS), Role.SECURITY_ANALYST)

    assert analyst.get(PAGE).status_code == 403
    assert analyst.post(PAGE, FORM).status_code == 403
    assert ids(app) == []
