"""Why a chain is not to be trusted, in words; and that a good one is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from ng911risk.errors import InputError
from ng911risk.lab.door.trust import Trust, trust_of
from tests.lab.door.certificates import Made, made
from tests.lab.door.standing import NOW

CA = made("lab ca", ca=True)
MIDDLE = made("middle", issuer=CA, ca=True)
BCF = made("bcf", issuer=CA, names=("bcf.lab", "*.esrp.lab", "10.91.0.30"))
BELOW = made("below", issuer=MIDDLE, names=("below.lab",))
LAB = Trust((CA.certificate,))


def _doubt(*chain: Made, name: str = "bcf.lab", trust: Trust = LAB) -> str:
    return trust.doubt([one.der for one in chain], name, NOW)


@pytest.mark.parametrize("name", ["bcf.lab", "BCF.lab.", "a.esrp.lab", "10.91.0.30"])
def test_a_good_certificate_is_trusted_for_each_of_its_names(name: str) -> None:
    assert _doubt(BCF, name=name) == ""
    assert _doubt(BCF, CA, name=name) == ""


def test_a_chain_with_a_middle_is_followed() -> None:
    assert _doubt(BELOW, MIDDLE, name="below.lab") == ""
    assert "issuer is not known: CN=middle" in _doubt(BELOW, name="below.lab")


@pytest.mark.parametrize("name", ["esrp.lab", "a.b.esrp.lab", "other.lab", "10.91.0.31", "bcf", ""])
def test_another_name_is_told(name: str) -> None:
    assert name in _doubt(BCF, name=name)
    assert "it is not for the" in _doubt(BCF, name=name)


def test_every_reason_is_told_in_words() -> None:
    stranger = made("stranger", names=("bcf.lab",))
    old = made("old", issuer=CA, names=("bcf.lab",), until=NOW - timedelta(days=1))
    young = made("young", issuer=CA, names=("bcf.lab",), since=NOW + timedelta(days=1))
    nameless = made("bcf.lab", issuer=CA)
    posing = made("posing", issuer=BCF, names=("bcf.lab",))
    old_ca = made("old ca", ca=True, until=NOW - timedelta(days=1))
    below_old = made("below old", issuer=old_ca, names=("bcf.lab",))
    narrow = made("narrow", ca=True, path_length=0)
    wide = made("wide", issuer=narrow, ca=True)
    below_wide = made("below wide", issuer=wide, names=("bcf.lab",))
    forged = made("forged", issuer=made("lab ca", ca=True), names=("bcf.lab",))

    assert _doubt() == "it showed no certificate"
    assert LAB.doubt([b"no"], "bcf.lab", NOW) == "it showed a certificate that cannot be read"
    assert _doubt(stranger) == "it signed itself"
    assert _doubt(old) == "it expired on 2026-02-28"
    assert _doubt(young) == "it is not valid before 2026-03-02"
    assert _doubt(nameless) == "it holds no name of a host"
    assert _doubt(posing, BCF) == "CN=bcf signed it, and is no CA"
    assert "and it expired" in _doubt(below_old, trust=Trust((old_ca.certificate,)))
    assert "no CA that may" in _doubt(below_wide, wide, trust=Trust((narrow.certificate,)))
    assert _doubt(forged) == "its issuer is not known: CN=lab ca"
    assert _doubt(BCF, trust=Trust()) == "no CA was given that it could lead to"


def test_a_ring_of_certificates_ends() -> None:
    chain = [made("top", ca=True)]
    for step in range(12):
        chain.insert(0, made(f"step {step}", issuer=chain[0], ca=True))
    leaf = made("leaf", issuer=chain[0], names=("bcf.lab",))

    assert _doubt(leaf, *chain) != ""


def test_ca_files_are_read_and_bad_ones_refused(tmp_path: Path) -> None:
    good, bad = tmp_path / "ca.pem", tmp_path / "bad.pem"
    good.write_bytes(CA.certificate.public_bytes(Encoding.PEM) * 2)
    bad.write_text("nothing")

    assert len(trust_of(good).authorities) == 2
    assert trust_of(None).authorities == ()
    with pytest.raises(InputError, match="no certificate in PEM"):
        trust_of(bad)
    with pytest.raises(InputError, match="No such file"):
        trust_of(tmp_path / "none.pem")


def test_a_byte_that_was_changed_is_doubted_where_it_is_signed_and_never_raises() -> None:
    signed = BCF.certificate.tbs_certificate_bytes
    end = BCF.der.index(signed) + len(signed)
    for at, byte in enumerate(BCF.der):
        for other in (byte ^ 1, byte ^ 0x80):
            changed = BCF.der[:at] + bytes([other]) + BCF.der[at + 1 :]

            assert LAB.doubt((changed,), "bcf.lab", NOW) or at >= end
