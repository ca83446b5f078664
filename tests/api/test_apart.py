"""Requests that think long keep nobody else waiting."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient

from ng911risk_api.apart import AT_ONCE, apart

WAIT_S = 20


@pytest.fixture
def gate() -> threading.Event:
    return threading.Event()


@pytest.fixture
def app(gate: threading.Event) -> FastAPI:
    made = FastAPI()

    @made.get("/long")
    @apart
    def long(number: Annotated[int, Query(ge=0)]) -> int:
        assert gate.wait(WAIT_S)
        return number

    @made.get("/short")
    def short() -> str:
        return "at once"

    return made


def test_a_route_keeps_its_parameters_and_its_answer(app: FastAPI, gate: threading.Event) -> None:
    gate.set()
    with TestClient(app) as client:
        assert client.get("/long?number=911").json() == 911
        assert client.get("/long?number=-1").status_code == 422


def test_others_are_served_while_many_think(app: FastAPI, gate: threading.Event) -> None:
    with TestClient(app) as client, ThreadPoolExecutor(AT_ONCE + 40) as people:
        long = [
            people.submit(client.get, f"/long?number={number}") for number in range(AT_ONCE + 40)
        ]

        assert client.get("/short").json() == "at once"

        gate.set()
        assert [one.result(WAIT_S).json() for one in long] == list(range(AT_ONCE + 40))
