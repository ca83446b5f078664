from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ng911risk.access import Permission, Role
from ng911risk.errors import ForbiddenError, NotFoundError
from ng911risk.store.door import KnownToken, KnownUser
from ng911risk_api.auth.reader import _holding, scope_of_link
from tests.store.sample import NOW

LINK = KnownToken(
    tenant="local", id="1", kind="auditor", name="Ann", site="s", assessment="a", may_write=False,
    expires_at=NOW + timedelta(days=1), used_at=None, revoked=False, maker=None, by_machine=True,
    session_until=None,
)  # fmt: skip


def test_the_scope_is_one_assessment_and_reading() -> None:
    scope = scope_of_link(LINK)

    assert scope.permissions == {Permission.READ_REPORT, Permission.READ_EVIDENCE}
    assert (scope.via, scope.user, scope.role) == ("link", "", None)
    scope.require_assessment("a")
    with pytest.raises(NotFoundError):
        scope.require_assessment("b")
    with pytest.raises(NotFoundError):
        scope.require_site("t")
    with pytest.raises(ForbiddenError):
        scope.require(Permission.READ_SITE)


MAKER = KnownUser(
    tenant="local", tenant_name="Cedar", tenant_kind="psap", id="u", login="pat", name="Pat",
    role=Role.PSAP_ADMINISTRATOR, status="active", password_hash="", totp_secret="", totp_step=0,
    expires_at=None, elsewhere=False, failed=0, locked_until=None,
)  # fmt: skip
GIVEN = replace(LINK, by_machine=False, maker=MAKER)

ENDED = {
    "none": None,
    "a token": replace(LINK, kind="api"),
    "revoked": replace(LINK, revoked=True),
    "over": replace(LINK, expires_at=NOW),
    "given by nobody": replace(LINK, by_machine=False),
    "given by somebody shut out": replace(GIVEN, maker=replace(MAKER, status="disabled")),
    "given by somebody who may give none now": replace(
        GIVEN, maker=replace(MAKER, role=Role.SECURITY_ANALYST)
    ),
}


@pytest.mark.parametrize("link", ENDED.values(), ids=ENDED)
def test_what_does_not_hold_is_told_alike(link: KnownToken | None) -> None:
    with pytest.raises(NotFoundError, match="opens nothing"):
        _holding(link, NOW)


def test_what_holds_is_returned() -> None:
    assert _holding(LINK, NOW) is LINK
    assert _holding(GIVEN, NOW) is GIVEN
