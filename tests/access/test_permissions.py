from __future__ import annotations

import pytest

from ng911risk.access import Permission, Role, permissions_of

_READS = {
    Permission.READ_SITE,
    Permission.READ_REPORT,
    Permission.READ_EVIDENCE,
    Permission.READ_AUDIT,
}


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_words_and_a_line_in_the_table(role: Role) -> None:
    assert role.words
    assert permissions_of(role)


def test_an_auditor_and_a_viewer_change_nothing() -> None:
    assert permissions_of(Role.AUDITOR) <= _READS
    assert permissions_of(Role.VIEWER) <= _READS


def test_a_state_sees_of_a_centre_only_what_it_grants() -> None:
    held = permissions_of(Role.STATE_COORDINATOR)

    assert Permission.SEE_BELOW in held
    assert not held & {Permission.READ_SITE, Permission.READ_REPORT, Permission.READ_EVIDENCE}


def test_no_role_may_answer_for_whoever_was_asked() -> None:
    assert not [role for role in Role if Permission.REPLY in permissions_of(role)]


def test_only_who_owns_the_centre_accepts_risks_and_decides_what_others_see() -> None:
    for permission in (Permission.ACCEPT_RISK, Permission.SHARE, Permission.LINK_AUDITOR):
        holders = [role for role in Role if permission in permissions_of(role)]
        assert holders == [Role.PSAP_ADMINISTRATOR], permission
