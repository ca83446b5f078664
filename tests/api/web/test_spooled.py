from __future__ import annotations

import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ng911risk_api.web.spooled import Spooled, spooled_form

HEAD = b'--x\r\nContent-Disposition: form-data; name="'


def _read(body: bytes, *, longest: int = 10_000_000, media: str = "") -> Spooled:
    pieces = [body[at : at + 1000] for at in range(0, len(body), 1000)]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    kind = media or "multipart/form-data; boundary=x"
    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}
    return asyncio.run(spooled_form(Request(scope, receive), longest=longest))


def _file(name: str, content: bytes) -> bytes:
    return HEAD + f'file"; filename="{name}"'.encode() + b"\r\n\r\n" + content + b"\r\n"


def test_a_file_comes_as_it_was_sent_and_is_gone_afterwards() -> None:
    content = bytes(range(256)) * 10_000

    sent = _read(_file("C:\\a\\b.zip", content) + HEAD + b'word"\r\n\r\nyes\r\n--x--\r\n')

    assert (sent.name, sent.texts) == ("b.zip", {"word": "yes"})
    with sent.open() as file:
        assert file is not None
        assert file.read() == content
    assert file.closed


def test_nothing_chosen_is_no_file() -> None:
    assert _read(_file("", b"") + b"--x--\r\n").file is None
    assert _read(b"a=b", media="application/x-www-form-urlencoded").file is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (_file("a", b"y" * 200_000) + b"--x--\r\n", 413),
        (_file("a", b"1") + _file("b", b"2") + b"--x--\r\n", 400),
        (HEAD + b'word"\r\n\r\n' + b"y" * 5000 + b"\r\n--x--\r\n", 400),
        (b"no form at all", 400),
    ],
    ids=["too long", "two files", "a long text", "no form"],
)
def test_what_no_honest_browser_sends_is_refused(body: bytes, status: int) -> None:
    with pytest.raises(HTTPException) as refused:
        _read(body, longest=100_000)

    assert refused.value.status_code == status
