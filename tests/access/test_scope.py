from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.access import Permission, command_line
from ng911risk.errors import ForbiddenError, NotFoundError


def test_what_is_not_held_is_refused_by_its_name() -> None:
    scope = replace(command_line(), permissions=frozenset({Permission.READ_SITE}))

    scope.require(Permission.READ_SITE)
    assert scope.may(Permission.READ_SITE)
    assert not scope.may(Permission.SEAL)
    with pytest.raises(ForbiddenError, match="seal"):
        scope.require(Permission.SEAL)


def test_a_scope_of_one_site_finds_no_other() -> None:
    scope = replace(command_line(), site="a")

    scope.require_site("a")
    with pytest.raises(NotFoundError):
        scope.require_site("b")
    command_line().require_site("b")


def test_a_scope_of_one_assessment_finds_no_other() -> None:
    scope = replace(command_line(), assessment="a")

    scope.require_assessment("a")
    with pytest.raises(NotFoundError):
        scope.require_assessment("b")
    command_line().require_assessment("b")


@pytest.mark.parametrize("tenant", ["", "Cedar", "-a", "a b", "a/b", "x" * 64, "a\n"])
def test_a_name_that_is_no_tenant_makes_no_scope(tenant: str) -> None:
    with pytest.raises(ValueError, match="tenant"):
        command_line(tenant)


def test_who_works_on_the_machine_may_everything_in_one_organisation() -> None:
    scope = command_line("other")

    assert (scope.tenant, scope.role) == ("other", None)
    assert scope.permissions == frozenset(Permission)
