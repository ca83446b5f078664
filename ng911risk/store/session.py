"""Transactions: one scope, one set of repositories, all or nothing."""

from __future__ import annotations

import contextlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import ORMExecuteState, Session

from ng911risk.access import Permission, Scope, command_line
from ng911risk.audit import check
from ng911risk.errors import ConflictError, ForbiddenError, NG911RiskError, StoreError
from ng911risk.store.acceptances import Acceptances
from ng911risk.store.answers import Answers
from ng911risk.store.archive import Archive, Manifest
from ng911risk.store.asks import Asks
from ng911risk.store.assessments import Assessments
from ng911risk.store.audit import TOLD, AuditLog
from ng911risk.store.audit_check import first_links
from ng911risk.store.audit_key import (
    key_file_for,
    key_of,
    put_waiting,
    waiting_file,
    waiting_key,
    write_key,
)
from ng911risk.store.backup import back_up, is_untouched, key_in, restore_over
from ng911risk.store.collected import Collected
from ng911risk.store.credentials import Credentials
from ng911risk.store.door import Door
from ng911risk.store.engines import Engines, one_moment, open_engines
from ng911risk.store.evidence import EvidenceRecords
from ng911risk.store.evidence_keys import EvidenceKeys
from ng911risk.store.fence import fence
from ng911risk.store.files import Files
from ng911risk.store.intelligence import ImportedFeeds
from ng911risk.store.inventories import Inventories
from ng911risk.store.invites import Invites
from ng911risk.store.observations import Observations
from ng911risk.store.organisations import Organisations
from ng911risk.store.published import Published
from ng911risk.store.read_back import read_back
from ng911risk.store.session_options import UNTOLD_OPTION
from ng911risk.store.sessions import Sessions
from ng911risk.store.site_archive import export_site, import_site
from ng911risk.store.sites import Sites
from ng911risk.store.tenants import Tenants
from ng911risk.store.tokens import Tokens
from ng911risk.store.tracked import Tracked
from ng911risk.store.uploads import Uploads
from ng911risk.store.users import Users


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The repositories of one tenant, in one transaction."""

    audit: AuditLog
    acceptances: Acceptances
    answers: Answers
    asks: Asks
    assessments: Assessments
    collected: Collected
    credentials: Credentials
    evidence: EvidenceRecords
    evidence_keys: EvidenceKeys
    files: Files
    intelligence: ImportedFeeds
    inventories: Inventories
    invites: Invites
    observations: Observations
    organisations: Organisations
    published: Published
    sessions: Sessions
    sites: Sites
    tenants: Tenants
    tokens: Tokens
    tracked: Tracked
    uploads: Uploads
    users: Users


class Store:
    """
    A database that is open.

    ::

        with store.write(LOCAL) as rooms:
            site = rooms.sites.add("Cedar County", at=now)
    """

    def __init__(self, engines: Engines, audit_key: bytes, key_file: Path) -> None:
        self._engines = engines
        self._audit_key = audit_key
        self._key_file = key_file

    @classmethod
    def open(cls, target: str | Path, *, key_file: str | Path | None = None) -> Store:
        """
        Open a SQLite file, made if missing, or a ``postgresql://`` address.

        Migrations that are due are run; of a SQLite file a copy is kept first.

        Args:
            target: Where the database is.
            key_file: Holds the key of the audit log, made if missing; beside the SQLite
                file by default.

        Raises:
            StoreError: It cannot be opened, or a newer version made it.
        """
        file = key_file_for(target, key_file)
        engines = open_engines(target, copies=file.parent)
        with contextlib.ExitStack() as failed:
            failed.callback(engines.close)
            store = cls(engines, _key(engines, file), file)
            failed.pop_all()
        return store

    @contextlib.contextmanager
    def read(self, scope: Scope) -> Iterator[Rooms]:
        """
        Repositories that can only read, all at one moment.

        Raises:
            StoreError: The database cannot be used now.
        """
        with _told_plainly(), Session(self._engines.reading) as session:
            yield _rooms(session, scope, self._audit_key)

    @contextlib.contextmanager
    def write(self, scope: Scope) -> Iterator[Rooms]:
        """
        Repositories that can write; committed at the end, undone after an error.

        Raises:
            ConflictError: It contradicts what is stored.
            StoreError: The database cannot be used now.
        """
        with self._writing(scope) as (_, rooms):
            yield rooms

    @contextlib.contextmanager
    def _writing(self, scope: Scope) -> Iterator[tuple[Session, Rooms]]:
        with (
            _told_plainly(),
            self._engines.may_write(),
            Session(self._engines.writing) as session,
            session.begin(),
        ):
            rooms = _rooms(session, scope, self._audit_key)
            if self._engines.one_writer is None:
                rooms.audit.hold()
            yield session, rooms

    @contextlib.contextmanager
    def door(self) -> Iterator[Door]:
        """
        What is looked up before a scope is known; read only.

        Raises:
            StoreError: The database cannot be used now.
        """
        with _told_plainly(), Session(self._engines.reading) as session:
            yield Door(session)

    def is_shared(self) -> bool:
        """Whether several organisations live here."""
        with _told_plainly(), self._engines.reading.connect() as connection:
            count = connection.execute(text("SELECT count(*) FROM tenants")).scalar_one()
        return int(count) > 1

    def back_up(
        self,
        scope: Scope,
        path: Path,
        *,
        whole: bool,
        with_key: bool,
        at: datetime,
        tool_version: str,
    ) -> Manifest:
        """
        Write a copy of the organisation of `scope`, or of the whole installation.

        Args:
            scope: Who asks; the copy is entered in its log, and the entry is in the copy.
            path: Where to.
            whole: Everything of every organisation: for the command line, and for pages
                where there is only one.
            with_key: Put the key of the audit log inside; it is the key of all.
            at: Now.
            tool_version: Version of this package.

        Raises:
            ForbiddenError: The scope does not allow it.
            NG911RiskError: It cannot be written.
        """
        scope.require(Permission.BACKUP)
        if (whole or with_key) and scope.via != "command line" and self.is_shared():
            raise ForbiddenError("the command line")
        with self.write(scope) as rooms:
            named = rooms.tenants.name()
            rooms.audit.add("backup.made", scope.tenant, at=at, whole=whole, with_key=with_key)
        with _told_plainly(), one_moment(self._engines.reading) as connection:
            return back_up(
                connection, path, tenant="" if whole else scope.tenant, named=named,
                key=self._audit_key if with_key else None, at=at, tool_version=tool_version,
            )  # fmt: skip

    def is_untouched(self) -> bool:
        """Whether nothing was done here yet: no account, no site."""
        with _told_plainly(), self._engines.reading.connect() as connection:
            return is_untouched(connection)

    def restore(
        self, scope: Scope, archive: Archive, *, at: datetime, without_log: bool = False
    ) -> None:
        """
        Put a copy of everything in the place of this installation, which nobody has used yet.

        All of it comes, read back and compared, or nothing. The key inside becomes the key
        of the log; it waits beside its place until the log that it fits is there, so that
        after a crash either both are the old ones or both the new ones.

        Args:
            scope: Who does it.
            archive: The copy.
            at: Now.
            without_log: Begin a new log with the key that is here.

        Raises:
            ConflictError: Something was done here already.
            ForbiddenError: The scope does not allow it.
            InputError: The copy is damaged, or one of a single site.
            StoreError: A newer version made it, or the key is missing or does not fit.
        """
        scope.require(Permission.BACKUP)
        key = self._audit_key
        if archive.manifest.with_key and not without_log:
            key = key_in(archive)
        try:
            with _told_plainly(), self._engines.rebuilding() as connection:
                restore_over(connection, archive, key, scope=scope, at=at, without_log=without_log)
                if key != self._audit_key:
                    waiting_file(self._key_file).unlink(missing_ok=True)
                    write_key(waiting_file(self._key_file), key)
        except (NG911RiskError, OSError):
            waiting_file(self._key_file).unlink(missing_ok=True)
            raise
        if key != self._audit_key:
            self._audit_key = key
            with contextlib.suppress(StoreError):  # the next start tries again, and tells
                put_waiting(self._key_file)

    def export_site(
        self, scope: Scope, site: str, path: Path, *, at: datetime, tool_version: str
    ) -> Manifest:
        """
        Write everything about one site to `path`.

        Raises:
            ForbiddenError: The scope does not allow it.
            NotFoundError: No site has that id, or it is somebody else's.
            NG911RiskError: It cannot be written.
        """
        scope.require(Permission.BACKUP)
        with self.write(scope) as rooms:
            name = rooms.sites.get(site).name
            rooms.audit.add("site.exported", site, at=at, name=name)
        with _told_plainly(), one_moment(self._engines.reading) as connection:
            return export_site(
                connection, path, tenant=scope.tenant, site=site, named=name, at=at,
                tool_version=tool_version,
            )  # fmt: skip

    def import_site(self, scope: Scope, archive: Archive, *, at: datetime, name: str = "") -> str:
        """
        Bring one site in and return its id; with a `name` of its own as a copy.

        Raises:
            ForbiddenError: The scope does not allow it.
            InputError: The file is no copy of a site, or does not come out as it went in.
            ConflictError: The name or an id is taken, or another version made the copy.
        """
        scope.require(Permission.BACKUP)
        scope.require(Permission.MAKE_SITE)
        with self._writing(scope) as (session, rooms):
            whole = session.connection()
            site, rows = import_site(whole, archive, tenant=scope.tenant, name=name)
            try:
                read_back(_repositories(session, command_line(scope.tenant), self._audit_key), site)
            except (NG911RiskError, ValueError, TypeError, LookupError, OverflowError) as error:
                raise archive.refuse("it holds what no page could show") from error
            rooms.audit.add(
                "site.imported", site, at=at, from_site=archive.manifest.id, rows=rows,
                made_at=archive.manifest.made_at, renamed=bool(name),
            )  # fmt: skip
        return site

    def mark(self, purpose: str, text: str) -> str:
        """
        Code that shows later that `text` was made here: of 40 hexadecimal digits.

        Args:
            purpose: What it is for; a code for one is none for another.
            text: What it vouches for.
        """
        key = hmac.digest(self._audit_key, f"ng911risk {purpose}".encode(), "sha256")
        return hmac.new(key, text.encode(), "sha256").hexdigest()[:40]

    def check(self) -> None:
        """
        Ask the database the cheapest question.

        Raises:
            StoreError: It does not answer.
        """
        with _told_plainly(), self._engines.reading.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection; whoever is at work ends, and nobody begins anew."""
        self._engines.close()


