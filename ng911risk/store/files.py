"""Files that people attached to a question, an answer or a piece of evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import InputError, NotFoundError, Problem, SealBrokenError
from ng911risk.store.audit import AuditLog
from ng911risk.store.ids import known_form, new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites
from ng911risk.store.sniffed import is_program, media_of, plain_name
from ng911risk.store.work_tables import FileRow

FILE_MAX: Final = 8 * 1024 * 1024
"""Largest file, in bytes."""

SITE_MAX: Final = 1024 * 1024 * 1024
"""Bytes of all files of one site together, removed ones included: they are kept."""

_HEAD: tuple[Any, ...] = (
    FileRow.id,
    FileRow.site,
    FileRow.subject,
    FileRow.name,
    FileRow.media,
    FileRow.size,
    FileRow.sha256,
    FileRow.by_name,
    FileRow.at,
    FileRow.removed_at,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHead:
    """A file that somebody attached, without its content."""

    id: str
    site: str
    subject: str
    """What it was attached to: the subject of a question, or whatever its owner chose."""
    name: str
    """One line that is safe to show and to save under."""
    media: str
    """Told from its bytes."""
    size: int
    """Bytes."""
    sha256: str
    by_name: str
    """Who attached it."""
    at: datetime
    removed: bool
    """Taken off again; it is kept, as something sealed may rest on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file with its content."""

    head: FileHead
    content: bytes


class Files(Repository):
    """Files that people attached to a question, an answer or a piece of evidence."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)

    def add(
        self, site: str, subject: str, name: str, media: str, content: bytes, at: datetime
    ) -> FileHead:
        """
        Attach a file to something of `site`.

        Args:
            site: Site id.
            subject: What it is attached to.
            name: What its sender calls it; it is cleaned.
            media: What its sender says it is; only told to the log, as it is not believed.
            content: The file.
            at: Now.

        Raises:
            InputError: It is empty, too large, or a program.
            NotFoundError: No site has that id, or it is somebody else's.
            ForbiddenError: The scope allows neither answers nor evidence.
        """
        self._require_may_attach()
        self._sites.hold(site)
        clean = plain_name(name)
        self._check(site, clean, content)
        values = {
            "id": new_id(),
            "site": site,
            "subject": subject,
            "name": clean,
            "media": media_of(content),
            "size": len(content),
            "sha256": sha256(content).hexdigest(),
            "by_name": self._scope.name,
        }
        self._session.execute(
            insert(FileRow).values(
                tenant=self._tenant,
                by=self._scope.user,
                at=moment_text(at),
                content=content,
                **values,
            )
        )
        self._log.add(
            "file.added",
            str(values["id"]),
            at=at,
            site=site,
            subject=subject,
            size=len(content),
            sha256=str(values["sha256"]),
            said_to_be=media[:100],
        )
        return FileHead(**values, at=at, removed=False)  # type: ignore[arg-type] # one dict, two types

    def of_subject(self, site: str, subject: str) -> tuple[FileHead, ...]:
        """
        Files attached to `subject`, oldest first, without the removed ones.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        return tuple(one for one in self.of_site(site) if one.subject == subject)

    def of_site(self, site: str) -> tuple[FileHead, ...]:
        """
        Files of `site`, oldest first, without the removed ones.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_EVIDENCE)
        self._sites.get(site)
        query = (
            select(*_HEAD)
            .where(
                FileRow.tenant == self._tenant, FileRow.site == site, FileRow.removed_at.is_(None)
            )
            .order_by(FileRow.at, FileRow.id)
        )
        return tuple(_head(row) for row in self._session.execute(query))

    def get(self, id: str) -> StoredFile:
        """
        One file with its content, also when it was removed.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            SealBrokenError: It was changed after it was stored.
        """
        self._scope.require(Permission.READ_EVIDENCE)
        row = self._row(id, (*_HEAD, FileRow.content))
        if sha256(row.content).hexdigest() != row.sha256:
            raise SealBrokenError(f"File {row.id} was changed after it was stored.")
        return StoredFile(head=_head(row), content=row.content)

    def remove(self, id: str, *, at: datetime) -> FileHead:
        """
        Take a file off again. It is marked, not deleted: something sealed may rest on it.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
        """
        self._require_may_attach()
        head = _head(self._row(id, _HEAD))
        if not head.removed:
            self._session.execute(
                update(FileRow)
                .where(FileRow.tenant == self._tenant, FileRow.id == head.id)
                .values(removed_at=moment_text(at), removed_by=self._scope.name)
            )
            self._log.add("file.removed", head.id, at=at, site=head.site, subject=head.subject)
        return head

    def _require_may_attach(self) -> None:
        if not self._scope.may(Permission.ADD_EVIDENCE):
            self._scope.require(Permission.ANSWER)

    def _check(self, site: str, name: str, content: bytes) -> None:
        wrong = ""
        if not content:
            wrong = "The file is empty."
        elif len(content) > FILE_MAX:
            wrong = f"The file is larger than {FILE_MAX // (1024 * 1024)} MB."
        elif is_program(content):
            wrong = "This is a program. Attach a document, a picture, a table or a recording."
        elif self._size_of_all(site) + len(content) > SITE_MAX:
            wrong = "All files of this site together would be larger than 1 GB."
        if wrong:
            raise InputError([Problem(file=name, message=wrong)])

    def _size_of_all(self, site: str) -> int:
        query = select(func.coalesce(func.sum(FileRow.size), 0)).where(
            FileRow.tenant == self._tenant, FileRow.site == site
        )
        return int(self._session.execute(query).scalar_one())

    def _row(self, id: str, columns: tuple[Any, ...]) -> Row[Any]:
        query = select(*columns).where(
            FileRow.tenant == self._tenant, FileRow.id == known_form(id, "file")
        )
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("There is no file with this id.")
        self._scope.require_site(row.site)
        return row


def _head(row: Row[Any]) -> FileHead:
    return FileHead(
        id=row.id,
        site=row.site,
        subject=row.subject,
        name=row.name,
        media=row.media,
        size=row.size,
        sha256=row.sha256,
        by_name=row.by_name,
        at=moment_of(row.at),
        removed=row.removed_at is not None,
    )
