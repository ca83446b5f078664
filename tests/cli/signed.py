"""One small centre, assessed and signed once for every test that needs no other."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ng911risk.cli.exchange_source import Asked, Sourced, sourced
from ng911risk.signing import signed_report
from ng911risk.signing.keys import PrivateKey, new_key
from tests.cli.small import SITE_YAML

AT = "2026-03-01T12:00:00Z"


@cache
def key() -> PrivateKey:
    """Of whoever signs."""
    return new_key()


@cache
def assessed() -> Sourced:
    """The centre of `tests.cli.small` at one moment."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "site.yaml"
        path.write_text(SITE_YAML, "utf-8")
        return sourced(Asked(source=str(path), at=AT))


@cache
def signed() -> bytes:
    """Its signed report."""
    return signed_report.sign(assessed().whole, key())


def put(folder: Path) -> tuple[Path, Path, Path]:
    """Put the signed report, the private and the public key into a folder."""
    paths = folder / "report.signed.json", folder / "key.pem", folder / "key.pub.pem"
    for path, data in zip(paths, (signed(), key().pem(), key().public.pem), strict=True):
        path.write_bytes(data)
    return paths
