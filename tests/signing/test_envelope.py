from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ng911risk.errors import ConflictError, InputError, SignatureError
from ng911risk.signing import envelope
from ng911risk.signing.keys import new_key

KEY = new_key()
TYPE = "application/vnd.example+json"
PAYLOAD = b'{"a": "\xc3\xa4"}\n'
SIGNED = envelope.sign(TYPE, PAYLOAD, KEY)


def _opened(data: bytes) -> bytes:
    return envelope.opened(data, KEY.public, payload_type=TYPE, file="file")


def _with(**parts: object) -> bytes:
    tree = json.loads(SIGNED) | parts
    return (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode()


def test_what_is_signed_comes_out() -> None:
    assert _opened(SIGNED) == PAYLOAD


def test_the_same_input_gives_the_same_bytes() -> None:
    assert envelope.sign(TYPE, PAYLOAD, KEY) == SIGNED


def test_what_is_signed_is_the_encoding_of_dsse() -> None:
    # the example of the specification, protocol.md
    assert envelope.encoded("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


@given(st.binary(max_size=200), st.text("abc/+.", max_size=20))
def test_any_payload_comes_out_as_it_went_in(payload: bytes, kind: str) -> None:
    data = envelope.sign(kind, payload, KEY)

    assert envelope.opened(data, KEY.public, payload_type=kind, file="f") == payload


@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_any_byte_that_is_changed_is_noticed(place: int, change: int) -> None:
    data = bytearray(SIGNED)
    data[place] ^= change

    with pytest.raises((InputError, SignatureError)):
        _opened(bytes(data))


def test_every_single_bit_that_is_flipped_is_noticed() -> None:
    for place in range(len(SIGNED)):
        data = bytearray(SIGNED)
        data[place] ^= 1
        with pytest.raises((InputError, SignatureError)):
            _opened(bytes(data))


@given(st.integers(0, len(SIGNED) - 1))
@example(len(SIGNED) - 1)
def test_a_file_that_was_cut_off_is_noticed(length: int) -> None:
    with pytest.raises((InputError, SignatureError)):
        _opened(SIGNED[:length])


def test_what_was_a_signed_file_was_changed_and_what_never_was_is_none() -> None:
    for damaged in (SIGNED[:-3], _with(more=1), SIGNED.replace(b"vnd.", b"vne.")):
        with pytest.raises(SignatureError):
            _opened(damaged)
    for other in (b"{}", b'{"format": "ng911risk-report/1"}', b"", SIGNED[:5]):
        with pytest.raises(InputError, match="no signed file"):
            _opened(other)


@given(st.binary(max_size=300))
def test_noise_is_no_envelope(data: bytes) -> None:
    with pytest.raises(SignatureError if b'"payloadType"' in data else InputError):
        envelope.looked_at(data, file="f")


def test_another_key_is_told_by_both_names() -> None:
    other = new_key()

    with pytest.raises(SignatureError) as error:
        envelope.opened(SIGNED, other.public, payload_type=TYPE, file="file")

    assert KEY.public.id in str(error.value)
    assert other.public.id in str(error.value)


def test_a_key_that_claims_to_be_another_convinces_nobody() -> None:
    forged = json.loads(envelope.sign(TYPE, PAYLOAD, new_key()))
    forged["signatures"][0]["keyid"] = KEY.public.id

    with pytest.raises(SignatureError, match="does not hold"):
        _opened(_with(**forged))


def test_a_signature_over_one_kind_does_not_pass_for_another() -> None:
    other = envelope.sign("application/other", PAYLOAD, KEY)

    with pytest.raises(InputError, match="something else"):
        _opened(other)
    with pytest.raises(SignatureError):
        _opened(other.replace(b"application/other", TYPE.encode()))


_ONE = json.loads(SIGNED)["signatures"][0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(_with(signatures=[_ONE, _ONE]), "2 signatures", id="two signatures"),
        pytest.param(_with(signatures=[]), "nobody", id="none"),
        pytest.param(_with(signatures={"a": 1}), "nobody", id="no list"),
        pytest.param(_with(signatures=["x"]), "not written", id="no signature"),
        pytest.param(_with(signatures=[{**_ONE, "more": 1}]), "not written", id="more in it"),
        pytest.param(_with(signatures=[{**_ONE, "keyid": "ab"}]), "its key", id="short id"),
        pytest.param(_with(signatures=[{**_ONE, "sig": "AAAA"}]), "length", id="short signature"),
        pytest.param(_with(payload=7), "base 64", id="payload is a number"),
        pytest.param(_with(payload="?"), "base 64", id="payload is no base 64"),
        pytest.param(_with(payloadType="a\u0007"), "what it is", id="type rings a bell"),
        pytest.param(_with(more=1), "more or fewer parts", id="another field"),
        pytest.param(b"[]", "another kind", id="a list"),
        pytest.param(SIGNED + b" ", "not written as it was", id="a blank more"),
        pytest.param(SIGNED.replace(b"\n", b"\r\n"), "not written", id="other line ends"),
        pytest.param(json.dumps(json.loads(SIGNED)).encode(), "not written", id="written anew"),
        pytest.param(
            SIGNED.replace(b'"payload":', b'"payload": "QUJD",\n  "payload":'),
            "occurs twice",
            id="a name twice",
        ),
        pytest.param(b"\xff\xfe" + SIGNED, "UTF-8", id="another encoding"),
        pytest.param(b"\xef\xbb\xbf" + SIGNED, "signed", id="a byte order mark"),
        pytest.param(b"[" * 200_000, "deep|whole", id="nested"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "deep", id="nested objects"),
        pytest.param(b"1" * 10_000, "whole", id="a long number"),
        pytest.param(b"NaN", "number", id="no number"),
    ],
)
def test_what_is_not_as_we_write_it_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises((InputError, SignatureError), match=words) as caught:
        _opened(data)

    was_one = b'"payloadType"' in data
    assert isinstance(caught.value, SignatureError if was_one else InputError)
    assert ("was changed or is damaged" if was_one else "no signed file") in str(caught.value)


def test_what_nobody_would_read_is_not_made_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "SIZE_MAX", 100)

    with pytest.raises(InputError, match="larger"):
        _opened(SIGNED)
    with pytest.raises(ConflictError, match="too much"):
        envelope.sign(TYPE, PAYLOAD, KEY)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_openssl_checks_it_without_us(tmp_path: Path) -> None:
    tree = json.loads(SIGNED)
    payload = base64.b64decode(tree["payload"])
    (tmp_path / "signed").write_bytes(
        b"DSSEv1 %d %b %d %b" % (len(TYPE), TYPE.encode(), len(payload), payload)
    )
    (tmp_path / "sig").write_bytes(base64.b64decode(tree["signatures"][0]["sig"]))
    (tmp_path / "key.pub.pem").write_bytes(KEY.public.pem)

    done = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pub.pem",  # noqa: S607 - as in the document
         "-rawin", "-in", "signed", "-sigfile", "sig"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
