"""Two servers, each of several threads, on one database: nothing lost, and one chain."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

import pytest

from ng911risk.store import LOCAL, Store
from tests.store.sample import NOW

THREADS: Final = 3
TURNS: Final = 5
CONTESTED: Final = "tested-offline-backups"

SERVER: Final = """
import json, sys, threading
from dataclasses import replace
from datetime import datetime
from ng911risk.errors import ConflictError
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.store import LOCAL, Store

target, name, at = sys.argv[1], sys.argv[2], datetime.fromisoformat(sys.argv[3])
threads, turns, contested = int(sys.argv[4]), int(sys.argv[5]), sys.argv[6]
own, won, refused, errors = [], [], [], []


def save(store, site, subject, note, seen):
    with store.write(replace(LOCAL, name=name)) as rooms:
        return rooms.answers.save(
            site, [subject], value=AnswerValue.PARTLY, said_by="", note=note, seen=seen, at=at
        ).number


def work(store, mine, site, thread):
    for turn in range(turns):
        subject, note = f"{name}-{thread}-{turn}", f"{name}-{thread}-{turn}"
        own.append([subject, save(store, mine, subject, note, 0)])
        with store.read(LOCAL) as rooms:
            known = rooms.answers.standing(site).get(contested)
        seen = known.number if known else 0
        try:
            won.append([note, save(store, site, contested, note, seen)])
        except ConflictError:
            refused.append(note)


def told(*job):
    try:
        work(*job)
    except Exception as error:
        errors.append(repr(error))


print("ready", flush=True)
sys.stdin.readline()
store = Store.open(target)
print("open", flush=True)
mine, site = sys.stdin.readline().split()
running = [
    threading.Thread(target=told, args=(store, mine, site, one)) for one in range(threads)
]
for one in running:
    one.start()
for one in running:
    one.join()
store.close()
print(json.dumps({"own": own, "won": won, "refused": refused, "errors": errors}), flush=True)
"""


@contextmanager
def server(target: str, name: str) -> Iterator[Server]:
    with subprocess.Popen(
        [
            *(sys.executable, "-W", "error", "-c", SERVER, target, name, NOW.isoformat()),
            *(str(THREADS), str(TURNS), CONTESTED),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Server(process)
        finally:
            process.kill()


class Server:
    """A process of its own that does the next thing when it is told to."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def says(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def go_on(self, word: str = "") -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def ended(self) -> dict[str, Any]:
        """What it found; it did not stand still if it comes within a minute."""
        found, _ = self._process.communicate(timeout=60)
        return dict(json.loads(found))


@pytest.mark.slow
def test_two_servers_on_one_database_lose_nothing_and_keep_one_chain(target: str) -> None:
    with ExitStack() as stack:
        both = [stack.enter_context(server(target, name)) for name in ("north", "south")]
        assert [one.says() for one in both] == ["ready", "ready"]
        for one in both:
            one.go_on()  # both make the tables and the key, or one of them does
        assert [one.says() for one in both] == ["open", "open"]
        store = Store.open(target)
        stack.callback(store.close)
        with store.write(LOCAL) as rooms:
            site, *own_sites = (
                rooms.sites.add(name, at=NOW).id for name in ("Cedar", "Birch", "Alder")
            )
        for one, own_site in zip(both, own_sites, strict=True):
            one.go_on(f"{own_site} {site}")
        found = [one.ended() for one in both]

        assert [one["errors"] for one in found] == [[], []]
        with store.read(LOCAL) as rooms:
            standing = [rooms.answers.standing(one) for one in own_sites]
            versions = rooms.answers.of_subject(site, CONTESTED)
            chain = rooms.audit.check()
            told = sum(link.entry.action == "answer.saved" for link in rooms.audit.links())

    own = {subject: number for one in found for subject, number in one["own"]}
    assert own == {
        f"{name}-{thread}-{turn}": 1
        for name in ("north", "south")
        for thread in range(THREADS)
        for turn in range(TURNS)
    }
    assert {name: one.number for kept in standing for name, one in kept.items()} == own
    won = {number: note for one in found for note, number in one["won"]}
    assert {one.number: one.note for one in versions} == won, "who was told it was saved, it was"
    assert sorted(won) == list(range(1, len(won) + 1))
    refused = sum(len(one["refused"]) for one in found)
    assert len(won) + refused == len(own), "saved, or told that somebody else was quicker"
    assert chain.holds
    assert told == len(own) + len(won)
