from __future__ import annotations

from fastapi import FastAPI

from ng911risk.access import Role
from ng911risk.store import LOCAL
from ng911risk_api.web.pages.files import as_attachment
from tests.api.conftest import Browser, sign_in
from tests.store.sample import NOW


def attach(app: FastAPI, name: str = "log.html") -> tuple[str, str]:
    """A site and a file of it."""
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW).id
        head = rooms.files.add(site, "exercises", name, "text/html", b"<script>1</script>", NOW)
    return site, head.id


def test_a_file_is_saved_and_never_run(app: FastAPI, browser: Browser) -> None:
    site, file = attach(app)

    sent = browser.get(f"/sites/{site}/files/{file}")

    assert sent.content == b"<script>1</script>"
    assert sent.headers["content-type"] == "text/plain; charset=utf-8"
    assert sent.headers["content-disposition"].startswith("attachment;")
    assert sent.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert sent.headers["x-content-type-options"] == "nosniff"


def test_reading_a_file_is_told_to_the_log(app: FastAPI, browser: Browser) -> None:
    site, file = attach(app)

    browser.get(f"/sites/{site}/files/{file}")

    with app.state.store.read(LOCAL) as rooms:
        last = [one.entry for one in rooms.audit.links()][-1]
    assert (last.action, last.object) == ("file.read", file)


def test_a_file_is_found_below_its_own_site_only(app: FastAPI, browser: Browser) -> None:
    _, file = attach(app)
    with app.state.store.write(LOCAL) as rooms:
        other = rooms.sites.add("Dale", at=NOW).id

    assert browser.get(f"/sites/{other}/files/{file}").status_code == 404


def test_a_viewer_reads_no_file(app: FastAPI, browser: Browser) -> None:
    site, file = attach(app)
    viewer = sign_in(app, browser.client, Role.VIEWER)

    assert viewer.get(f"/sites/{site}/files/{file}").status_code == 403


def test_a_name_of_any_letters_is_sent_both_ways() -> None:
    header = as_attachment("Prüfung 7.pdf", "application/pdf", b"x").headers["content-disposition"]

    assert header == "attachment; filename=\"Pr_fung 7.pdf\"; filename*=UTF-8''Pr%C3%BCfung%207.pdf"
