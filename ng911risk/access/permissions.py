"""The table of roles: what each may do in its own organisation, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """One thing that somebody may do. Every route and every repository asks for one."""

    READ_SITE = "read-site"
    """See inventory, answers, results, history and map."""

    READ_REPORT = "read-report"
    """Read the reports of sealed assessments."""

    READ_EVIDENCE = "read-evidence"
    """See evidence, its files included."""

    MAKE_SITE = "make-site"
    """Add a site."""

    EDIT_INVENTORY = "edit-inventory"
    """Import and change what the centre has."""

    ANSWER = "answer"
    """Answer questions, with notes and files."""

    ASK = "ask"
    """Send questions to somebody else, and decide about the replies."""

    REPLY = "reply"
    """Answer the questions of one link; no role has it, only such a link."""

    ADD_EVIDENCE = "add-evidence"
    """Record what an interview, a document or a check showed."""

    SEAL = "seal"
    """Make a sealed assessment."""

    PLAN = "plan"
    """Give actions an owner, a date and a status."""

    ACCEPT_RISK = "accept-risk"
    """Record that whoever may accept a risk has done so."""

    EXPORT = "export"
    """Take data out for other tools."""

    PUBLISH = "publish"
    """Give a sealed assessment out to whoever reads it with their own tools."""

    MAKE_TOKEN = "make-token"  # noqa: S105 - a word of the table, not a secret
    """Make and revoke access tokens for programs."""

    LINK_AUDITOR = "link-auditor"
    """Give an auditor a link to one sealed assessment."""

    MANAGE_PEOPLE = "manage-people"
    """Invite, change and shut out people of the same organisation."""

    READ_AUDIT = "read-audit"
    """Read and export the audit log."""

    BACKUP = "backup"
    """Take everything of the organisation out, and bring it back."""

    SHARE = "share"
    """Decide what the region and the state see of this centre."""

    SEE_BELOW = "see-below"
    """See what the centres below have granted."""

    OPEN_CENTRES = "open-centres"
    """Add regions and centres below, and invite their administrators."""


class Role(StrEnum):
    """What somebody is in one organisation."""

    VIEWER = "viewer"
    ASSESSOR = "assessor"
    PSAP_ADMINISTRATOR = "psap-administrator"
    SECURITY_ANALYST = "security-analyst"
    STATE_COORDINATOR = "state-coordinator"
    AUDITOR = "auditor"
    """Read-only, evidence included, and for a limited time."""

    @property
    def words(self) -> str:
        """For people."""
        return _WORDS[self]


_WORDS: Final[Mapping[Role, str]] = {
    Role.VIEWER: "Viewer",
    Role.ASSESSOR: "Assessor",
    Role.PSAP_ADMINISTRATOR: "Administrator of the centre",
    Role.SECURITY_ANALYST: "Security analyst",
    Role.STATE_COORDINATOR: "State or regional coordinator",
    Role.AUDITOR: "Auditor",
}

_P = Permission
_VIEWER = frozenset({_P.READ_SITE, _P.READ_REPORT})
_ASSESSOR = _VIEWER | {
    _P.READ_EVIDENCE,
    _P.EDIT_INVENTORY,
    _P.ANSWER,
    _P.ASK,
    _P.ADD_EVIDENCE,
    _P.SEAL,
    _P.PLAN,
}
_STATE = frozenset({_P.SEE_BELOW, _P.OPEN_CENTRES})

_TABLE: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.VIEWER: _VIEWER,
    Role.ASSESSOR: _ASSESSOR,
    Role.PSAP_ADMINISTRATOR: frozenset(Permission) - _STATE - {_P.REPLY},
    Role.SECURITY_ANALYST: _VIEWER
    | {_P.READ_EVIDENCE, _P.ADD_EVIDENCE, _P.EXPORT, _P.PUBLISH, _P.MAKE_TOKEN, _P.PLAN},
    Role.STATE_COORDINATOR: _STATE | {_P.MANAGE_PEOPLE, _P.READ_AUDIT, _P.BACKUP},
    Role.AUDITOR: _VIEWER | {_P.READ_EVIDENCE, _P.READ_AUDIT},
}


def permissions_of(role: Role) -> frozenset[Permission]:
    """What `role` may do in its own organisation."""
    return _TABLE[role]
