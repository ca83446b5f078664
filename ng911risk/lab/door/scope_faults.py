"""What nobody may authorise: every line of a scope that is out of bounds, with what to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Final

from ng911risk.lab.door.reach import Reach
from ng911risk.model.addresses import has_zone, network_of
from ng911risk.model.lab import ADDRESSES_MAX, HOURS_MAX, PACKETS_PER_SECOND_MAX, LabScope
from ng911risk.records.text import did_you_mean

PACKETS_IN_ALL_MAX: Final = 20_000
"""Most packets of one run: 100 seconds at the highest rate."""

BYTES_IN_ALL_MAX: Final = 20_000_000
"""Most bytes of one run."""

NETWORKS_MAX: Final = 16
"""Most target networks of one scope."""

_PRIVATE: Final = tuple(
    found
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "::1/128",
        "fc00::/7",
    )
    if (found := network_of(text)) is not None
)
_TOKEN_DIGITS: Final = 64
_PORT_MAX: Final = 65_535
_TEXT_MAX: Final = 500
_NEEDED: Final = (
    "id",
    "authoriser",
    "purpose",
    "contact",
    "lab_attestation",
    "interface",
    "kill_file",
)
_INTERFACE: Final = re.compile(r"[A-Za-z0-9_.@-]{0,15}")

Fault = tuple[str, str, str]
"""Field, what is wrong, what to do."""


def faults_of(scope: LabScope, known: Collection[str]) -> Iterator[Fault]:
    """
    Everything in a scope that nobody may authorise.

    Args:
        scope: As read.
        known: Ids of all lab checks.
    """
    yield from _texts(scope)
    yield from _places(scope)
    yield from _times(scope)
    yield from _amounts(scope)
    yield from _checks(scope, known)
    yield from _beacon(scope)


def _texts(scope: LabScope) -> Iterator[Fault]:
    for field in (
        "id",
        "authoriser",
        "purpose",
        "contact",
        "lab_attestation",
        "interface",
        "kill_file",
    ):
        text = getattr(scope, field)
        if not text.strip():
            yield field, "this must be said", ""
        elif len(text) > _TEXT_MAX:
            yield field, f"longer than {_TEXT_MAX:,} characters", ""
    for field in ("interface", "observer"):
        if not _INTERFACE.fullmatch(getattr(scope, field)):
            yield field, "no network interface can have this name", "For instance eth1."
    if scope.observer and scope.observer == scope.interface:
        yield "observer", "the interface itself cannot watch", "Name a second one, or leave it out."
    if scope.kill_file and not scope.kill_file.startswith("/"):
        yield "kill_file", "this is no absolute path", "For instance /run/ng911risk.stop."


def _places(scope: LabScope) -> Iterator[Fault]:
    if not scope.networks:
        yield "networks", "no network is named", "Name what may be tried."
    if len(scope.networks) > NETWORKS_MAX:
        yield "networks", f"more than {NETWORKS_MAX} networks", ""
    for i, one in enumerate(scope.networks):
        if message := _no_target(one.network):
            yield f"networks[{i}].network", message, "For instance 10.91.0.0/24."
    for i, text in enumerate(scope.excluded):
        if network_of(text) is None:
            yield f"excluded[{i}]", "this is no IP address or network", ""


def _no_target(text: str) -> str:
    found = network_of(text)
    if found is None or has_zone(text):
        return "this is no IP network"
    if not any(found.version == one.version and found.subnet_of(one) for one in _PRIVATE):  # type: ignore[arg-type]  # of one version
        return "only private and loopback networks may be tried; this one is public or special"
    if found.num_addresses > ADDRESSES_MAX:
        return f"this network has more than {ADDRESSES_MAX} addresses"
    return ""


def _times(scope: LabScope) -> Iterator[Fault]:
    for field in ("not_before", "not_after"):
        if getattr(scope, field).tzinfo is None:
            yield field, "the time zone is missing", "Write it as 2026-03-01T12:00:00Z."
            return
    if scope.not_after <= scope.not_before:
        yield "not_after", "it ends before it begins", ""
    elif scope.not_after - scope.not_before > timedelta(hours=HOURS_MAX):
        yield (
            "not_after",
            f"it lasts longer than {HOURS_MAX} hours",
            "Authorise each day by itself.",
        )


def _amounts(scope: LabScope) -> Iterator[Fault]:
    for field, most in (
        ("packets_per_second", PACKETS_PER_SECOND_MAX),
        ("packets_per_check", PACKETS_IN_ALL_MAX),
        ("packets_in_all", PACKETS_IN_ALL_MAX),
        ("bytes_in_all", BYTES_IN_ALL_MAX),
    ):
        if not 1 <= getattr(scope, field) <= most:
            yield field, f"between 1 and {most:,} may be allowed", ""


def _checks(scope: LabScope, known: Collection[str]) -> Iterator[Fault]:
    if not scope.checks:
        yield "checks", "no check is allowed", "List them: ng911risk lab checks"
    for i, name in enumerate(scope.checks):
        if name not in known:
            yield f"checks[{i}]", "there is no such check", did_you_mean(name, known)
    if len(set(scope.checks)) != len(scope.checks):
        yield "checks", "a check is named twice", ""
    for field in ("authority", "provider"):
        if scope.test_calls is not None and not getattr(scope.test_calls, field).strip():
            yield f"test_calls.{field}", "say who agreed, and when", ""


def _beacon(scope: LabScope) -> Iterator[Fault]:
    mark = scope.beacon
    if Reach.of(scope).zone_of(mark.address) is None:
        yield "beacon.address", "this address may not be tried itself", "It has to be in the lab."
    if not 1 <= mark.port <= _PORT_MAX:
        yield "beacon.port", f"a port is between 1 and {_PORT_MAX}", ""
    if len(mark.token) != _TOKEN_DIGITS or set(mark.token) - set("0123456789abcdef"):
        yield "beacon.token", "this is no token of a beacon", "See: ng911risk lab beacon"
