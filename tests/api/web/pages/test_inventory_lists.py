"""One list of an inventory as a page."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from ng911risk.editing.parts import Part, lines_of
from tests.api.conftest import Browser
from tests.api.web.pages.test_inventory import described
from tests.editing.sample import sample


@pytest.mark.parametrize("part", list(Part))
def test_every_line_has_links_to_change_copy_and_remove_it(
    app: FastAPI, browser: Browser, part: Part
) -> None:
    site = described(app)

    text = browser.get(f"/sites/{site}/inventory/lists/{part.value}").text

    number = len(lines_of(sample(), part))
    for link in ("edit/{}?key=", "edit/{}?copy=", "remove/{}?key="):
        assert text.count(f"/inventory/{link.format(part.value)}") == number


def test_a_list_that_is_none_is_not_there(app: FastAPI, browser: Browser) -> None:
    assert browser.get(f"/sites/{described(app)}/inventory/lists/site").status_code == 404
