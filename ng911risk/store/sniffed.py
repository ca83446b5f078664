"""What a file is, told from its bytes; and a name for it that is safe to show and to save."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

NAME_MAX: Final = 100
"""Longest name of a file that is kept."""

UNTOLD: Final = "application/octet-stream"
"""For everything that is not recognised: a browser saves it and asks no further."""

_BEGINNINGS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\xd4\xc3\xb2\xa1", "application/vnd.tcpdump.pcap"),
    (b"\xa1\xb2\xc3\xd4", "application/vnd.tcpdump.pcap"),
    (b"\x0a\x0d\x0d\x0a", "application/vnd.tcpdump.pcap"),
)
_OFFICE: Final = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
_WEBP: Final = "image/webp"
_ZIP: Final = "application/zip"
_TEXT: Final = "text/plain; charset=utf-8"

MEDIA: Final = frozenset(
    {*(media for _, media in (*_BEGINNINGS, *_OFFICE)), _WEBP, _ZIP, _TEXT, UNTOLD}
)
"""Every answer of `media_of`."""

_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_TEXT_SIGNS: Final = frozenset("\n\r\t")


def media_of(content: bytes) -> str:
    """Media type of `content`; what the sender says about it does not matter."""
    for beginning, media in _BEGINNINGS:
        if content.startswith(beginning):
            return media
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _WEBP
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    return _TEXT if _is_text(content) else UNTOLD


def is_program(content: bytes) -> bool:
    """Whether `content` begins like something that runs, which is evidence of nothing."""
    return content.startswith(_PROGRAMS)


def plain_name(given: str) -> str:
    """
    One line without folders, quotes and control characters; its ending stays.

    Args:
        given: What the sender calls it; may be empty or hostile.
    """
    name = given.replace("\\", "/").rpartition("/")[2]
    name = "".join(
        sign if sign.isprintable() and sign not in "\"'<>&;:*?|" else "_" for sign in name
    )
    name = re.sub(r"\s+", " ", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= _ENDING_MAX:
        name = f"{stem[: NAME_MAX - len(ending) - 1]}.{ending}"
    return name[:NAME_MAX].strip(" .") or "file"


_ENDING_MAX: Final = 10


def _zipped(content: bytes) -> str:
    """Tell an Office file from another archive by the names in it; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return UNTOLD
    for folder, media in _OFFICE:
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return media
    return _ZIP


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign in _TEXT_SIGNS for sign in text.removeprefix("\ufeff"))
