"""The style sheets, scripts, fonts and pictures that pages ask for, all from here."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).resolve().parent / "static"


class _Static(StaticFiles):
    """Files whose address carries their hash, so a browser may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kept = b"v=" in scope.get("query_string", b"") or path.startswith("vendor/")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if kept else "no-cache"
        )
        return response


def static_files() -> StaticFiles:
    """Application that serves them."""
    return _Static(directory=FOLDER, check_dir=False)


@cache
def address_of(name: str) -> str:
    """Address of a file, with a part that changes when it does."""
    file = FOLDER / name
    digest = sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "missing"
    return f"/static/{name}?v={digest}"
