"""What every repository works with: the session, the scope it obeys, and the audit log."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ng911risk.access import Scope
from ng911risk.store.audit import AuditLog


class Repository:
    """
    A collection of one tenant, inside one transaction that the caller owns.

    Every method asks the scope first (`scope.require`), and every one that changes
    something says so to the log: a change without an entry cannot be committed
    (ng911risk.store.session).
    """

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        self._session = session
        self._scope = scope
        self._tenant = scope.tenant
        self._log = log
