"""The key with which a server signs reports, if it was given one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ng911risk.errors import InputError, Problem
from ng911risk.signing.keys import SIZE_MAX, PrivateKey, read_private
from ng911risk_api.settings import Settings

_SETTING: Final = "NG911RISK_SIGNING_KEY_FILE"


def signing_key(settings: Settings) -> PrivateKey | None:
    """
    Key of the file that the settings name; None if they name none.

    Raises:
        InputError: It cannot be read, or is no private key of the right kind.
    """
    if not settings.signing_key_file:
        return None
    path = Path(settings.signing_key_file)
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_MAX + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise InputError(
            [
                Problem(
                    file=path.name,
                    message=f"the key cannot be read ({reason})",
                    hint=f"See {_SETTING}.",
                )
            ]
        ) from None
    words = settings.signing_key_passphrase.get_secret_value()
    return read_private(data, file=path.name, passphrase=lambda: words)
