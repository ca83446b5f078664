"""A connection that says nothing is closed; one that asks is answered."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.request import urlopen

import pytest
import uvicorn

from ng911risk_api.impatient import Impatient


class Hurried(Impatient):
    first_s = 0.3


@pytest.fixture
def port() -> Iterator[int]:
    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"here"})

    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = int(taken.getsockname()[1])
    config = uvicorn.Config(app, port=number, http=Hurried, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield number
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize(
    "said", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n"], ids=["silent", "half a head"]
)
def test_who_says_no_whole_word_is_not_waited_for(port: int, said: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(said)

        assert connection.recv(1) == b"", "the server hangs up"


def test_who_asks_is_answered(port: int) -> None:
    with urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        assert answer.status == HTTPStatus.OK
        assert answer.read() == b"here"
