"""What whoever runs the server may set, as NG911RISK_* in the environment."""

from __future__ import annotations

from typing import Final

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "[::1]")


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

    max_body_bytes: int = Field(default=8 * 1024 * 1024, ge=1024, le=64 * 1024 * 1024)
    """Longest request body."""

    threads: int = Field(default=2, ge=1, le=64)
    """Requests worked on at once; more than processors makes all of them slower."""

    hosts: tuple[str, ...] = LOOPBACK_NAMES
    """Names by which a browser may call this server; a strange one may be an attack."""

    @property
    def target(self) -> str:
        """The database to open."""
        return self.database_url or self.store
