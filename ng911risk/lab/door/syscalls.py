"""
Kinds of sockets that the kernel's table does not see, shut by a filter on system calls.

AF_XDP sends past the egress hook, and io_uring opens sockets past any filter on ``socket``: both
are refused, and with them every family that no check needs. Classic BPF, as seccomp wants it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
from collections.abc import Iterable, Mapping
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
_FAMILY_AT: Final = 16
_IO_URING_SETUP: Final = 425
_OTHER_ABI: Final = 0x40000000
_HEAD: Final = 7
"""Steps before the families."""

_MACHINES: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
)
"""Number of the architecture and of ``socket``."""

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
    architecture, socket_number = _MACHINES[machine]
    allowed = tuple(families)
    refuse = _HEAD + len(allowed)
    allow = refuse + 1

    def step(here: int, code: int, value: int, yes: int, no: int) -> bytes:
        return struct.pack("=HBBI", code, yes - here - 1, no - here - 1, value)

    return b"".join(
        (
            step(0, _LOAD, _ARCHITECTURE_AT, 1, 1),
            step(1, _EQUAL, architecture, 2, refuse),
            step(2, _LOAD, _NUMBER_AT, 3, 3),
            step(3, _AT_LEAST, _OTHER_ABI, refuse, 4),
            step(4, _EQUAL, _IO_URING_SETUP, refuse, 5),
            step(5, _EQUAL, socket_number, 6, allow),
            step(6, _LOAD, _FAMILY_AT, _HEAD, _HEAD),
            *(
                step(here, _EQUAL, family, allow, here + 1)
                for here, family in enumerate(allowed, start=_HEAD)
            ),
            step(refuse, _RETURN, _REFUSE, allow, allow),
            step(allow, _RETURN, _ALLOW, allow + 1, allow + 1),
        )
    )
