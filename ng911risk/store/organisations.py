"""
The regions and centres below, and what they share.

The only room that looks from one organisation into another. It does so in two steps: the
tree of names is read as a whole and cut to what stands below; what a centre shares is then
read through a session of its own, fenced to that one centre and inside the same
transaction, and cut to the grant before it is handed on. The grant is read anew each time,
so what is revoked is gone at once.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Role, Scope, permissions_of
from ng911risk.access.shared import Share, Shared, cut
from ng911risk.errors import ConflictError, InputError, NotFoundError, Problem, SealBrokenError
from ng911risk.store.assessments import Assessments
from ng911risk.store.audit import AuditLog
from ng911risk.store.fence import fence
from ng911risk.store.invites import Invites
from ng911risk.store.people_tables import UserRow
from ng911risk.store.repository import Repository
from ng911risk.store.seal import require_seal
from ng911risk.store.sites import Sites
from ng911risk.store.tables import TenantRow
from ng911risk.store.values import AssessmentHead

NAME_MAX: Final = 120
"""Letters of the name of an organisation."""

_KEPT: Final = 2_400
"""Cut reports that are kept: each follows from sealed content, which never changes."""

_TENANTS = TenantRow.__table__
"""As a bare table: the fence holds mapped rows only, and this is the one wider view."""


class Kind(StrEnum):
    """What an organisation is."""

    STATE = "state"
    REGION = "region"
    PSAP = "psap"

    @property
    def words(self) -> str:
        """For people."""
        return {"state": "State", "region": "Region", "psap": "Centre"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One organisation: its own, or one below."""

    tenant: str
    """Short name, part of addresses."""

    name: str
    kind: Kind
    parent: str
    """Short name of the organisation above; empty at the top."""

    share: Share
    """What it grants to those above; centres only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSite:
    """The newest sealed assessment of one site, as far as its centre grants."""

    number: int
    sealed_at: datetime
    shared: Shared | None
    """None while `pending` or where the seal is broken."""

    pending: bool = False
    """Not cut yet: there were many at once; ask again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """One centre below, and what it lets through."""

    centre: Organisation
    above: tuple[str, ...]
    """Names of the organisations between, from the top."""

    sites: tuple[SharedSite, ...]
    """In the order of their names; empty without a grant, and before the first assessment."""

    @property
    def pending(self) -> bool:
        """Whether something is still to be read."""
        return any(one.pending for one in self.sites)


