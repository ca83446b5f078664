from __future__ import annotations

import ast
import inspect
import subprocess
import sys

import pytest
import typer

from ng911risk.cli.app import app
from tests.cli.conftest import Program, Run

_TREE = typer.main.get_command(app)


def _commands() -> list[str]:
    """Every command and group, as typed."""
    found = [""]
    for name, command in vars(_TREE)["commands"].items():
        found.append(name)
        found += [f"{name} {inner}" for inner in vars(command).get("commands", {})]
    return found


@pytest.mark.parametrize("command", _commands())
def test_help_teaches_with_an_example(command: str, run: Run) -> None:
    result = run(*command.split(), "--help")

    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"ng911risk {command}".strip() in result.output.partition("Example")[2]


def test_the_commands_are_those_of_the_documents() -> None:
    assert set(_commands()) >= {
        "assess",
        "catalog list",
        "catalog show",
        "check",
        "content check",
        "convert",
        "demo",
        "explain",
        "replay",
        "schema",
        "serve",
        "start",
        "template",
        "verify",
        "version",
    }


def test_a_mistyped_command_is_guessed(run: Run) -> None:
    result = run("asess", "x.yaml")

    assert result.exit_code == 2
    assert "Did you mean 'assess'?" in result.output


def test_without_a_command_there_is_help(run: Run) -> None:
    assert "Examples:" in run().output


def test_help_is_quick_because_slow_libraries_wait() -> None:
    script = (
        "import sys, ng911risk.cli.app\n"
        "slow = {'pydantic', 'numpy', 'numba', 'networkx', 'yaml', 'openpyxl', 'jinja2',"
        " 'sqlalchemy', 'fastapi', 'uvicorn', 'python_calamine'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )

    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert ast.literal_eval(result.stdout) == []


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}])
def test_no_colour_reaches_a_file(program: Program, env: dict[str, str]) -> None:
    result = program("--help", **env)

    assert result.returncode == 0
    assert "\x1b" not in result.stdout


def test_a_terminal_gets_colour(program: Program) -> None:
    result = program("--help", FORCE_COLOR="1", NO_COLOR="", TERM="xterm-256color")

    assert "\x1b[" in result.stdout


def test_text_that_a_terminal_cannot_show_is_no_reason_to_fail(program: Program) -> None:
    result = program("check", "K\u00f6ln.yaml", PYTHONIOENCODING="ascii")

    assert result.returncode == 2
    assert "there is no such file" in result.stderr


def test_no_help_text_names_a_module_or_a_class() -> None:
    for name, command in vars(_TREE)["commands"].items():
        text = inspect.cleandoc(command.help or "")
        assert "ng911risk." not in text, name
        assert "Error" not in text, name
