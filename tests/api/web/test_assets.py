from __future__ import annotations

from hashlib import sha256

from fastapi.testclient import TestClient

from ng911risk_api.web.assets import FOLDER, address_of


def test_the_address_of_a_file_changes_with_its_content() -> None:
    digest = sha256((FOLDER / "app.css").read_bytes()).hexdigest()

    assert address_of("app.css") == f"/static/app.css?v={digest[:12]}"


def test_a_browser_keeps_what_has_a_hash_and_asks_again_for_the_rest(stranger: TestClient) -> None:
    with_hash = stranger.get(address_of("app.css"))
    without = stranger.get("/static/app.css")

    assert with_hash.status_code == without.status_code == 200
    assert "immutable" in with_hash.headers["cache-control"]
    assert without.headers["cache-control"] == "no-cache"


def test_nothing_outside_the_folder_is_served(stranger: TestClient) -> None:
    for path in ("../assets.py", "%2e%2e/assets.py", "..%2fassets.py", "nothing.css"):
        assert stranger.get(f"/static/{path}").status_code == 404, path
