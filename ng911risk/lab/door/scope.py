"""
A scope file: what somebody authorised, signed, and refused unless every line of it is in bounds.

The signature says who authorised it and that nobody changed it since. It does not make a network
a lab: that is what the attestation, the beacon and the inventory are for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Final

from ng911risk.errors import ConflictError, InputError, Problem
from ng911risk.lab.door.reach import Reach
from ng911risk.lab.door.scope_faults import faults_of
from ng911risk.model.lab import LabScope, LabZone
from ng911risk.records import Located, read_record, to_json
from ng911risk.signing import envelope
from ng911risk.signing.keys import PrivateKey, PublicKey

PAYLOAD_TYPE: Final = "application/vnd.ng911risk.lab-scope+json"
"""What the envelope of a scope says that it holds."""


@dataclass(frozen=True)
class AuthorisedScope:
    """A scope whose signature holds and whose lines are in bounds."""

    scope: LabScope
    data: bytes
    """The signed file itself."""

    key_id: str
    """Key that signed it."""

    @property
    def digest(self) -> str:
        """SHA-256 of the signed file."""
        return sha256(self.data).hexdigest()

    def zone_of(self, address: str) -> LabZone | None:
        """Zone of an address that may be tried; None: it may not."""
        return self._reach.zone_of(address)

    @cached_property
    def _reach(self) -> Reach:
        return Reach.of(self.scope)


def read_draft(data: bytes, *, file: str, known: Collection[str]) -> Located[LabScope]:
    """
    Read a scope that nobody has signed yet.

    Args:
        data: YAML, or JSON where the name ends so.
        file: Its name.
        known: Ids of all lab checks.

    Raises:
        InputError: It cannot be authorised; carries every problem.
    """
    kind = "json" if file.lower().endswith(".json") else "yaml"
    located = read_record(LabScope, data, file=file, format=kind)  # type: ignore[arg-type]  # one of two words
    problems = [
        Problem(file=file, row=row, column=column, field=field, message=message, hint=hint)
        for field, message, hint in faults_of(located.value, known)
        for row, column in (located.position(field),)
    ]
    if problems:
        raise InputError(problems)
    return located


def authorised(scope: LabScope, key: PrivateKey) -> bytes:
    """Scope file, signed: the same scope and key give the same bytes."""
    return envelope.sign(PAYLOAD_TYPE, to_json(scope), key)


def read_scope(
    data: bytes, key: PublicKey, *, file: str, known: Collection[str], now: datetime
) -> AuthorisedScope:
    """
    Read a signed scope, and believe it only if everything about it is right.

    Args:
        data: The bytes of the file.
        key: Of the authoriser, from somewhere else than beside the file.
        file: Its name.
        known: Ids of all lab checks.
        now: UTC.

    Raises:
        SignatureError: It was changed, or signed by somebody else.
        InputError: It is no scope, or one that nobody may authorise.
        ConflictError: It is not valid yet, or no longer.
    """
    scope = signed_scope(data, key, file=file)
    problems = [
        Problem(file=file, field=field, message=message, hint=hint)
        for field, message, hint in faults_of(scope, known)
    ]
    if problems:
        raise InputError(problems)
    if now < scope.not_before:
        raise ConflictError(f"{file} is valid from {scope.not_before:%Y-%m-%d %H:%M} UTC on.")
    if now >= scope.not_after:
        raise ConflictError(
            f"{file} was valid until {scope.not_after:%Y-%m-%d %H:%M} UTC. "
            "Ask its authoriser for a new one."
        )
    return AuthorisedScope(scope=scope, data=data, key_id=key.id)


def signed_scope(data: bytes, key: PublicKey | None, *, file: str) -> LabScope:
    """
    Scope in a signed file, whether it is valid now or not: to look back at a run.

    Args:
        data: The bytes of the file.
        key: Of the authoriser; None: the signature is not checked.
        file: Its name.

    Raises:
        SignatureError: It was changed, or signed by somebody else.
        InputError: It is no scope.
    """
    payload = (
        envelope.looked_at(data, file=file).payload
        if key is None
        else envelope.opened(data, key, payload_type=PAYLOAD_TYPE, file=file)
    )
    return read_record(LabScope, payload, file=file, format="json").value