class Organisations(Repository):
    """The regions and centres below, and what they share."""

    def own(self) -> Organisation:
        """
        Return the organisation of the scope.

        Raises:
            ForbiddenError: The scope neither shares nor sees below.
        """
        if not self._scope.may(Permission.SEE_BELOW):
            self._scope.require(Permission.SHARE)
        return self._tree()[self._tenant]

    def above(self) -> tuple[str, ...]:
        """
        Names of the organisations that what is granted goes to, the nearest first.

        Raises:
            ForbiddenError: The scope does not share.
        """
        self._scope.require(Permission.SHARE)
        tree = self._tree()
        return tuple(reversed(_above(tree, tree[self._tenant], "")))

    def share(self, wanted: Share, *, was: Share, at: datetime) -> Organisation:
        """
        Grant as much of the own reports as `wanted` to the region and state above.

        Args:
            wanted: From now on.
            was: What the person saw when they decided.
            at: Now.

        Raises:
            ConflictError: Somebody else has changed it since.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.SHARE)
        before = self._tree()[self._tenant]
        if before.share not in (was, wanted):
            raise ConflictError(
                "Somebody else has changed what you share since you opened this page."
            )
        self._session.execute(
            update(TenantRow).where(TenantRow.tenant == self._tenant).values(shares=wanted.value)
        )
        self._log.add(
            "sharing.changed", self._tenant, at=at, before=before.share.value, after=wanted.value
        )
        return self._tree()[self._tenant]

    def below(self) -> tuple[Organisation, ...]:
        """
        Everything below, each parent before its children, by name.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.SEE_BELOW)
        return tuple(_below(self._tree(), self._tenant))

    def one_below(self, tenant: str) -> Organisation:
        """
        One organisation below.

        Raises:
            NotFoundError: No such is below.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.SEE_BELOW)
        return self._mine(self._tree(), tenant)

    def has_account(self, tenant: str) -> bool:
        """
        Whether anybody of an organisation below has an account.

        Raises:
            NotFoundError: No such is below.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.SEE_BELOW)
        self._mine(self._tree(), tenant)
        with self._inside(tenant) as (session, _, _):
            return session.execute(select(UserRow.id).limit(1)).first() is not None

    def add_below(self, name: str, kind: Kind, *, parent: str = "", at: datetime) -> Organisation:
        """
        Add a region or a centre below.

        Args:
            name: For people.
            kind: Region or centre.
            parent: Short name of a region below; the own organisation if empty.
            at: Now.

        Raises:
            InputError: The name is empty or too long, or nothing of that kind goes there.
            NotFoundError: No such region is below.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.OPEN_CENTRES)
        tree = self._tree()
        above = self._mine(tree, parent) if parent else tree[self._tenant]
        _require_place(name, kind, above)
        tenant = _short(name)
        self._session.execute(
            insert(TenantRow).values(
                tenant=tenant, name=name, kind=kind.value, parent=above.tenant,
                shares=Share.NOTHING.value,
            )
        )  # fmt: skip
        with self._inside(tenant) as (_, scope, log):
            log.add("organisation.added", scope.tenant, at=at, name=name, kind=kind.value)
        self._log.add("organisation.opened", tenant, at=at, name=name, kind=kind.value)
        return Organisation(
            tenant=tenant, name=name, kind=kind, parent=above.tenant, share=Share.NOTHING
        )

    def invite_first(
        self,
        tenant: str,
        *,
        link: str,
        login: str,
        name: str,
        at: datetime,
    ) -> Role:
        """
        Leave a one-time link with which the first administrator below makes an account.

        The way in closes for good with the first account, and a newer link takes the place
        of one that was not used: whoever opened a centre has no way in that it did not give.

        Args:
            tenant: Short name of an organisation below.
            link: SHA-256 of the secret in the link.
            login: Sign-in name.
            name: For people.
            at: Now.

        Returns:
            The role they will have.

        Raises:
            ConflictError: Somebody has an account there already.
            NotFoundError: It is not below.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.OPEN_CENTRES)
        one = self._mine(self._tree(), tenant)
        role = Role.PSAP_ADMINISTRATOR if one.kind is Kind.PSAP else Role.STATE_COORDINATOR
        with self._inside(tenant, permissions_of(role)) as (session, scope, log):
            # held, so that an account that is being made now is seen
            held = select(TenantRow.tenant).where(TenantRow.tenant == tenant).with_for_update()
            session.execute(held).one()
            if session.execute(select(UserRow.id).limit(1)).first() is not None:
                raise ConflictError(
                    "This organisation has an administrator already, who invites the others."
                )
            invites = Invites(session, scope, log)
            for unused in invites.open(at=at):
                invites.withdraw(unused.id, at=at)
            invites.join(link, login=login, name=name, role=role, until=None, at=at)
        self._log.add("organisation.invited", tenant, at=at, login=login, role=role.value)
        return role

    def granted(self, *, at: datetime, most_new: int = 8) -> tuple[Granted, ...]:
        """
        Every centre below with what it grants; each reading is entered in both logs.

        Args:
            at: Now.
            most_new: Reports that are cut in one go; the others are `pending`.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.SEE_BELOW)
        tree, left = self._tree(), [most_new]
        centres = [one for one in _below(tree, self._tenant) if one.kind is Kind.PSAP]
        found = tuple(self._granted(tree, one, left, at) for one in centres)
        self._log.add("shared.read", self._tenant, at=at, centres=len(found))
        return found

    def read_ahead(self, *, most_new: int = 8) -> int:
        """
        Cut granted reports before they are asked for, without holding up who writes.

        Nothing is handed out, so nothing is entered in a log.

        Args:
            most_new: Reports that are cut in one go.

        Returns:
            How many are left.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.SEE_BELOW)
        tree, left, pending = self._tree(), [most_new], 0
        for centre in _below(tree, self._tenant):
            if centre.kind is Kind.PSAP and centre.share is not Share.NOTHING:
                with self._inside(centre.tenant, {Permission.READ_REPORT}) as (session, scope, log):
                    sites = _sites(session, scope, log, centre.share, left)
                pending += sum(one.pending for one in sites)
        return pending

    def granted_by(self, tenant: str, *, at: datetime) -> Granted:
        """
        One centre below with what it grants; the reading is entered in both logs.

        Raises:
            NotFoundError: No such centre is below.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.SEE_BELOW)
        tree = self._tree()
        centre = self._mine(tree, tenant)
        if centre.kind is not Kind.PSAP:
            raise NotFoundError(_NONE)
        found = self._granted(tree, centre, [_KEPT], at)
        self._log.add("shared.read", tenant, at=at, share=centre.share.value)
        return found

    def preview(self) -> dict[Share, tuple[SharedSite, ...]]:
        """
        What those above would see of the own organisation at each level.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.SHARE)
        levels = [one for one in Share if one is not Share.NOTHING]
        return {
            level: _sites(self._session, self._scope, self._log, level, [_KEPT]) for level in levels
        }

    def _granted(
        self, tree: dict[str, Organisation], centre: Organisation, left: list[int], at: datetime
    ) -> Granted:
        above = tuple(_above(tree, centre, self._tenant))
        if centre.share is Share.NOTHING:
            return Granted(centre=centre, above=above, sites=())
        with self._inside(centre.tenant, {Permission.READ_REPORT}) as (session, scope, log):
            sites = _sites(session, scope, log, centre.share, left)
            log.add("shared.read", centre.tenant, at=at, share=centre.share.value)
        return Granted(centre=centre, above=above, sites=sites)

    @contextmanager
    def _inside(
        self, tenant: str, permissions: Iterable[Permission] = ()
    ) -> Iterator[tuple[Session, Scope, AuditLog]]:
        """Room of one organisation below, in this very transaction and fenced to it."""
        scope = Scope(
            tenant=tenant,
            user=self._scope.user,
            name=f"{self._scope.name} ({self._tree()[self._tenant].name})",
            via=self._scope.via,
            role=None,
            permissions=frozenset(permissions),
        )
        # Rolled back, it takes the outer transaction with it; committing is the outer one's.
        with Session(self._session.connection(), join_transaction_mode="rollback_only") as session:
            fence(session, tenant)
            yield session, scope, self._log.of(session, scope)

    def _mine(self, tree: dict[str, Organisation], tenant: str) -> Organisation:
        """
        The organisation below of that short name.

        Raises:
            NotFoundError: None is; one elsewhere is told like "there is none".
        """
        for one in _below(tree, self._tenant):
            if one.tenant == tenant:
                return one
        raise NotFoundError(_NONE)

    def _tree(self) -> dict[str, Organisation]:
        query = select(
            _TENANTS.c.tenant, _TENANTS.c.name, _TENANTS.c.kind, _TENANTS.c.parent,
            _TENANTS.c.shares,
        )  # fmt: skip
        return {
            row.tenant: Organisation(
                tenant=row.tenant,
                name=row.name,
                kind=Kind(row.kind),
                parent=row.parent or "",
                share=Share(row.shares),
            )
            for row in self._session.execute(query)
        }


