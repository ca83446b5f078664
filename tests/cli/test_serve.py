from __future__ import annotations

import sys
from types import ModuleType

import pytest

from ng911risk.cli.serve import is_loopback
from tests.cli.conftest import Run


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", "LOCALHOST"])
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [".".join("0000"), "::", "192.0.2.1", "", "example.test", "127.0.0.1.example.test", "127.1"],
)
def test_nothing_else_is(host: str, run: Run) -> None:
    assert not is_loopback(host)

    result = run("serve", "--host", host)

    assert result.exit_code == 2
    assert "no accounts yet" in " ".join(result.stderr.replace("\u2502", " ").split())


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """A web face that only notes how it was started."""
    started: list[dict[str, object]] = []
    module = ModuleType("ng911risk_api.serve")
    vars(module)["serve"] = lambda **words: started.append(words)
    monkeypatch.setitem(sys.modules, "ng911risk_api.serve", module)
    return started


def test_the_web_face_is_started_as_asked(run: Run, web: list[dict[str, object]]) -> None:
    result = run("serve", "--port", "9000", "--store", "x.sqlite")

    assert result.exit_code == 0
    assert "http://127.0.0.1:9000" in result.stderr
    assert web == [{"host": "127.0.0.1", "port": 9000, "store": "x.sqlite"}]


@pytest.mark.parametrize(
    ("said", "store"),
    [
        ({}, "ng911risk.sqlite"),
        ({"NG911RISK_STORE": "here.sqlite"}, "here.sqlite"),
        ({"NG911RISK_DATABASE_URL": "postgresql://db/a"}, "postgresql://db/a"),
        (
            {"NG911RISK_STORE": "here.sqlite", "NG911RISK_DATABASE_URL": "postgresql://db/a"},
            "postgresql://db/a",
        ),
        ({"NG911RISK_DATABASE_URL": ""}, "ng911risk.sqlite"),
    ],
)
def test_the_environment_may_name_the_database(
    run: Run,
    web: list[dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
    said: dict[str, str],
    store: str,
) -> None:
    for name in ("NG911RISK_STORE", "NG911RISK_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)

    assert run("serve").exit_code == 0
    assert run("serve", "--store", "x.sqlite").exit_code == 0
    assert [one["store"] for one in web] == [store, "x.sqlite"]


def test_the_help_names_the_environment(run: Run) -> None:
    assert "NG911RISK_DATABASE_URL" in run("serve", "--help").stdout


def test_ctrl_c_ends_the_server_well(run: Run, web: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["ng911risk_api.serve"], "serve", stopped)

    assert run("serve").exit_code == 0


def test_without_the_web_face_there_is_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ng911risk_api.serve", None)

    result = run("serve")

    assert result.exit_code == 1
    assert "web face" in result.stderr


def test_a_port_is_one(run: Run, web: list[dict[str, object]]) -> None:
    assert run("serve", "--port", "70000").exit_code == 2
    assert web == []
