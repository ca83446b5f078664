"""The command line under test: in this process, and as a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import pytest
from typer.testing import CliRunner, Result

from ng911risk.cli.app import app
from ng911risk.cli.guard import ExitCode
from tests.cli.small import SITE_YAML


class Run(Protocol):
    """Runs a command in this process."""

    def __call__(
        self, *words: object, answers: str = "", env: Mapping[str, str] | None = None
    ) -> Result:
        """Run `ng911risk words`; no traceback may be seen, whatever happens."""
        ...


@pytest.fixture
def run() -> Run:
    """Run a command in this process and hold it to its promise: no traceback, ever."""

    def run_once(*words: object, answers: str = "", env: Mapping[str, str] | None = None) -> Result:
        result = CliRunner().invoke(app, [str(word) for word in words], input=answers, env=env)
        assert "Traceback" not in result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert result.exit_code != ExitCode.DEFECT, result.output
        return result

    return run_once


Program = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Run the real program in an empty folder."""

    def run_program(*words: object, **env: str) -> subprocess.CompletedProcess[str]:
        result = subprocess.run(
            [sys.executable, "-m", "ng911risk", *map(str, words)],
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "80", **env},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert "Traceback" not in result.stderr
        return result

    return run_program


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small centre in a YAML file."""
    path = tmp_path / "site.yaml"
    path.write_text(SITE_YAML, "utf-8")
    return path
