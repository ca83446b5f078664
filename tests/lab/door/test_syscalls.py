"""The filter is read step by step here, as the kernel reads it, and once by the kernel."""

from __future__ import annotations

import errno
import platform
import socket
import struct
import subprocess
import sys

import pytest

from ng911risk.lab.door import syscalls
from ng911risk.lab.door.syscalls import program, restrict

X86, ARM = 0xC000003E, 0xC00000B7
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
UNKNOWN = 0x00050000 | errno.ENOSYS


def _answer(steps: bytes, number: int, architecture: int, *given: int) -> int:
    """What the filter says to a system call."""
    data = struct.pack("=IIQ6Q", number, architecture, 0, *given, *[0] * (6 - len(given)))
    here = value = 0
    while True:
        code, yes, no, operand = struct.unpack_from("=HBBI", steps, 8 * here)
        if code == 0x20:
            (value,) = struct.unpack_from("=I", data, operand)
        elif code == 0x06:
            return int(operand)
        else:
            held = {0x15: value == operand, 0x35: value >= operand, 0x45: bool(value & operand)}
            here += yes if held[code] else no
        here += 1


@pytest.mark.parametrize(
    ("machine", "architecture", "number"), [("x86_64", X86, 41), ("aarch64", ARM, 198)]
)
def test_only_the_families_that_are_named_are_opened(
    machine: str, architecture: int, number: int
) -> None:
    steps = program(machine, (1, 2, 10))

    said = {family: _answer(steps, number, architecture, family) for family in range(46)}
    assert [family for family, answer in said.items() if answer == ALLOW] == [1, 2, 10]
    assert set(said.values()) == {ALLOW, REFUSE}


def test_nobody_joins_a_group_and_other_options_are_free() -> None:
    steps = program("x86_64", (2,))

    def said(level: int, option: int) -> int:
        return _answer(steps, 54, X86, 3, level, option)

    for level, option in (
        (socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP),
        (socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP),
        (socket.IPPROTO_IP, 42),
        (socket.IPPROTO_IPV6, 42),
    ):
        assert said(level, option) == REFUSE
    for level, option in (
        (socket.SOL_SOCKET, socket.SO_LINGER),
        (socket.SOL_SOCKET, 25),
        (socket.IPPROTO_TCP, socket.TCP_SYNCNT),
        (263, 8),
        (socket.SOL_SOCKET, 35),
        (17, 20),
    ):
        assert said(level, option) == ALLOW


def test_no_option_makes_many_packets_of_one_frame() -> None:
    steps = program("aarch64", (2,))

    for level, option in ((17, 103), (263, 15), (263, 24)):
        assert _answer(steps, 208, ARM, 3, level, option) == REFUSE
    # nor does what goes along with a message
    assert {_answer(steps, one, ARM) for one in (211, 269)} == {REFUSE}
    assert {_answer(program("x86_64", (2,)), one, X86) for one in (46, 307)} == {REFUSE}


@pytest.mark.parametrize(
    ("machine", "architecture", "clone", "starting"),
    [
        ("x86_64", X86, 56, (57, 58, 59, 322, 272, 308)),
        ("aarch64", ARM, 220, (221, 281, 97, 268)),
    ],
)
def test_threads_may_start_and_processes_may_not(
    machine: str, architecture: int, clone: int, starting: tuple[int, ...]
) -> None:
    steps = program(machine, (2,))

    assert {_answer(steps, one, architecture) for one in starting} == {REFUSE}
    assert _answer(steps, clone, architecture, 0x01200011) == REFUSE  # as fork asks for it
    assert _answer(steps, clone, architecture, 0x003D0F00) == ALLOW  # as a thread does
    assert _answer(steps, 435, architecture) == UNKNOWN


def test_everything_else_is_allowed_but_ways_around_it() -> None:
    steps = program("x86_64", (2,))

    assert _answer(steps, 0, X86) == ALLOW
    assert _answer(steps, 44, X86) == ALLOW
    assert _answer(steps, 425, X86) == REFUSE
    assert _answer(steps, 41 | 0x40000000, X86, 2) == REFUSE
    assert _answer(steps, 0, ARM) == REFUSE
    assert _answer(steps, 0, 0x40000003) == REFUSE


def test_a_machine_that_is_not_known_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "m68k")

    assert restrict(raw_frames=False) == "no filter on system calls is known for m68k"


_TRIES = """
import ctypes, socket, sys
from ng911risk.lab.door.syscalls import restrict
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
print(restrict(raw_frames=False))
for family in (socket.AF_INET, socket.AF_UNIX, socket.AF_PACKET, 44):
    try:
        socket.socket(family, socket.SOCK_DGRAM if family < 17 else socket.SOCK_RAW).close()
        print("opened")
    except PermissionError:
        print("refused")
import os, subprocess, threading
for start in (os.fork, lambda: os.execv(sys.executable, ["x"]), lambda: subprocess.run(["true"])):
    try:
        start()
        print("started")
    except PermissionError:
        print("refused")
thread = threading.Thread(target=lambda: print("thread"))
thread.start()
thread.join()
"""


def test_the_kernel_takes_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TRIES], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    note, *said = done.stdout.splitlines()
    known = platform.machine() in syscalls._MACHINES
    assert (note == "") is known
    sockets = ["opened", "opened", "refused", "refused"]
    assert said == ([*sockets, "refused", "refused", "refused", "thread"] if known else said)