_NONE: Final = "There is no organisation of this name below yours."


def _below(tree: dict[str, Organisation], top: str) -> Iterator[Organisation]:
    """Depth first; nothing is visited twice, whatever a damaged table says."""
    children: dict[str, list[Organisation]] = {}
    for one in tree.values():
        children.setdefault(one.parent, []).append(one)
    for each in children.values():
        each.sort(key=lambda one: (one.name.casefold(), one.tenant), reverse=True)
    seen, work = {top}, list(children.get(top, ()))
    while work:
        one = work.pop()
        if one.tenant not in seen:
            seen.add(one.tenant)
            yield one
            work.extend(children.get(one.tenant, ()))


def _above(tree: dict[str, Organisation], one: Organisation, top: str) -> list[str]:
    names: list[str] = []
    while one.parent and one.parent != top and len(names) < len(tree):
        one = tree[one.parent]
        names.insert(0, one.name)
    return names


def _require_place(name: str, kind: Kind, above: Organisation) -> None:
    problems = []
    if not name.strip() or len(name) > NAME_MAX:
        problems.append(f"Give it a name of up to {NAME_MAX} letters.")
    if kind is Kind.STATE or (kind is Kind.REGION and above.kind is not Kind.STATE):
        problems.append("A region goes below a state, and a centre below a state or a region.")
    if above.kind is Kind.PSAP:
        problems.append("Nothing goes below a centre.")
    if problems:
        raise InputError([Problem(file="", message=one) for one in problems])


def _short(name: str) -> str:
    """Short name with some luck in it, so that it does not tell what names are taken."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:48].strip("-")
    return f"{plain or 'centre'}-{secrets.token_hex(4)}"


def _sites(
    session: Session, scope: Scope, log: AuditLog, share: Share, left: list[int]
) -> tuple[SharedSite, ...]:
    """Newest assessment of every site of one organisation, by name, as far as `share` goes."""
    assessments = Assessments(session, scope, log)
    heads = assessments.latest_of_each()
    names = [one.id for one in Sites(session, scope, log).all()]
    return tuple(
        _shared_site(assessments, heads[name], share, left) for name in names if name in heads
    )


class _Cuts:
    """Reports that were cut, by assessment, seal and grant; the grant itself is never kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str, Share], Shared | None] = OrderedDict()

    def get(self, key: tuple[str, str, Share]) -> tuple[bool, Shared | None]:
        """Whether it is there, and it."""
        with self._lock:
            return (True, self._kept[key]) if key in self._kept else (False, None)

    def put(self, key: tuple[str, str, Share], shared: Shared | None) -> None:
        with self._lock:
            self._kept[key] = shared
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


_CUTS: Final = _Cuts()


def _shared_site(
    assessments: Assessments, head: AssessmentHead, share: Share, left: list[int]
) -> SharedSite:
    """Cut the newest report of a site; at most `left[0]` new ones in all."""
    known, shared = _CUTS.get((head.id, head.content_hash, share))
    if not known and left[0] <= 0:
        return SharedSite(number=head.number, sealed_at=head.sealed_at, shared=None, pending=True)
    if not known:
        left[0] -= 1
        shared = _cut(assessments, head)[share]
    return SharedSite(number=head.number, sealed_at=head.sealed_at, shared=shared)


def _cut(assessments: Assessments, head: AssessmentHead) -> dict[Share, Shared | None]:
    """
    Cut a report to every level: reading it is what takes time, and the preview needs them all.

    What was damaged is nobody's to read.
    """
    try:
        report = require_seal(assessments.get(head.id)).report
    except (SealBrokenError, ValueError):
        report = None
    cuts = {share: None if report is None else cut(report, share) for share in Share}
    for share, shared in cuts.items():
        _CUTS.put((head.id, head.content_hash, share), shared)
    return cuts
