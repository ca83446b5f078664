from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.errors import InputError
from ng911risk.signing.keys import new_key
from ng911risk_api.settings import Settings
from ng911risk_api.signing_key import signing_key

KEY = new_key()


def _settings(path: Path | str, words: str = "") -> Settings:
    return Settings(signing_key_file=str(path), signing_key_passphrase=words)  # type: ignore[arg-type] # as pydantic reads it


def test_without_a_file_a_server_signs_nothing() -> None:
    assert signing_key(_settings("")) is None


def test_the_key_of_the_file_is_used(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(KEY.pem())

    found = signing_key(_settings(path))

    assert found is not None
    assert found.public.id == KEY.public.id


def test_a_protected_key_needs_its_words(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(KEY.pem("horse"))

    found = signing_key(_settings(path, "horse"))

    assert found is not None
    for words in ("", "cow"):
        with pytest.raises(InputError, match="passphrase"):
            signing_key(_settings(path, words))


def test_what_is_no_private_key_is_told_by_name_without_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "key.pub.pem"
    path.write_bytes(KEY.public.pem)

    for one in (path, tmp_path / "missing.pem", tmp_path, "a\0b"):
        with pytest.raises(InputError) as error:
            signing_key(_settings(one))
        assert str(tmp_path) + "/" not in str(error.value)
