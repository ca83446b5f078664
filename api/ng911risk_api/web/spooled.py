"""A form with one large file: it goes to the disk while it comes, never whole into memory."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Final

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT_MAX: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spooled:
    """What such a form held."""

    name: str
    """As its author calls the file, for messages; never used as a path. Empty: none was sent."""

    file: IO[bytes] | None
    texts: dict[str, str]

    @contextmanager
    def open(self) -> Iterator[IO[bytes] | None]:
        """The file, gone afterwards."""
        try:
            yield self.file
        finally:
            if self.file is not None:
                self.file.close()


async def spooled_form(request: Request, *, longest: int) -> Spooled:
    """
    Read a form with at most one file.

    Args:
        request: Its body was not read yet.
        longest: Bytes of the whole form.

    Raises:
        HTTPException: 400, it cannot be read; 413, it is too long.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return Spooled(name="", file=None, texts={})
    parser = MultiPartParser(
        request.headers, _counted(request, longest), max_files=1, max_fields=5,
        max_part_size=_TEXT_MAX,
    )  # fmt: skip
    try:
        return _read(await parser.parse())
    except (MultiPartException, ValueError, KeyError) as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error


async def _counted(request: Request, longest: int) -> AsyncGenerator[bytes, None]:
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > longest:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers={"Connection": "close"}
            )
        yield chunk


def _read(data: FormData) -> Spooled:
    name, file, texts = "", None, {}
    for field, value in data.multi_items():
        if not isinstance(value, UploadFile):
            texts[field] = value
        elif value.filename:
            name = value.filename.replace("\\", "/").rpartition("/")[2][:200]
            file = value.file
        else:
            value.file.close()  # nothing was chosen
    return Spooled(name=name, file=file, texts=texts)
