"""Files that were checked but not taken yet, with what was corrected in them; gone after a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Row

from ng911risk.access import Permission
from ng911risk.errors import NotFoundError
from ng911risk.store.ids import known_form, new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites
from ng911risk.store.work_tables import UploadRow

KEPT_FOR: Final = timedelta(days=1)
"""How long a file waits to be taken."""

WAITING_MAX: Final = 20
"""Most files of one site that wait at a time."""

WAITING_BYTES_MAX: Final = 60 * 1024 * 1024
"""Most bytes of one site that wait at a time."""

NOTES: Final = "answers of the first questions"
"""Name of the upload that holds what somebody answered so far; it stays until it is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file that waits."""

    id: str
    site: str
    file: str
    """Name as its author knows it."""

    content: bytes
    fixes_json: bytes
    """What was corrected since, as whoever reads the file wrote it down."""

    by_name: str
    at: datetime
    """UTC."""


class Uploads(Repository):
    """Files of one tenant that were checked but not taken yet."""

    def add(self, site: str, *, file: str, content: bytes, at: datetime) -> str:
        """
        Keep a file, and return its id; those that waited too long, or too many, go.

        The oldest go first, so that nobody is kept from bringing a file by others that wait.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.EDIT_INVENTORY)
        Sites(self._session, self._scope, self._log).get(site)
        self._purge(at - KEPT_FOR)
        made = new_id()
        self._session.execute(
            insert(UploadRow).values(
                tenant=self._tenant,
                id=made,
                site=site,
                file=file,
                content=content,
                fixes_json=b"[]",
                by=self._scope.user,
                by_name=self._scope.name,
                at=moment_text(at),
            )
        )
        self._make_room(site, made)
        return made

    def get(self, site: str, id: str) -> Upload:
        """
        One file.

        Raises:
            NotFoundError: None of that site has that id: taken, too old, or somebody else's.
        """
        self._scope.require(Permission.EDIT_INVENTORY)
        self._scope.require_site(site)
        query = _SELECT.where(
            UploadRow.tenant == self._tenant,
            UploadRow.site == site,
            UploadRow.id == known_form(id, "file"),
        )
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(
                "This file is not here any more: it was taken, a day has gone, or many others "
                "came after it."
            )
        return _upload(row)

    def notes(self, site: str) -> Upload | None:
        """Return what somebody answered so far, or None."""
        self._scope.require(Permission.EDIT_INVENTORY)
        self._scope.require_site(site)
        query = _SELECT.where(
            UploadRow.tenant == self._tenant, UploadRow.site == site, UploadRow.file == NOTES
        )
        row = self._session.execute(query).first()
        return None if row is None else _upload(row)

    def correct(self, site: str, id: str, *, fixes_json: bytes) -> None:
        """
        Note what is corrected now.

        Raises:
            NotFoundError: None of that site has that id.
        """
        self._change(site, id, {"fixes_json": fixes_json})

    def rewrite(self, site: str, id: str, *, content: bytes, at: datetime) -> None:
        """
        Put other content into a file.

        Raises:
            NotFoundError: None of that site has that id.
        """
        self._change(site, id, {"content": content, "at": moment_text(at)})

    def remove(self, site: str, id: str) -> None:
        """
        Throw a file away.

        Raises:
            NotFoundError: None of that site has that id.
        """
        self.get(site, id)
        self._session.execute(
            delete(UploadRow)
            .where(UploadRow.tenant == self._tenant, UploadRow.id == id)
            .execution_options(synchronize_session=False)
        )

    def _change(self, site: str, id: str, values: dict[str, Any]) -> None:
        self.get(site, id)
        self._session.execute(
            update(UploadRow)
            .where(UploadRow.tenant == self._tenant, UploadRow.id == id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )

    def _make_room(self, site: str, made: str) -> None:
        """Throw the oldest away until what waits beside `made` is neither many nor much."""
        own = (
            UploadRow.tenant == self._tenant, UploadRow.site == site, UploadRow.file != NOTES,
        )  # fmt: skip
        query = (
            select(UploadRow.id, func.length(UploadRow.content))
            .where(*own)
            .order_by(UploadRow.id != made, UploadRow.at.desc(), UploadRow.id)
        )
        kept = size = 0
        for id, length in self._session.execute(query).all():
            kept, size = kept + 1, size + length
            if id != made and (kept > WAITING_MAX or size > WAITING_BYTES_MAX):
                self._session.execute(
                    delete(UploadRow)
                    .where(*own, UploadRow.id == id)
                    .execution_options(synchronize_session=False)
                )

    def _purge(self, before: datetime) -> None:
        self._session.execute(
            delete(UploadRow)
            .where(
                UploadRow.tenant == self._tenant,
                UploadRow.at < moment_text(before),
                UploadRow.file != NOTES,
            )
            .execution_options(synchronize_session=False)
        )


_SELECT: Final = select(
    UploadRow.id,
    UploadRow.site,
    UploadRow.file,
    UploadRow.content,
    UploadRow.fixes_json,
    UploadRow.by_name,
    UploadRow.at,
)


def _upload(row: Row[str, str, str, bytes, bytes, str, str]) -> Upload:
    return Upload(
        id=row.id,
        site=row.site,
        file=row.file,
        content=row.content,
        fixes_json=row.fixes_json,
        by_name=row.by_name,
        at=moment_of(row.at),
    )
