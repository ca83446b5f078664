"""Bring a backup back into a new installation, by the one-time link of the terminal."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response

from ng911risk.errors import ConflictError, InputError, StoreError
from ng911risk.store import LOCAL, Store
from ng911risk.store.archive import opened
from ng911risk_api.auth.first_start import require_first_link
from ng911risk_api.auth.secrets import hash_of
from ng911risk_api.auth.visitor import anyone
from ng911risk_api.deps import Using
from ng911risk_api.shield import BACKUP_MAX_BYTES
from ng911risk_api.web.render import page, see_other
from ng911risk_api.web.spooled import Spooled, spooled_form

router = APIRouter(include_in_schema=False)

_RESTORE = "/start/{secret}/restore"
_FIRST = replace(LOCAL, name="first start", via="link")


async def _sent(request: Request, secret: str, parts: Using) -> Spooled:
    """What was sent; nothing is read from somebody without a good link."""
    store: Store = request.app.state.store
    await to_thread.run_sync(lambda: require_first_link(store, secret, at=parts.now()))
    return await spooled_form(request, longest=BACKUP_MAX_BYTES)


@router.get(_RESTORE, dependencies=[anyone("the secret is the key")])
def show(request: Request, secret: str, parts: Using) -> Response:
    """Say what bringing a backup back does, and ask for the file."""
    require_first_link(request.app.state.store, secret, at=parts.now())
    return _asked(request, secret)


@router.post(_RESTORE, dependencies=[anyone("the secret is the key")])
def bring_back(
    request: Request, secret: str, sent: Annotated[Spooled, Depends(_sent)], parts: Using
) -> Response:
    """Put the backup in the place of this installation: all of it, or nothing."""
    with sent.open() as file:
        if file is None:
            return _asked(request, secret, wrong="Choose the file of a backup.")
        store: Store = request.app.state.store
        try:
            with opened(file, file=sent.name) as archive:
                without_log = "without_log" in sent.texts
                if not (archive.manifest.with_key or without_log):
                    return _asked(request, secret, wrong=_NO_KEY, no_key=True)
                store.restore(_FIRST, archive, at=parts.now(), without_log=without_log)
        except InputError as error:
            return _asked(request, secret, wrong=_words(error))
        except (ConflictError, StoreError) as error:
            return _asked(request, secret, wrong=str(error))
    return _next(request, secret, parts)


_NO_KEY = (
    "This backup was made without the key of its audit log, so the old log cannot go on here. "
    "Nothing was changed. You can choose the file again and begin a new log: the old one stays "
    "in the backup."
)


def _next(request: Request, secret: str, parts: Using) -> Response:
    """To the sign-in page; where the backup holds no account, to the first one again."""
    store: Store = request.app.state.store
    with store.door() as door:
        nobody = door.is_new()
    if nobody:
        with store.write(_FIRST) as rooms:
            rooms.invites.first(hash_of(secret), at=parts.now())
    to = f"/start/{secret}" if nobody else "/sign-in?back=yes"
    return see_other(to)


def _words(error: InputError) -> str:
    return " ".join(f"{one.message.capitalize()}. {one.hint}" for one in error.problems)


def _asked(request: Request, secret: str, *, wrong: str = "", no_key: bool = False) -> Response:
    store: Store = request.app.state.store
    return page(
        request,
        "start/restore.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        secret=secret,
        untouched=store.is_untouched(),
        wrong=wrong,
        no_key=no_key,
        gigabytes=BACKUP_MAX_BYTES // 1024**3,
    )
