from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from ng911risk.errors import InputError, StoreError
from ng911risk_api.serve import Reach, check, serve, terminal_words

START = """
import sys
from ng911risk_api.serve import serve
serve(port=int(sys.argv[1]), store=sys.argv[2])
"""


@pytest.mark.parametrize(
    "reach",
    [
        Reach(),
        Reach(host="127.1.2.3"),
        Reach(host="::1"),
        Reach(host="localhost"),
        Reach(behind_proxy=True, name="risk.example.org"),
        Reach(host="192.0.2.1", behind_proxy=True, name="risk.example.org"),
    ],
)
def test_what_nobody_can_listen_to_is_taken(reach: Reach) -> None:
    check(reach)


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "192.0.2.1"],  # noqa: S104 - what must be refused
)
def test_any_other_address_is_refused_before_anything_is_opened(host: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="in the clear"):
        serve(host=host, store=tmp_path / "store.sqlite")
    with pytest.raises(InputError, match="in the clear"):
        serve(host=host, store=tmp_path / "store.sqlite", name="risk.example.org")

    assert list(tmp_path.iterdir()) == []


def test_a_key_that_cannot_be_used_is_told_before_anything_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NG911RISK_SIGNING_KEY_FILE", str(tmp_path / "missing.pem"))

    with pytest.raises(InputError, match=r"missing\.pem"):
        serve(store=tmp_path / "store.sqlite")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["", "example.org", "localhost.example", "127.0.0.1 ", "127.1"])
def test_what_is_no_address_is_not_looked_up(host: str) -> None:
    with pytest.raises(InputError, match="no address"):
        check(Reach(host=host, behind_proxy=True, name="risk.example.org"))


@pytest.mark.parametrize(
    ("reach", "words"),
    [
        (Reach(behind_proxy=True), "by which name"),
        (Reach(host="192.0.2.1", tls_cert=__file__, tls_key=__file__), "by which name"),
        (Reach(tls_cert=__file__), "go together"),
        (Reach(tls_key=__file__), "go together"),
        (Reach(tls_cert="none.pem", tls_key="none.pem"), "no such file"),
        (Reach(behind_proxy=True, name="https://risk.example.org"), "only the name"),
        (Reach(name="risk.example.org:443"), "only the name"),
    ],
)
def test_what_is_missing_is_said(reach: Reach, words: str) -> None:
    with pytest.raises(InputError, match=words):
        check(reach)


@pytest.mark.parametrize(
    ("reach", "address"),
    [
        (Reach(), "http://127.0.0.1:8911"),
        (Reach(host="localhost", port=80), "http://127.0.0.1"),
        (Reach(host="::1"), "http://[::1]:8911"),
        (Reach(tls_cert="c", tls_key="k"), "https://127.0.0.1:8911"),
        (Reach(tls_cert="c", tls_key="k", name="a.example", port=443), "https://a.example"),
        (Reach(behind_proxy=True, name="a.example"), "https://a.example"),
    ],
)
def test_links_name_the_server_as_people_reach_it(reach: Reach, address: str) -> None:
    assert reach.address == address


def test_a_database_that_cannot_be_used_is_told_before_the_server_starts(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        serve(store=tmp_path)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A real server of its own process on a free port of this machine, and its terminal."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    terminal = tmp_path / "terminal"
    with (
        terminal.open("wb") as screen,
        subprocess.Popen(
            [sys.executable, "-c", START, str(port), str(tmp_path / "store.sqlite")],
            stdout=screen,
            stderr=screen,
        ) as process,
    ):
        yield f"http://127.0.0.1:{port}", terminal
        process.terminate()


def _get(address: str) -> tuple[dict[str, str], bytes]:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
        return {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def _wait_for(address: str) -> None:
    for _ in range(400):
        try:
            _get(address)
        except urllib.error.URLError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the server did not start")


def test_where_there_is_an_account_the_terminal_says_the_address_alone() -> None:
    said = terminal_words("https://risk.example.org", [])

    assert said == "Open https://risk.example.org in a browser. Ctrl-C ends it.\n"


@pytest.mark.slow
def test_a_real_server_answers_and_does_not_say_what_it_is(server: tuple[str, Path]) -> None:
    address, terminal = server
    _wait_for(f"{address}/api/v1/health")

    headers, body = _get(f"{address}/api/v1/health")
    assert json.loads(body)["database"] == "ok"
    assert "server" not in headers
    page_headers, page = _get(f"{address}/")
    assert b"Nobody has an account yet" in page
    assert page_headers["content-security-policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'"
    )
    assert "strict-transport-security" not in page_headers
    [link] = [line.strip() for line in terminal.read_text().splitlines() if "/start/" in line]
    assert link.startswith(f"{address}/start/")
    assert terminal.read_text().rstrip().endswith(link), "the link comes last"
    assert "Open http" not in terminal.read_text()
    assert b"Name of your 9-1-1 centre" in _get(link)[1]
    assert "INFO" not in terminal.read_text(), "the link stands alone in the terminal"
    assert terminal.read_text().count(link.rpartition("/")[2]) == 1, "no log repeats the secret"
