"""One run at a time."""

from __future__ import annotations

import pytest

from ng911risk.errors import ConflictError
from ng911risk.lab.door.alone import Alone


def test_a_second_run_is_refused_until_the_first_is_over() -> None:
    with Alone(), pytest.raises(ConflictError, match="Another run"):
        Alone()
    with Alone():
        pass
