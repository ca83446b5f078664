"""What a form sent: read with limits, and only with the token of the session it belongs to."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from ng911risk_api.auth.secrets import is_form_token
from ng911risk_api.auth.visitor import Visitor, visitor
from ng911risk_api.deps import counted_body

TEXT_MAX: Final = 20_000
"""Longest text of one field."""

_FIELDS_MAX: Final = 2_000
_DIGITS_MAX: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file that came with a form."""

    name: str
    """As its author calls it, one line without folders; never used as a path."""

    media: str
    content: bytes


class Form:
    """The fields of a form. What is missing is empty."""

    def __init__(self, texts: dict[str, list[str]], files: dict[str, list[SentFile]]) -> None:
        self._texts, self._files = texts, files

    def text(self, name: str) -> str:
        """Text of a field, without blanks around it."""
        return self._texts.get(name, [""])[0].strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """Every text of a field that may come several times."""
        return tuple(self._texts.get(name, ()))

    def flag(self, name: str) -> bool:
        """Whether a box was ticked, or a button with that name pressed."""
        return bool(self._texts.get(name))

    def file(self, name: str) -> SentFile | None:
        """The file of a field, if one was chosen."""
        return next(iter(self._files.get(name, ())), None)

    def files(self, name: str) -> tuple[SentFile, ...]:
        """Every file of a field."""
        return tuple(self._files.get(name, ()))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields that have text."""
        return tuple(self._texts)


def number_of(text: str, *, otherwise: int = 0) -> int:
    """Whole number of a field with at most nine digits; anything else is `otherwise`."""
    plain = text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX
    return int(text) if plain else otherwise


async def open_form(request: Request) -> Form:
    """
    Form of a stranger: nothing ties it to a session. For signing in and for links only.

    Raises:
        HTTPException: 400, it cannot be read; 413, it is too long.
    """
    body = await counted_body(request)

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body
        yield b""

    media = request.headers.get("content-type", "")
    try:
        if media.startswith("multipart/form-data"):
            # a field for a file counts as one also where none was chosen, and a page of
            # questions has one for each
            parser = MultiPartParser(
                request.headers,
                stream(),
                max_files=_FIELDS_MAX,
                max_fields=_FIELDS_MAX,
                max_part_size=len(body) + 1,
            )
            return await _form(await parser.parse())
        return await _form(await FormParser(request.headers, stream()).parse())
    except (MultiPartException, ValueError, KeyError) as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error


async def session_form(request: Request, who: Annotated[Visitor, Depends(visitor)]) -> Form:
    """
    Form of whoever is signed in, with the token of their session.

    Raises:
        HTTPException: 403, the token is missing or of another session.
    """
    form = await open_form(request)
    if not who.secret or not is_form_token(who.secret, form.text("csrf")):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return form


async def _form(data: FormData) -> Form:
    texts: dict[str, list[str]] = {}
    files: dict[str, list[SentFile]] = {}
    try:
        for name, value in data.multi_items():
            if not isinstance(value, UploadFile):
                texts.setdefault(_clean(name), []).append(_clean(value))
            elif value.filename:
                sent = SentFile(
                    name=_plain(value.filename.replace("\\", "/").rpartition("/")[2], 200),
                    media=_plain(value.content_type or "", 100),
                    content=await value.read(),
                )
                files.setdefault(_clean(name), []).append(sent)
    finally:
        await data.close()
    return Form(texts, files)


def _plain(text: str, most: int) -> str:
    """One line of at most `most` characters that every database and every header keeps."""
    return "".join(sign if sign.isprintable() else "_" for sign in text[:most])


def _clean(text: str) -> str:
    """Refuse what no database keeps the same; one kind of line end."""
    if len(text) > TEXT_MAX or "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return text.replace("\r\n", "\n")


Posted = Annotated[Form, Depends(session_form, scope="function")]
"""What a page's POST route asks for: the form of whoever is signed in."""

Stranger = Annotated[Form, Depends(open_form, scope="function")]
"""What a route for strangers asks for."""
