from __future__ import annotations

import pytest

from ng911risk.errors import NotFoundError
from ng911risk.store.ids import known_form, new_id


def test_a_new_id_has_the_known_form_and_is_new() -> None:
    one, two = new_id(), new_id()

    assert known_form(one, "site") == one
    assert one != two


@pytest.mark.parametrize("id", ["", "0" * 33, "g" * 32, "0" * 32 + "\n", "\ud800" * 32])
def test_anything_else_is_not_found_and_not_repeated(id: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        known_form(id, "site")

    assert str(caught.value) == "There is no site with this id."
