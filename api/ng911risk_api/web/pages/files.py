"""A file that somebody attached: saved by the browser, never shown inside a page of ours."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Response

from ng911risk.access import Permission
from ng911risk.errors import NotFoundError
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Stored, Using

router = APIRouter(include_in_schema=False)


@router.get("/sites/{id}/files/{file}", dependencies=[allow(Permission.READ_EVIDENCE)])
def send(id: str, file: str, stored: Stored, parts: Using) -> Response:
    """Send a file to be saved."""
    with stored.read() as rooms:
        found = rooms.files.get(file)
    if found.head.site != id:
        raise NotFoundError("There is no file with this id.")
    stored.was_read("file.read", file, parts.now())
    return as_attachment(found.head.name, found.head.media, found.content)


def as_attachment(name: str, media: str, content: bytes) -> Response:
    """
    Return an answer that a browser saves and does not run.

    Args:
        name: Clean, from `ng911risk.store.sniffed.plain_name`.
        media: Media type, told from the bytes.
        content: The file.
    """
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    names = f"filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return Response(
        content,
        media_type=media,
        headers={
            "Content-Disposition": f"attachment; {names}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
