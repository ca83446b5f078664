"""The scope of one request: whose data, who asks, and what they may do with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ng911risk.access.permissions import Permission, Role
from ng911risk.errors import ForbiddenError, NotFoundError

_TENANT: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Made once for each request; every repository demands one and asks it."""

    tenant: str
    """Short name of the organisation: lower-case letters, digits and hyphens."""

    user: str
    """Id of the user; empty for the command line."""

    name: str
    """Name for people and for the audit log."""

    via: str
    """``command line``, ``page``, ``token`` or ``link``."""

    role: Role | None
    """None for the command line, a token and a link."""

    permissions: frozenset[Permission]
    """What may be done."""

    site: str = ""
    """Only this site; empty for all of the organisation."""

    assessment: str = ""
    """Only this sealed assessment; empty for all."""

    token: str = ""
    """Id of the token or link that was used, if any."""

    def __post_init__(self) -> None:
        if not _TENANT.fullmatch(self.tenant):
            raise ValueError("a tenant is named by up to 63 lower-case letters, digits, hyphens")

    def may(self, permission: Permission) -> bool:
        """Whether `permission` is held."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """
        Go on only with `permission`.

        Raises:
            ForbiddenError: It is not held.
        """
        if permission not in self.permissions:
            raise ForbiddenError(permission.value)

    def require_site(self, site: str) -> None:
        """
        Go on only if `site` is within the scope.

        Raises:
            NotFoundError: It is outside, which is told like "there is none".
        """
        if self.site and site != self.site:
            raise NotFoundError("There is no site with this id.")

    def require_assessment(self, assessment: str) -> None:
        """
        Go on only if `assessment` is within the scope.

        Raises:
            NotFoundError: It is outside.
        """
        if self.assessment and assessment != self.assessment:
            raise NotFoundError("There is no assessment with this id.")


def command_line(tenant: str = "local", name: str = "command line") -> Scope:
    """Scope of whoever works on the machine itself, and so holds the file anyway."""
    return Scope(
        tenant=tenant,
        user="",
        name=name,
        via="command line",
        role=None,
        permissions=frozenset(Permission),
    )
