from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.captures.jws import BYTES_MAX, compact, jws_of
from tests.lab.captures.said import encoded, jws

_JSON = b"application/jose+json"


def test_a_signed_object_says_how_and_with_what() -> None:
    text = jws({"alg": "ES256", "x5u": "https://a.example/c.pem"}, {"timestamp": "now"})

    found = jws_of(text.encode(), _JSON)

    assert found is not None
    assert (found.algorithm, found.signed) == ("ES256", True)
    assert (found.certificate, found.payload) == ("https://a.example/c.pem", {"timestamp": "now"})


def test_none_and_an_empty_signature_are_not_signed() -> None:
    texts = (jws({"alg": "none"}), jws({"alg": "NONE"}), jws({}), jws({"alg": "ES256"}, None, ""))
    for text in texts:
        found = jws_of(text.encode(), _JSON)
        assert found is not None
        assert not found.signed


def test_the_compact_form_is_understood() -> None:
    text = f"{encoded({'alg': 'ES256'})}.{encoded({})}.c2ln".encode()

    assert (found := compact(text)) is not None
    assert found.signed
    assert jws_of(text, b"application/jose") == found
    assert jws_of(text, b"text/plain") is None


def test_other_json_is_none() -> None:
    for body in (
        b"{}",
        b"[1]",
        b'{"payload": "x"}',
        b"{",
        b"",
        b'{"a":' * 5_000,
        b"{" * BYTES_MAX * 2,
    ):
        assert jws_of(body, _JSON) is None


@given(body=st.binary(max_size=200))
def test_no_bytes_are_an_error(body: bytes) -> None:
    for start in (b"", b"{", b'{"payload": 1, "protected": [], "signature": {}}', b"e30.e30."):
        jws_of(start + body, b"application/jose")
        found = compact(start + body)
        assert found is None or found.header
