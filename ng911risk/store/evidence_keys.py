"""Whose signed evidence an organisation believes: public keys that its administrator put in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, InputError, NotFoundError, Problem
from ng911risk.records import json_bytes
from ng911risk.signing.keys import PublicKey, read_public
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.people_tables import SettingRow
from ng911risk.store.repository import Repository

KEYS_MAX: Final = 50
"""Most keys of one organisation."""

NAME_MAX: Final = 200
"""Longest name of whoever has a key, in characters."""

_PREFIX: Final = "evidence-key:"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceKey:
    """One key that is believed."""

    id: str
    """SHA-256 of the public key, 64 hexadecimal digits."""

    name: str
    """Whose it is, for people."""

    key: PublicKey
    by_name: str
    """Who put it in."""

    at: datetime
    """When, UTC."""


class EvidenceKeys(Repository):
    """Keys that signed evidence may be signed with."""

    def add(self, name: str, key: PublicKey, *, at: datetime) -> None:
        """
        Believe the owner of `key` from now on.

        Raises:
            InputError: It has no name, or too long a one.
            ConflictError: It is there already, or there are too many.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.MANAGE_PEOPLE)
        if not name or len(name) > NAME_MAX or not name.isprintable():
            message = f"Say whose key it is, in at most {NAME_MAX} characters on one line."
            raise InputError([Problem(file="", field="name", message=message)])
        known = self._all()
        if any(one.id == key.id for one in known):
            raise ConflictError("This key is in the list already.")
        if len(known) >= KEYS_MAX:
            raise ConflictError(f"An organisation has at most {KEYS_MAX} of these keys.")
        value = {
            "name": name,
            "pem": key.pem.decode(),
            "by_name": self._scope.name,
            "at": moment_text(at),
        }
        self._session.execute(
            insert(SettingRow).values(
                tenant=self._tenant, name=_PREFIX + key.id, value_json=json_bytes(value)
            )
        )
        self._log.add("evidence-key.added", key.id, at=at, name=name)

    def remove(self, id: str, *, at: datetime) -> None:
        """
        Believe that key no more; what it signed before stays.

        Raises:
            NotFoundError: It is not in the list.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.MANAGE_PEOPLE)
        name = {one.id: one.name for one in self._all()}.get(id)
        if name is None:
            raise NotFoundError("This key is not in the list.")
        self._session.execute(
            delete(SettingRow).where(
                SettingRow.tenant == self._tenant, SettingRow.name == _PREFIX + id
            )
        )
        self._log.add("evidence-key.removed", id, at=at, name=name)

    def all(self) -> tuple[EvidenceKey, ...]:
        """
        Every key that is believed, by name.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        if not any(map(self._scope.may, (Permission.READ_EVIDENCE, Permission.ADD_EVIDENCE))):
            self._scope.require(Permission.MANAGE_PEOPLE)
        return self._all()

    def _all(self) -> tuple[EvidenceKey, ...]:
        query = select(SettingRow.name, SettingRow.value_json).where(
            SettingRow.tenant == self._tenant, SettingRow.name.startswith(_PREFIX)
        )
        found = [_key(name, value) for name, value in self._session.execute(query)]
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def _key(name: str, value: bytes) -> EvidenceKey:
    told: dict[str, Any] = json.loads(value)
    return EvidenceKey(
        id=name.removeprefix(_PREFIX),
        name=told["name"],
        key=read_public(told["pem"].encode(), file="the key of the list"),
        by_name=told["by_name"],
        at=moment_of(told["at"]),
    )
