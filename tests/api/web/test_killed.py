"""A server that is killed the moment it has said "Saved" has saved."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from ng911risk.access import Role
from ng911risk.store import LOCAL, Store, places_of
from ng911risk_api.auth.secrets import form_token, hash_of, new_secret
from ng911risk_api.auth.visitor import COOKIE
from tests.store.sample import INVENTORY, digest_of

START = """
import sys
from ng911risk_api.serve import serve
serve(port=int(sys.argv[1]), store=sys.argv[2])
"""
SUBJECTS = ("tested-offline-backups", "default-credentials@cad")


@contextmanager
def running(file: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A real server on `file`, killed without a warning at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", START, str(port), str(file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if httpx2.get(f"{address}/api/v1/health", timeout=5).status_code:
                    break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield server, address
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()


@pytest.mark.slow
def test_no_answer_that_was_shown_as_saved_is_lost(tmp_path: Path) -> None:
    file, secret = tmp_path / "store.sqlite", new_secret()
    now = datetime.now(UTC)  # noqa: TID251 - a real server reads the real clock
    store = Store.open(file)
    with store.write(LOCAL) as rooms:
        user = rooms.users.add(
            login="pat@example.org", name="Pat", role=Role.ASSESSOR, password_hash="", at=now
        )
        rooms.sessions.add(
            hash_of(secret), user=user, agent="test", at=now, until=now + timedelta(hours=1)
        )
        site = rooms.sites.add("Cedar County", at=now).id
        rooms.inventories.add(
            site, INVENTORY, file="site.yaml", digest=digest_of(INVENTORY),
            places=places_of(INVENTORY, str), at=now,
        )  # fmt: skip
    store.close()

    for subject in SUBJECTS:
        with running(file) as (server, address):
            part = httpx2.post(
                f"{address}/sites/{site}/questions/getting-in",
                data={
                    "csrf": form_token(secret),
                    "subjects-0": subject,
                    "value-0": "partly",
                    "note-0": "as far as we know",
                    "seen-0": "0",
                },
                headers={"HX-Request": "true", "Cookie": f"{COOKIE}={secret}"},
                timeout=30,
            )
            server.send_signal(signal.SIGKILL)
        assert "Saved" in part.text

    store = Store.open(file)
    with store.read(LOCAL) as rooms:
        standing = rooms.answers.standing(site)
        told = [
            one.entry.object for one in rooms.audit.links() if one.entry.action == "answer.saved"
        ]
    store.close()
    assert {name: one.value.value for name, one in standing.items()} == dict.fromkeys(
        SUBJECTS, "partly"
    )
    assert {one.note for one in standing.values()} == {"as far as we know"}
    assert told == list(SUBJECTS)
