from __future__ import annotations

import pytest

from ng911risk_api.auth.passwords import Scheme, fits, hashed, is_dated

SCHEMES: tuple[Scheme, ...] = ("argon2", "pbkdf2")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_only_the_password_fits_and_no_two_hashes_are_alike(scheme: Scheme) -> None:
    kept = hashed("correct horse", scheme)

    assert fits(kept, "correct horse", scheme)
    assert not fits(kept, "correct horse ", scheme)
    assert hashed("correct horse", scheme) != kept
    assert "horse" not in kept


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("password", ["", "nobody has this password", "x"])
def test_where_there_is_no_password_none_fits(scheme: Scheme, password: str) -> None:
    assert not fits("", password, scheme)


def test_what_looks_the_same_is_the_same() -> None:
    composed, apart = "caf\u00e9 dispatch", "cafe\u0301 dispatch"

    assert fits(hashed(composed), apart)


def test_a_hash_of_the_other_kind_still_fits_and_is_dated() -> None:
    for one, other in (SCHEMES, SCHEMES[::-1]):
        kept = hashed("correct horse", one)
        assert fits(kept, "correct horse", other)
        assert is_dated(kept, other)
        assert not is_dated(kept, one)


def test_a_damaged_hash_fits_nothing() -> None:
    assert not fits("$argon2id$nonsense", "x")
