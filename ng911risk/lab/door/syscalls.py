"""
What the kernel's table does not see, shut by a filter on system calls.

AF_XDP sends past the egress hook, io_uring opens sockets past any filter on ``socket``, and who
joins a multicast group has the kernel tell its neighbours, as a packet that is nobody's. All three
are refused, and with them every family that no check needs; options that make many packets of one
frame; and to start another process, which could outlive the run. Threads may start.
Classic BPF, as seccomp wants it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2

_LOAD: Final = 0x20
_EQUAL: Final = 0x15
_AT_LEAST: Final = 0x35
_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM
_UNKNOWN: Final = 0x00050000 | errno.ENOSYS
"""Who hears that `clone3` is unknown asks for `clone`, whose flags a filter can read."""

_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4
_FIRST_AT: Final = 16
_SECOND_AT: Final = 24
_THIRD_AT: Final = 32
_IO_URING_SETUP: Final = 425
_CLONE3: Final = 435
_OTHER_ABI: Final = 0x40000000
_CLONE_THREAD: Final = 0x00010000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Machine:
    """Numbers of an architecture and of its system calls."""

    architecture: int
    opening: int
    """Of ``socket``."""

    setting: int
    """Of ``setsockopt``."""

    cloning: int
    """Of ``clone``."""

    starting: tuple[int, ...]
    """Of what starts a process or a program, or leaves the network."""

    messages: tuple[int, int]
    """Of ``sendmsg`` and ``sendmmsg``: what goes along may have the kernel cut a datagram up."""


_MACHINES: Final[Mapping[str, _Machine]] = MappingProxyType(
    {
        "x86_64": _Machine(
            architecture=0xC000003E,
            opening=41,
            setting=54,
            cloning=56,
            starting=(57, 58, 59, 322, 272, 308),  # fork vfork execve execveat unshare setns
            messages=(46, 307),
        ),
        "aarch64": _Machine(
            architecture=0xC00000B7,
            opening=198,
            setting=208,
            cloning=220,
            starting=(221, 281, 97, 268),  # execve execveat unshare setns
            messages=(211, 269),
        ),
    }
)

_SOL_UDP: Final = 17
_SOL_PACKET: Final = 263
_JOINING: Final = (20, 27, 35, 39, 41, 42, 46, 48)
"""Options of IPv4 and IPv6 (in.h, in6.h) by which a socket joins a group."""

_SEGMENTING: Final = (103,)
"""UDP_SEGMENT (udp.h): the kernel cuts one datagram into many."""

_HEADERS: Final = (15, 24)
"""PACKET_VNET_HDR and its size (if_packet.h): the same for a whole frame."""

_REFUSED_OPTIONS: Final = (
    (socket.IPPROTO_IP, _JOINING),
    (socket.IPPROTO_IPV6, _JOINING),
    (_SOL_UDP, _SEGMENTING),
    (_SOL_PACKET, _HEADERS),
)

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
    numbers = _MACHINES[machine]
    refused = (_IO_URING_SETUP, *numbers.starting, *numbers.messages)
    steps = (
        _Step("", _LOAD, _ARCHITECTURE_AT),
        _Step("", _EQUAL, numbers.architecture, no="refuse"),
        _Step("", _LOAD, _NUMBER_AT),
        _Step("", _AT_LEAST, _OTHER_ABI, yes="refuse"),
        *(_Step("", _EQUAL, one, yes="refuse") for one in refused),
        _Step("", _EQUAL, _CLONE3, yes="unknown"),
        _Step("", _EQUAL, numbers.cloning, yes="cloning"),
        _Step("", _EQUAL, numbers.opening, yes="opening"),
        _Step("", _EQUAL, numbers.setting, yes="setting", no="allow"),
        _Step("cloning", _LOAD, _FIRST_AT),
        _Step("", _ANY_BIT, _CLONE_THREAD, yes="allow", no="refuse"),
        _Step("opening", _LOAD, _FIRST_AT),
        *(_Step("", _EQUAL, family, yes="allow") for family in families),
        _Step("refuse", _RETURN, _REFUSE),
        _Step("unknown", _RETURN, _UNKNOWN),
        *_setting(),
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


def _setting() -> Iterator[_Step]:
    """Options of sockets: by their level, then by their number."""
    yield _Step("setting", _LOAD, _SECOND_AT)
    for here, (level, _) in enumerate(_REFUSED_OPTIONS):
        last = here == len(_REFUSED_OPTIONS) - 1
        yield _Step("", _EQUAL, level, yes=f"options {here}", no="allow" if last else "")
    for here, (_, options) in enumerate(_REFUSED_OPTIONS):
        yield _Step(f"options {here}", _LOAD, _THIRD_AT)
        for option in options[:-1]:
            yield _Step("", _EQUAL, option, yes="refuse 2")
        yield _Step("", _EQUAL, options[-1], yes="refuse 2", no="allow")


def _assembled(steps: Sequence[_Step]) -> bytes:
    places = {step.mark: here for here, step in enumerate(steps)}

    def leap(here: int, mark: str) -> int:
        return places[mark] - here - 1 if mark else 0

    return b"".join(
        struct.pack("=HBBI", step.code, leap(here, step.yes), leap(here, step.no), step.value)
        for here, step in enumerate(steps)
    )
