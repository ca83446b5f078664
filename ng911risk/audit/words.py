"""What each action of the log means, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ACTIONS: Final[Mapping[str, str]] = {
    "acceptance.added": "Recorded that a risk was accepted",
    "acceptance.withdrawn": "Took back the acceptance of a risk",
    "answer.saved": "Saved an answer",
    "ask.closed": "Closed questions that were sent to somebody",
    "ask.opened": "Opened the questions that were sent",
    "ask.sent": "Sent questions to somebody",
    "assessment.sealed": "Sealed an assessment",
    "backup.made": "Took a backup",
    "backup.restored": "Brought everything back from a backup",
    "evidence.added": "Recorded evidence",
    "evidence.read": "Opened an evidence file",
    "evidence.withdrawn": "Took evidence back",
    "file.added": "Attached a file",
    "file.read": "Opened a file",
    "file.removed": "Removed a file",
    "inventory.added": "Changed the inventory",
    "invite.made": "Made a link to join",
    "invite.used": "Joined with a link",
    "link.made": "Gave an auditor a link",
    "link.opened": "Opened an auditor's link",
    "link.revoked": "Took an auditor's link back",
    "log.exported": "Downloaded this log",
    "log.read": "Read this log",
    "organisation.added": "Added an organisation",
    "organisation.invited": "Invited the first administrator of an organisation below",
    "organisation.opened": "Added an organisation below",
    "reply.decided": "Decided about a reply",
    "reply.received": "Sent a reply",
    "report.read": "Read a report",
    "request.refused": "Tried something their role does not allow",
    "seal.checked": "Checked the seal of an assessment",
    "session.begun": "Signed in",
    "session.ended": "Signed out",
    "session.refused": "Failed to sign in",
    "settings.changed": "Changed a setting",
    "shared.exported": "Downloaded what centres share",
    "shared.read": "Looked at what the centre shares",
    "sharing.changed": "Changed what the region and state see",
    "site.added": "Added a site",
    "site.exported": "Took a copy of one site out",
    "site.renamed": "Renamed a site",
    "site.imported": "Brought one site in from a copy",
    "token.made": "Made an access token",
    "token.revoked": "Revoked an access token",
    "tracked.saved": "Changed an action of the plan",
    "user.added": "Added a person",
    "user.changed": "Changed a person's account",
}
"""Noun and verb -> what was done."""


def words_of(action: str) -> str:
    """Say what was done; an action without words of its own is shown as it is."""
    return ACTIONS.get(
        action, action.replace(".", " ").replace("-", " ").replace("_", " ").capitalize()
    )
