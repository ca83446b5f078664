"""What stands in a certificate."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.messages import certificates
from tests.lab import element


def shown(**fields: object) -> certificates.Shown:
    about: dict[str, Any] = {
        "subject": "CN=x", "issuer": "CN=ca", "not_before": "", "not_after": "", "names": (),
        "key": "EC", "key_bits": 256, "digest": "sha256", "own_signature": False,
    }  # fmt: skip
    return certificates.Shown(**(about | fields))


def test_a_certificate_is_read() -> None:
    made = element.certificate(
        ec.generate_private_key(ec.SECP256R1()), names=("a.example", "10.91.0.30")
    )

    assert certificates.read(element.der(made)) == certificates.Shown(
        subject=f"CN={element.NAME}",
        issuer="CN=lab ca",
        not_before="2026-01-01T00:00:00+00:00",
        not_after="2027-01-01T00:00:00+00:00",
        names=("a.example", "10.91.0.30"),
        key="EC",
        key_bits=256,
        digest="sha256",
        own_signature=False,
    )


def test_a_certificate_without_names_that_names_itself_as_issuer_is_read() -> None:
    key = rsa.generate_private_key(65_537, 2_048)

    read = certificates.read(element.der(element.certificate(key, issuer=element.NAME, names=())))

    assert read is not None
    assert (read.key, read.key_bits, read.names) == ("RSA", 2_048, ())
    assert read.own_signature


@pytest.mark.parametrize(
    ("key", "bits", "weak"),
    [
        ("RSA", 2_048, False), ("RSA", 2_047, True), ("EC", 256, False), ("EC", 224, True),
        ("Ed25519", 256, False), ("Ed448", 456, False), ("other", 0, True),
    ],
)  # fmt: skip
def test_a_short_or_unknown_key_is_weak(key: str, bits: int, weak: bool) -> None:
    assert certificates.weak_key(shown(key=key, key_bits=bits)) is weak


@given(st.integers(0, 299), st.integers(0, 255))
def test_a_broken_certificate_never_raises(at: int, byte: int) -> None:
    changed = bytearray(_GOOD)
    changed[at] = byte

    certificates.read(bytes(changed))
    assert certificates.read(bytes(changed[:at])) is None


_GOOD = element.der(element.certificate(ec.generate_private_key(ec.SECP256R1())))
