"""
What a process of a run may still do, given up one by one; there is no way back.

The keeper changes the kernel's table and kills; the assessor opens sockets, and raw frames where
checks of the switch were authorised. It has a user of its own, so that the kernel knows its packets
on every interface.
"""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path
from typing import Final

from ng911risk.errors import NG911RiskError
from ng911risk.lab.door import syscalls

ASSESSOR_UID: Final = 911_911
"""User and group of the process that looks. Nobody logs in with it and no file is its own."""


class Capability(IntEnum):
    """Numbers of Linux (capability.h)."""

    KILL = 5
    SETGID = 6
    SETUID = 7
    SETPCAP = 8
    NET_ADMIN = 12
    NET_RAW = 13


KEEPER: Final = (Capability.NET_ADMIN, Capability.NET_RAW, Capability.KILL)
"""KILL because the assessor is another user: without it the kernel keeps even the last signal."""

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_KEEPCAPS: Final = 8
_PR_CAPBSET_DROP: Final = 24
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_CAP_AMBIENT: Final = 47
_PR_CAP_AMBIENT_CLEAR_ALL: Final = 4
_CAP_VERSION: Final = 0x20080522
_CAPABILITIES: Final = 64


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def may(capability: Capability) -> bool:
    """Whether this process has a capability now."""
    return bool(_status("CapEff") >> capability & 1)


def own_uid_possible() -> str:
    """Why the assessor cannot have a user of its own; empty: it can."""
    if not (may(Capability.SETUID) and may(Capability.SETGID)):
        return "this process may not change its user"
    if not all(_maps(Path("/proc/self", name)) for name in ("uid_map", "gid_map")):
        return f"user {ASSESSOR_UID} is not known in this user namespace"
    return ""


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the one that started it ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def as_keeper() -> None:
    """
    Keep what the kernel's table, the recording and the kill switch need, and nothing else.

    Called when the assessor has been started: afterwards this process cannot start one.

    Raises:
        NG911RiskError: The kernel did not do it.
    """
    _keep(KEEPER)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)


def as_assessor(*, raw_frames: bool = True) -> str:
    """
    Become the process that looks: own user if possible, raw frames if asked, nothing else.

    Args:
        raw_frames: Whether checks of the switch were authorised.

    Returns:
        What could not be given up or had, in words; empty: nothing.

    Raises:
        NG911RiskError: The kernel did not do what it said that it could.
    """
    parent = os.getppid()
    notes = [own_uid_possible()]
    kept = [Capability.NET_RAW] if raw_frames and may(Capability.NET_RAW) else []
    if not notes[0]:
        _prctl(_PR_SET_KEEPCAPS, 1)
        _limit(kept)
        os.setgroups(())
        os.setresgid(ASSESSOR_UID, ASSESSOR_UID, ASSESSOR_UID)
        os.setresuid(ASSESSOR_UID, ASSESSOR_UID, ASSESSOR_UID)
    _keep(kept)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    die_with_parent()  # again: whoever changes its user is forgotten by the kernel
    if os.getppid() != parent:
        raise NG911RiskError("The process that keeps this one inside has gone.")
    notes.append(syscalls.restrict(raw_frames=bool(kept)))
    return "; ".join(filter(None, notes))


def _keep(kept: Iterable[Capability]) -> None:
    """Have these capabilities and no others, now and after anything that is started."""
    wanted = [one for one in kept if may(one) or _permitted(one)]
    _limit(wanted)
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    mask = sum(1 << one for one in wanted)
    header = _Header(_CAP_VERSION, 0)
    words = (_Data * 2)(_Data(mask, mask, 0), _Data(0, 0, 0))
    if _libc().capset(ctypes.byref(header), ctypes.byref(words)) != 0:
        raise _failed("capset")


def _limit(kept: Iterable[Capability]) -> None:
    """Shut every other capability out for good, where this process may do that."""
    if not may(Capability.SETPCAP):
        return
    for one in range(_CAPABILITIES):
        # numbers that this kernel does not know are refused, and nothing is lost
        if one not in set(kept):
            _libc().prctl(_PR_CAPBSET_DROP, one, 0, 0, 0)


def _permitted(capability: Capability) -> bool:
    return bool(_status("CapPrm") >> capability & 1)


def _status(field: str) -> int:
    """A set of capabilities of this process, as a number."""
    for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return int(value, 16)
    return 0


def _maps(path: Path) -> bool:
    """Whether a map of a user namespace knows the assessor."""
    try:
        lines = path.read_text("ascii").splitlines()
    except OSError:
        return False
    ranges = [tuple(int(part) for part in line.split()) for line in lines]
    return any(first <= ASSESSOR_UID < first + count for first, _, count in ranges)


def _prctl(option: int, value: int) -> None:
    if _libc().prctl(option, value, 0, 0, 0) != 0:
        raise _failed("prctl")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _failed(what: str) -> NG911RiskError:
    why = os.strerror(ctypes.get_errno())
    return NG911RiskError(f"Privileges could not be given up ({what}: {why}).")
