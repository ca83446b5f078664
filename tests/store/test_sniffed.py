from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.store.sniffed import MEDIA, NAME_MAX, UNTOLD, is_program, media_of, plain_name


def zip_with(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0 JFIF", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"<script>alert(1)</script>", "text/plain; charset=utf-8"),
        ("Wartung, Stand März\r\n".encode(), "text/plain; charset=utf-8"),
        (b"\x00\x01\x02", UNTOLD),
        (b"PK\x03\x04 and then nothing", UNTOLD),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, media: str) -> None:
    assert media_of(content) == media


def test_office_files_are_told_from_other_archives() -> None:
    assert media_of(zip_with("[Content_Types].xml", "word/document.xml")).endswith("document")
    assert media_of(zip_with("[Content_Types].xml", "xl/workbook.xml")).endswith("sheet")
    assert media_of(zip_with("photo.txt")) == "application/zip"


def test_programs_are_known() -> None:
    assert all(map(is_program, (b"MZ\x90\x00", b"#!/bin/sh\n", b"\x7fELF")))
    assert not is_program(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("restore log.pdf", "restore log.pdf"),
        ("C:\\Users\\pat\\proof.docx", "proof.docx"),
        ("../../etc/passwd", "passwd"),
        ('a"b\r\nSet-Cookie: x.png', "a_b__Set-Cookie_ x.png"),
        ("\u202egnp.exe", "_gnp.exe"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_a_name_is_one_plain_line(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = plain_name("x" * 500 + ".pdf")

    assert len(name) == NAME_MAX
    assert name.endswith("x.pdf")


@given(st.text(max_size=300))
def test_a_clean_name_is_clean(given_name: str) -> None:
    assert plain_name(plain_name(given_name)) == plain_name(given_name)


@given(st.binary(max_size=40))
def test_every_kind_of_file_is_on_the_list(content: bytes) -> None:
    assert media_of(content) in MEDIA
