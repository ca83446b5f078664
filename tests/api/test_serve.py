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
from ng911risk_api.serve import loopback_address, serve

START = """
import sys
from ng911risk_api.serve import serve
serve(port=int(sys.argv[1]), store=sys.argv[2])
"""


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1"])
def test_loopback_is_taken(host: str) -> None:
    assert loopback_address(host) == host


def test_localhost_is_not_looked_up() -> None:
    assert loopback_address("localhost") == "127.0.0.1"


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",  # noqa: S104 - what must be refused
        "::",
        "",
        "192.0.2.1",
        "example.org",
        "localhost.example",
        "127.0.0.1 ",
    ],
)
def test_any_other_address_is_refused_before_anything_is_opened(host: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no accounts yet"):
        serve(host=host, store=tmp_path / "store.sqlite")

    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_used_is_told_before_the_server_starts(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        serve(store=tmp_path)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A real server of its own process on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-c", START, str(port), str(tmp_path / "store.sqlite")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def _get(address: str) -> tuple[dict[str, str], bytes]:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
        return {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def _wait_for(address: str) -> None:
    for _ in range(150):
        try:
            _get(address)
        except urllib.error.URLError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the server did not start")


@pytest.mark.slow
def test_a_real_server_answers_and_does_not_say_what_it_is(server: str) -> None:
    _wait_for(f"{server}/api/v1/health")

    headers, body = _get(f"{server}/api/v1/health")
    assert json.loads(body)["database"] == "ok"
    assert "server" not in headers
    page_headers, page = _get(f"{server}/sign-in")
    assert b"<h1>" in page
    assert page_headers["content-security-policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'"
    )
