from __future__ import annotations

import pytest

from ng911risk.access import command_line
from ng911risk.store import LOCAL


@pytest.mark.parametrize("tenant", ["", "A", "a b", "a\x00", "-a", "a" * 64, "a\n"])
def test_a_scope_names_one_tenant_plainly(tenant: str) -> None:
    with pytest.raises(ValueError, match="tenant"):
        command_line(tenant)


def test_until_accounts_exist_there_is_one_tenant() -> None:
    assert command_line("local") == LOCAL
