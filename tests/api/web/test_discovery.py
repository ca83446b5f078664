from __future__ import annotations

from pathlib import Path

from ng911risk_api.web import pages
from ng911risk_api.web.discovery import page_routers


def test_every_module_of_pages_that_has_a_router_is_found_and_hidden_from_the_interface() -> None:
    (folder,) = pages.__path__
    having = [
        file.name for file in Path(folder).glob("*.py") if "\nrouter = " in file.read_text("utf-8")
    ]

    found = list(page_routers())

    assert len(found) == len(having) > 20
    assert not [router for router in found if router.include_in_schema]


def test_no_two_pages_answer_the_same_request() -> None:
    seen = [
        (method, getattr(route, "path", ""))
        for router in page_routers()
        for route in router.routes
        for method in getattr(route, "methods", ())
    ]

    assert len(seen) == len(set(seen))
