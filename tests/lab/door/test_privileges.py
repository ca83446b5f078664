"""Privileges are given up in a process of its own, and stay given up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ng911risk.errors import NG911RiskError
from ng911risk.lab.door import privileges
from ng911risk.lab.door.privileges import ASSESSOR_UID, Capability, may, own_uid_possible

_AFTER = """
import json, os
from pathlib import Path
from ng911risk.lab.door import privileges
note = privileges.{call}
lines = Path("/proc/self/status").read_text().splitlines()
told = dict(line.split(":", 1) for line in lines if ":" in line)
told = {{key: value.strip() for key, value in told.items()}}
told["note"] = note
told["uids"] = os.getresuid()
print(json.dumps(told))
"""


def _after(call: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", _AFTER.format(call=call)],
        capture_output=True,
        text=True,
        check=False,
        extra_groups=[7] if os.geteuid() == 0 else None,
    )
    assert done.stderr == ""
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_the_assessor_keeps_nothing_where_no_check_needs_frames() -> None:
    told = _after("as_assessor(raw_frames=False)")

    for field in ("CapEff", "CapPrm", "CapInh", "CapAmb"):
        assert int(told[field], 16) == 0
    assert told["NoNewPrivs"] == "1"


def test_the_assessor_keeps_raw_frames_at_most() -> None:
    had = may(Capability.NET_RAW)
    told = _after("as_assessor(raw_frames=True)")

    assert int(told["CapEff"], 16) == had << Capability.NET_RAW
    assert int(told["CapPrm"], 16) == had << Capability.NET_RAW


def test_the_assessor_is_a_user_of_its_own_or_says_why_not() -> None:
    why = own_uid_possible()
    told = _after("as_assessor()")

    if why:
        assert why in told["note"]
    else:
        assert told["uids"] == [ASSESSOR_UID] * 3
        assert told["Groups"] == ""
        assert int(told["CapBnd"], 16) == 1 << Capability.NET_RAW


def test_the_keeper_keeps_three() -> None:
    had = sum(may(one) << one for one in privileges.KEEPER)
    told = _after("as_keeper()")

    assert int(told["CapEff"], 16) == had
    assert int(told["CapPrm"], 16) == had
    assert told["NoNewPrivs"] == "1"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("         0          0 4294967295\n", True),
        ("0 1000 1\n", False),
        ("0 1000 1\n1 100000 65536\n", False),
        ("0 1000 1\n911911 911911 1\n", True),
        ("", False),
    ],
)
def test_a_user_namespace_knows_the_assessor_or_does_not(
    tmp_path: Path, text: str, *, known: bool
) -> None:
    (tmp_path / "uid_map").write_text(text)

    assert privileges._maps(tmp_path / "uid_map") is known
    assert not privileges._maps(tmp_path / "gid_map")


def test_without_the_right_to_change_its_user_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privileges, "may", lambda capability: False)

    assert own_uid_possible() == "this process may not change its user"


def test_what_the_kernel_refuses_is_an_error() -> None:
    with pytest.raises(NG911RiskError, match="could not be given up"):
        privileges._prctl(99_999, 0)


_ORPHAN = """
import os, signal, sys, time
from ng911risk.lab.door import privileges
ready, go = os.pipe()
child = os.fork()
if child == 0:
    privileges.as_assessor()
    os.write(go, b"x")
    time.sleep(60)
    os._exit(0)
os.read(ready, 1)
privileges.as_keeper()
print(child, flush=True)
os._exit(0)
"""


def test_the_assessor_dies_with_its_keeper() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ORPHAN], capture_output=True, text=True, check=False, timeout=30
    )
    # run() has waited until both ends of its pipes were closed
    child = int(done.stdout)

    assert done.stderr == ""
    until = time.monotonic() + 10
    while not _gone(child) and time.monotonic() < until:
        time.sleep(0.01)
    assert _gone(child)


def _gone(process: int) -> bool:
    try:
        state = Path("/proc", str(process), "stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in {"Z", "X"}
