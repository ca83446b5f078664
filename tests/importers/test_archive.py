"""Zip files are looked at before they are unpacked."""

from __future__ import annotations

import io
import zipfile

import pytest

from ng911risk.errors import InputError
from ng911risk.importers.archive import FILE_MAX, PARTS_MAX, check_size, open_zip


def _zip(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


def test_an_ordinary_file_is_opened() -> None:
    assert open_zip(_zip({"a.csv": b"x" * 100}), file="a.zip").namelist() == ["a.csv"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"PK\x03\x04 and then nonsense", "damaged", id="no zip"),
        pytest.param(
            _zip({f"{n}": b"" for n in range(PARTS_MAX + 1)}), "parts; at most", id="many parts"
        ),
        pytest.param(_zip({"a": bytes(2 * 1024**2)}), "zip bomb", id="ratio"),
        pytest.param(_zip({"a": bytes(60 * 1024**2)}), "unpacks to 60 MiB", id="size"),
    ],
)
def test_others_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        open_zip(data, file="a.zip")


def test_a_file_above_the_limit_is_refused_unread() -> None:
    with pytest.raises(InputError, match="larger than 10 MiB"):
        check_size(bytes(FILE_MAX + 1), file="a.zip")
