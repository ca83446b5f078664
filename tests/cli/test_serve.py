from __future__ import annotations

import sys
from types import ModuleType

import pytest

from ng911risk_api.serve import Reach
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--host", ".".join("0000")), "in the clear"),
        (("--host", "192.0.2.1"), "--tls-cert"),
        (("--host", "example.test"), "no address"),
        (("--behind-proxy",), "--name"),
        (("--tls-cert", "c.pem"), "go together"),
    ],
)
def test_what_others_could_listen_to_is_refused(run: Run, words: tuple[str], said: str) -> None:
    result = run("serve", *words)

    assert result.exit_code == 2
    assert said in result.stderr


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """A web face that only notes how it was started."""
    started: list[dict[str, object]] = []
    module = ModuleType("ng911risk_api.serve")
    vars(module).update(
        serve=lambda **words: started.append(words), Reach=Reach, check=lambda _: None
    )
    monkeypatch.setitem(sys.modules, "ng911risk_api.serve", module)
    return started


def test_the_web_face_is_started_as_asked(run: Run, web: list[dict[str, object]]) -> None:
    result = run("serve", "--port", "9000", "--store", "x.sqlite")

    assert result.exit_code == 0
    assert result.stderr == "", "the server speaks once it can be reached"
    [asked] = web
    assert asked == {
        "host": "127.0.0.1",
        "port": 9000,
        "store": "x.sqlite",
        "tls_cert": "",
        "tls_key": "",
        "behind_proxy": False,
        "name": "",
    }


def test_a_name_behind_a_proxy_is_what_people_open(run: Run, web: list[dict[str, object]]) -> None:
    run("serve", "--behind-proxy", "--name", "Risk.example.org")

    assert Reach(behind_proxy=True, name=str(web[0]["name"])).address == "https://risk.example.org"
    assert web[0]["behind_proxy"]


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
