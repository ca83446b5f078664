"""
What the kernel's table does not see, shut by a filter on system calls.

AF_XDP sends past the egress hook, io_uring opens sockets past any filter on ``socket``, and who
joins a multicast group has the kernel tell its neighbours, as a packet that is nobody's. All three
are refused, and with them every family that no check needs. Classic BPF, as seccomp wants it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2

_LOAD: Final = 0x20
_EQUAL: Final = 0x15
_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM

_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4
_FIRST_AT: Final = 16
_SECOND_AT: Final = 24
_THIRD_AT: Final = 32
_IO_URING_SETUP: Final = 425
_OTHER_ABI: Final = 0x40000000

_MACHINES: Final[Mapping[str, tuple[int, int, int]]] = MappingProxyType(
    {"x86_64": (0xC000003E, 41, 54), "aarch64": (0xC00000B7, 198, 208)}
)
"""Numbers of the architecture, of ``socket`` and of ``setsockopt``."""

_LEVELS: Final = (socket.IPPROTO_IP, socket.IPPROTO_IPV6)
_JOINING: Final = (20, 27, 35, 39, 41, 42, 46, 48)
"""Options of IPv4 and IPv6 (in.h, in6.h) by which a socket joins a group."""

_FAMILIES: Final = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, 16)
"""16: netlink, which asks the kernel and sends nothing."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def restrict(*, raw_frames: bool) -> str:
    """
    Shut them for this process, for good.

    Args:
        raw_frames: Whether packet sockets stay open.

    Returns:
        Why it was not possible; empty: it was.
    """
    if platform.machine() not in _MACHINES:
        return f"no filter on system calls is known for {platform.machine()}"
    families = (*_FAMILIES, socket.AF_PACKET) if raw_frames else _FAMILIES
    steps = program(platform.machine(), families)
    told = _Program(len(steps) // 8, steps)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(told), 0, 0) != 0:
        why = os.strerror(ctypes.get_errno())
        return f"the kernel takes no filter on system calls ({why})"
    return ""


def program(machine: str, families: Iterable[int]) -> bytes:
    """
    The filter: 8 bytes a step.

    Args:
        machine: As `platform.machine` calls it; one that is known.
        families: Numbers of the families that may be opened.
    """
    architecture, opening, setting = _MACHINES[machine]
    steps = (
        _Step("", _LOAD, _ARCHITECTURE_AT),
        _Step("", _EQUAL, architecture, no="refuse"),
        _Step("", _LOAD, _NUMBER_AT),
        _Step("", _AT_LEAST, _OTHER_ABI, yes="refuse"),
        _Step("", _EQUAL, _IO_URING_SETUP, yes="refuse"),
        _Step("", _EQUAL, opening, yes="opening"),
        _Step("", _EQUAL, setting, yes="setting", no="allow"),
        _Step("opening", _LOAD, _FIRST_AT),
        *(_Step("", _EQUAL, family, yes="allow") for family in families),
        _Step("refuse", _RETURN, _REFUSE),
        _Step("setting", _LOAD, _SECOND_AT),
        _Step("", _EQUAL, _LEVELS[0], yes="option"),
        _Step("", _EQUAL, _LEVELS[1], no="allow"),
        _Step("option", _LOAD, _THIRD_AT),
        *(_Step("", _EQUAL, option, yes="refuse 2") for option in _JOINING),
        _Step("allow", _RETURN, _ALLOW),
        _Step("refuse 2", _RETURN, _REFUSE),  # jumps lead forward only
    )
    return _assembled(steps)


@dataclass(frozen=True, slots=True)
class _Step:
    """One step: where to go on yes and no is the next one unless a mark is named."""

    mark: str
    code: int
    value: int
    yes: str = ""
    no: str = ""


def _assembled(steps: Sequence[_Step]) -> bytes:
    places = {step.mark: here for here, step in enumerate(steps)}

    def leap(here: int, mark: str) -> int:
        return places[mark] - here - 1 if mark else 0

    return b"".join(
        struct.pack("=HBBI", step.code, leap(here, step.yes), leap(here, step.no), step.value)
        for here, step in enumerate(steps)
    )
