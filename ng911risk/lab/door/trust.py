"""Whether a chain of certificates leads to the CA of the lab, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from ng911risk.errors import InputError, Problem
from ng911risk.lab.messages import certificates

CHAIN_MAX: Final = 8
"""Longest chain that is followed."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The CA certificates of a lab; none: nothing can be trusted."""

    authorities: tuple[x509.Certificate, ...] = ()

    def doubt(self, chain: Sequence[bytes], name: str, at: datetime) -> str:
        """
        Why a chain is not to be trusted; empty: it is.

        Args:
            chain: DER, that of the target first.
            name: Host name or IP address that it has to be for.
            at: When.
        """
        if not chain:
            return "it showed no certificate"
        try:
            shown = [certificates.load(one) for one in chain[:CHAIN_MAX]]
            return (
                _date_doubt(shown[0], at)
                or _name_doubt(shown[0], name)
                or self._path_doubt(shown, at)
            )
        except certificates.UNREADABLE:
            return "it showed a certificate that cannot be read"

    def _path_doubt(self, shown: Sequence[x509.Certificate], at: datetime) -> str:
        """Walk from the target's certificate to one of ours; every step is signed and allowed."""
        if not self.authorities:
            return "no CA was given that it could lead to"
        here = shown[0]
        for below in range(CHAIN_MAX):
            anchor = _issuer(here, self.authorities)
            if anchor is not None:
                return _authority_doubt(anchor, at, below)
            above = _issuer(here, shown[1:])
            if above is None or above == here:
                return _orphan(here)
            doubt = _authority_doubt(above, at, below)
            if doubt:
                return doubt
            here = above
        return "its chain is too long"


def trust_of(path: Path | None) -> Trust:
    """
    Read the CA certificates of a lab.

    Args:
        path: One or more certificates in PEM; None: there are none.

    Raises:
        InputError: The file cannot be read, or holds no certificate.
    """
    if path is None:
        return Trust()
    try:
        return Trust(tuple(x509.load_pem_x509_certificates(path.read_bytes())))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no certificate in PEM is in it"
        raise InputError(
            [Problem(file=path.name, message=f"The CA of the lab cannot be read: {why}.")]
        ) from None


def _issuer(one: x509.Certificate, among: Sequence[x509.Certificate]) -> x509.Certificate | None:
    """The certificate that signed another, if it is there."""
    for candidate in among:
        with suppress(ValueError, TypeError, InvalidSignature):
            one.verify_directly_issued_by(candidate)
            return candidate
    return None


def _orphan(one: x509.Certificate) -> str:
    if one.issuer == one.subject:
        return "it signed itself"
    return f"its issuer is not known: {one.issuer.rfc4514_string()}"


def _date_doubt(one: x509.Certificate, at: datetime) -> str:
    if at < one.not_valid_before_utc:
        return f"it is not valid before {one.not_valid_before_utc:%Y-%m-%d}"
    if at > one.not_valid_after_utc:
        return f"it expired on {one.not_valid_after_utc:%Y-%m-%d}"
    return ""


def _authority_doubt(one: x509.Certificate, at: datetime, below: int) -> str:
    """Why a certificate may not sign others; ``below``: CAs between it and the target."""
    who = one.subject.rfc4514_string()
    try:
        basic = one.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        return f"{who} signed it, and is no CA"
    if not basic.ca or (basic.path_length is not None and basic.path_length < below):
        return f"{who} signed it, and is no CA that may"
    with suppress(x509.ExtensionNotFound):
        if not one.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign:
            return f"{who} signed it, and its key is not for that"
    late = _date_doubt(one, at)
    return f"{who} signed it, and {late}" if late else ""


def _name_doubt(one: x509.Certificate, name: str) -> str:
    """Whether a subject alternative name is `name`; the common name does not count (RFC 6125)."""
    try:
        names = one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return "it holds no name of a host"
    with suppress(ValueError):
        address = ip_address(name)
        known = names.get_values_for_type(x509.IPAddress)
        return "" if address in known else f"it is not for the address {name}"
    hosts = names.get_values_for_type(x509.DNSName)
    if any(_matches(pattern.lower(), name.lower().rstrip(".")) for pattern in hosts):
        return ""
    return f"it is not for the name {name}"


def _matches(pattern: str, name: str) -> bool:
    """One star may stand for the first label, whole."""
    if not pattern.startswith("*."):
        return pattern == name
    first, _, rest = name.partition(".")
    return bool(first) and rest == pattern[2:]
