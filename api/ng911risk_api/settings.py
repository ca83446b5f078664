"""What whoever runs the server may set, as NG911RISK_* in the environment."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from ng911risk.access import Role
from ng911risk.store import LOCAL

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "[::1]")


class Grant(BaseModel):
    """A role in an organisation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    tenant: str = LOCAL.tenant


class Settings(BaseSettings):
    """Read from the environment only: no file is looked for."""

    model_config = SettingsConfigDict(
        env_prefix="NG911RISK_", frozen=True, use_attribute_docstrings=True
    )

    store: str = "ng911risk.sqlite"
    """SQLite file, made if missing."""

    database_url: str = ""
    """``postgresql://...``; used instead of the file if it is set."""

    audit_key_file: str = ""
    """File of the key of the audit log; beside the SQLite file by default."""

    signing_key_file: str = ""
    """File of the private key with which reports are signed; empty: none is."""

    signing_key_passphrase: SecretStr = SecretStr("")
    """Words that protect that key, if any do."""

    max_body_bytes: int = Field(default=9 * 1024 * 1024, ge=1024, le=64 * 1024 * 1024)
    """Longest request body: a file of 8 MB and the form around it."""

    threads: int = Field(default=2, ge=1, le=64)
    """Requests worked on at once; more than processors makes all of them slower."""

    hosts: tuple[str, ...] = LOOPBACK_NAMES
    """Names by which a browser may call this server; a strange one may be an attack."""

    address: str = ""
    """How people reach this server, for links, as in ``https://risk.example.org``; if empty,
    as the request says."""

    secure: bool = False
    """Whether it is reached over TLS only; browsers are then told to insist on it."""

    password_hash: Literal["argon2", "pbkdf2"] = "argon2"  # noqa: S105 - the name of an algorithm
    """How new passwords are hashed; PBKDF2 where only FIPS algorithms may be used."""

    oidc_issuer: str = ""
    """Issuer of the organisation's own sign-in (OpenID Connect); empty: there is none."""

    oidc_client_id: str = ""
    """What the issuer calls this server."""

    oidc_client_secret: SecretStr = SecretStr("")
    """What the issuer gave this server to prove who it is."""

    oidc_scope: str = "openid profile email"
    """What the issuer is asked to tell; some want ``groups`` in it too."""

    oidc_groups: str = "groups"
    """Claim that holds the groups of a person."""

    oidc_roles: dict[str, Role | Grant] = {}
    """Group -> role, as JSON; of several, the first counts. Whoever is in none stays outside."""

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer_is_secure(cls, issuer: str) -> str:
        name = urlsplit(issuer)
        if issuer and not (
            name.scheme == "https" or (name.scheme == "http" and name.hostname in _LOOPBACK)
        ):
            raise ValueError("the issuer has to be an https address")
        return issuer

    @model_validator(mode="after")
    def _single_sign_on_is_whole(self) -> Settings:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_roles):
            raise ValueError("with an issuer go NG911RISK_OIDC_CLIENT_ID and NG911RISK_OIDC_ROLES")
        return self

    def granted(self, groups: Collection[str]) -> Grant | None:
        """What the groups of a person give them; None: nothing."""
        for group, given in self.oidc_roles.items():
            if group in groups:
                return given if isinstance(given, Grant) else Grant(role=given)
        return None

    @property
    def target(self) -> str:
        """The database to open."""
        return self.database_url or self.store
