from __future__ import annotations

import pytest
from fastapi import FastAPI

from ng911risk.errors import StoreError
from ng911risk_api.taxii.documents import TAXII
from ng911risk_api.taxii.mounted import is_taxii
from tests.api.taxii.conftest import Published, Reader


@pytest.mark.parametrize(
    "path", ["/taxii2", "/taxii2/", "/taxii2/%0A", "/taxii2/a%0Ab/", "/taxii2/a/b/"]
)
def test_every_error_below_the_address_is_a_document_of_taxii(
    reader: Reader, mine: Published, path: str
) -> None:
    for method in ("GET", "POST", "TRACE", "BREW"):
        answer = reader.ask(method, path)
        assert answer.headers["content-type"] == TAXII, (method, path)
        assert answer.status_code in {200, 404, 405}


@pytest.mark.parametrize(
    "path",
    [
        "/taxii2%0a", "/taxii2%0a/", "/taxii2/%0a", "/taxii2/local%0a", "/taxii2/local/%0a",
        "/taxii2/local/collections%0a", "/taxii2/local/collections/%0a",
        "{collection}%0a", "{collection}manifest/%0a", "{collection}objects/%0a",
    ],
)  # fmt: skip
def test_an_address_with_a_line_break_at_its_end_is_another_address(
    reader: Reader, mine: Published, path: str
) -> None:
    address = path.format(collection=mine.of(mine.assessments))

    answer = reader.client.get(address, headers=reader.headers, follow_redirects=False)

    assert answer.status_code == 404
    assert answer.headers["content-type"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Content-Length": "999999999"}, 413),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_what_the_shield_refuses_gets_a_document_of_taxii_too(
    reader: Reader, mine: Published, headers: dict[str, str], status: int
) -> None:
    answer = reader.ask("POST", mine.objects, **headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == TAXII
    assert answer.json()["http_status"] == str(status)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_database_that_cannot_be_used_and_a_defect_are_told_in_taxii(
    app: FastAPI, reader: Reader, mine: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, status in ((StoreError("gone"), 503), (RuntimeError("a defect"), 500)):

        def fail(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(app.state.store, "read", fail)
        answer = reader.get(mine.objects)
        monkeypatch.undo()

        assert answer.status_code == status
        assert answer.headers["content-type"] == TAXII
        assert "gone" not in answer.text
    assert reader.get(mine.objects).status_code == 200


def test_the_contract_of_the_interface_knows_nothing_of_it(app: FastAPI) -> None:
    assert not [path for path in app.openapi()["paths"] if is_taxii(path)]


def test_only_its_own_addresses_are_of_taxii() -> None:
    assert is_taxii("/taxii2")
    assert is_taxii("/taxii2/local/")
    assert not is_taxii("/taxii")
    assert not is_taxii("/taxii25")
    assert not is_taxii("/api/v1/taxii2/")
