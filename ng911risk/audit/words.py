"""What each action of the log means, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ACTIONS: Final[Mapping[str, str]] = {
    "account.locked": "Was locked out after too many failed tries",
    "action.tracked": "Changed an action of the plan",
    "answer.saved": "Saved an answer",
    "ask.extended": "Gave somebody more time to answer",
    "ask.form-read": "Opened the form of questions that were sent",
    "ask.opened": "Opened the questions that were sent",
    "ask.reminded": "Reminded somebody of their questions",
    "ask.renewed": "Made a new link for questions that were sent",
    "ask.revoked": "Took questions back",
    "ask.sent": "Sent questions to somebody",
    "assessment.sealed": "Sealed an assessment",
    "backup.made": "Took a backup",
    "backup.restored": "Brought everything back from a backup",
    "evidence.added": "Recorded evidence",
    "evidence.listed": "Looked at the list of evidence",
    "evidence.read": "Opened an evidence file",
    "evidence.withdrawn": "Took evidence back",
    "file.added": "Attached a file",
    "file.read": "Opened a file",
    "file.removed": "Removed a file",
    "inventory.added": "Changed the inventory",
    "inventory.exported": "Took the inventory out",
    "inventory.read": "Read the inventory with a program",
    "invite.made": "Made a link to join",
    "invite.used": "Joined with a link",
    "invite.withdrawn": "Took a link to join back",
    "link.made": "Gave an auditor a link",
    "link.opened": "Opened an auditor's link",
    "link.revoked": "Took an auditor's link back",
    "log.exported": "Downloaded this log",
    "organisation.added": "Added an organisation",
    "organisation.described": "Changed the name or kind of the organisation",
    "organisation.invited": "Invited the first administrator of an organisation below",
    "organisation.opened": "Added an organisation below",
    "reply.saved": "Answered a question that was sent",
    "report.read": "Read a report",
    "request.refused": "Tried something their role does not allow",
    "result.read": "Read a result that is not sealed",
    "risk.accepted": "Recorded that a risk was accepted",
    "risk.reopened": "Took back the acceptance of a risk",
    "seal.checked": "Checked the seal of an assessment",
    "second-factor.used": "Used the second factor",
    "session.begun": "Signed in",
    "session.ended": "Signed out",
    "session.others-ended": "Ended their other sessions",
    "shared.exported": "Downloaded what centres share",
    "shared.read": "Looked at what the centre shares",
    "sharing.changed": "Changed what the region and state see",
    "sign-in.code-asked": "Gave the right password and was asked for the code",
    "sign-in.code-shown": "Gave the code of their second factor",
    "sign-in.refused": "Failed to sign in",
    "site.added": "Added a site",
    "site.exported": "Took a copy of one site out",
    "site.imported": "Brought one site in from a copy",
    "site.renamed": "Renamed a site",
    "token.made": "Made an access token",
    "token.revoked": "Revoked an access token",
    "user.added": "Added a person",
    "user.disabled": "Shut somebody out",
    "user.enabled": "Let somebody in again",
    "user.end-moved": "Changed the last day of an account",
    "user.password-changed": "Changed a password",
    "user.password-rehashed": "Their password was kept in a newer way",
    "user.recovery-codes-made": "Made recovery codes",
    "user.renamed": "Changed a name",
    "user.role-changed": "Changed a role",
    "user.second-factor-dropped": "Removed a second factor",
    "user.second-factor-set": "Set up a second factor",
    "user.signed-out": "Ended somebody's sessions",
}
"""Noun and verb -> what was done."""


def words_of(action: str) -> str:
    """Say what was done; an action without words of its own is shown as it is."""
    return ACTIONS.get(
        action, action.replace(".", " ").replace("-", " ").replace("_", " ").capitalize()
    )