def _key(engines: Engines, file: Path) -> bytes:
    """
    Key of the audit log; a new one only for a database without entries.

    Raises:
        StoreError: It is missing, or it is the key of another database.
    """
    with _told_plainly(), engines.may_write(), engines.writing.begin() as connection:
        firsts = first_links(connection)  # nobody else makes a first entry meanwhile
    key, waiting = key_of(file, may_make=not firsts), waiting_key(file)
    if waiting and any(check(waiting, [link]).holds for link in firsts):
        put_waiting(file)  # a restore was cut off after its last word
        return waiting
    if firsts and not any(check(key, [link]).holds for link in firsts):
        raise StoreError(
            f"{file.name} is the key of another audit log, or the first entries of this one "
            "were changed. Nothing was opened, so that no entry is made with a wrong key."
        )
    return key


def _rooms(session: Session, scope: Scope, key: bytes) -> Rooms:
    fence(session, scope.tenant)
    _every_change_is_told(session)
    return _repositories(session, scope, key)


def _repositories(session: Session, scope: Scope, key: bytes) -> Rooms:
    log = AuditLog(session, scope, key)
    return Rooms(
        audit=log,
        acceptances=Acceptances(session, scope, log),
        answers=Answers(session, scope, log),
        asks=Asks(session, scope, log),
        assessments=Assessments(session, scope, log),
        collected=Collected(session, scope, log),
        credentials=Credentials(session, scope, log),
        evidence=EvidenceRecords(session, scope, log),
        evidence_keys=EvidenceKeys(session, scope, log),
        files=Files(session, scope, log),
        intelligence=ImportedFeeds(session, scope, log),
        inventories=Inventories(session, scope, log),
        invites=Invites(session, scope, log),
        observations=Observations(session, scope, log),
        organisations=Organisations(session, scope, log),
        published=Published(session, scope, log),
        sessions=Sessions(session, scope, log),
        sites=Sites(session, scope, log),
        tenants=Tenants(session, scope, log),
        tokens=Tokens(session, scope, log),
        tracked=Tracked(session, scope, log),
        uploads=Uploads(session, scope, log),
        users=Users(session, scope, log),
    )


_UNTOLD = frozenset({"audit", "sessions", "uploads"})
"""Tables that change without an entry: the log itself, and what only passes through."""

_CHANGED = "ng911risk.changed"


def _every_change_is_told(session: Session) -> None:
    """Refuse to commit a change that the audit log does not tell of."""

    def note_change(state: ORMExecuteState) -> None:
        changes = state.is_insert or state.is_update or state.is_delete
        if changes and not state.execution_options.get(UNTOLD_OPTION, False):
            table = getattr(state.statement, "table", None)
            if getattr(table, "name", "") not in _UNTOLD:
                session.info[_CHANGED] = True

    def check(_: Session) -> None:
        if session.info.get(_CHANGED) and not session.info.get(TOLD):
            raise RuntimeError("something was changed without an entry in the audit log")

    event.listen(session, "do_orm_execute", note_change)
    event.listen(session, "before_commit", check)


@contextlib.contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn what a database says into our errors; a wrong statement stays a defect."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError("This contradicts what is stored already.") from error
    except ProgrammingError:
        raise
    except (DBAPIError, PoolTimeoutError) as error:
        raise StoreError("The database cannot be used now; nothing was changed.") from error
