from __future__ import annotations

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from ng911risk.errors import InputError
from ng911risk.signing.keys import PrivateKey, PublicKey, new_key, read_private, read_public

KEY = new_key()
_OTHERS: dict[str, Any] = {
    "RSA": rsa.generate_private_key(65537, 2048),
    "P-256": ec.generate_private_key(ec.SECP256R1()),
    "Ed448": ed448.Ed448PrivateKey.generate(),
    "X25519": x25519.X25519PrivateKey.generate(),
}
_SMALL = (
    b"\x00" * 32,
    b"\x01" + b"\x00" * 31,
    b"\x01" + b"\x00" * 30 + b"\x80",
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
)
_SPKI = bytes.fromhex("302a300506032b6570032100")


def test_what_is_written_is_read_back() -> None:
    private = read_private(KEY.pem(), file="key.pem")
    public = read_public(KEY.public.pem, file="key.pub.pem")

    assert private.public.id == public.id == KEY.public.id
    assert public.holds(b"data", private.sign(b"data"))


def test_a_signature_holds_for_its_data_and_its_key_only() -> None:
    signature = KEY.sign(b"data")

    assert not KEY.public.holds(b"other", signature)
    assert not new_key().public.holds(b"data", signature)
    assert not KEY.public.holds(b"data", signature[:-1])


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_the_id_is_the_digest_of_the_der_form(tmp_path: Path) -> None:
    path = tmp_path / "key.pub.pem"
    path.write_bytes(KEY.public.pem)

    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", path, "-outform", "DER"],  # noqa: S607 - as in the document
        capture_output=True,
        check=True,
    ).stdout

    assert KEY.public.id == sha256(der).hexdigest()


def test_a_passphrase_is_asked_for_only_where_there_is_one() -> None:
    protected = KEY.pem("horse")
    asked: list[str] = []

    def ask() -> str:
        asked.append("asked")
        return "horse"

    assert read_private(KEY.pem(), file="k", passphrase=ask).public.id == KEY.public.id
    assert not asked
    assert read_private(protected, file="k", passphrase=ask).public.id == KEY.public.id
    assert asked


@pytest.mark.parametrize("words", ["", "cow"])
def test_a_wrong_or_missing_passphrase_is_told(words: str) -> None:
    with pytest.raises(InputError, match="passphrase"):
        read_private(KEY.pem("horse"), file="k", passphrase=lambda: words)


def test_one_half_where_the_other_is_needed_is_told() -> None:
    with pytest.raises(InputError, match="public key"):
        read_private(KEY.public.pem, file="key.pub.pem")
    with pytest.raises(InputError, match="Never give"):
        read_public(KEY.pem(), file="key.pem")
    with pytest.raises(InputError, match="private key"):
        read_public(KEY.pem("horse"), file="key.pem")


@pytest.mark.parametrize("kind", _OTHERS)
def test_keys_of_other_kinds_are_refused(kind: str) -> None:
    key = _OTHERS[kind]
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    with pytest.raises(InputError):
        read_private(private, file="k")
    with pytest.raises(InputError):
        read_public(public, file="k")


@pytest.mark.parametrize("raw", _SMALL, ids=range(len(_SMALL)))
def test_keys_under_which_anything_holds_are_refused(raw: bytes) -> None:
    key = ed25519.Ed25519PublicKey.from_public_bytes(raw)
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    with pytest.raises(InputError, match="nobody's"):
        read_public(pem, file="k")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00\xff" * 50, id="noise"),
        pytest.param(KEY.pem()[:-40], id="cut off"),
        pytest.param(
            b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", id="no key"
        ),
        pytest.param(b"A" * 100_000, id="huge"),
        pytest.param(KEY.pem("x").replace(b"M", b"N", 1), id="damaged"),
    ],
)
def test_what_is_no_key_is_told_and_never_a_traceback(data: bytes) -> None:
    with pytest.raises(InputError):
        read_private(data, file="k", passphrase=lambda: "x")
    with pytest.raises(InputError):
        read_public(data, file="k")


def test_a_private_key_does_not_show_itself() -> None:
    assert "Ed25519" not in repr(KEY)
    assert isinstance(KEY, PrivateKey)
    assert isinstance(KEY.public, PublicKey)
