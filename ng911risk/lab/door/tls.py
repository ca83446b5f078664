"""TLS over a stream of the door: what was offered, what came of it, what was shown."""

from __future__ import annotations

import ssl
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from ng911risk.errors import InputError, Problem
from ng911risk.lab.check import Answer, ClientIdentity, TlsOffer
from ng911risk.lab.door.sockets import TcpStream

NO_ANSWER: Final = "no answer in time"
CLOSED: Final = "the other end closed the connection"

_ALERT: Final = " alert "
"""What the library says of every alert of the other end, for instance "tlsv1 alert unknown ca"."""

_DEFAULT_CIPHERS: Final = "ALL"
_ANY_STRENGTH: Final = ":@SECLEVEL=0"
_VERSIONS: Final[Mapping[str, ssl.TLSVersion]] = MappingProxyType(
    {
        "TLSv1": ssl.TLSVersion.TLSv1,
        "TLSv1.1": ssl.TLSVersion.TLSv1_1,
        "TLSv1.2": ssl.TLSVersion.TLSv1_2,
        "TLSv1.3": ssl.TLSVersion.TLSv1_3,
    }
)
_RECORD_MAX: Final = 65_536
_STRANGER_DAYS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientFiles:
    """The certificate that the lab gave to the assessor."""

    certificate: Path
    """PEM, its own first, then what stands between it and the CA."""

    key: Path
    """PEM, without a passphrase."""


Identities = Mapping[ClientIdentity, ssl.SSLContext]
"""One context for each identity that can be used."""


def identities(own: ClientFiles | None, now: datetime) -> Identities:
    """
    Read and make everything that handshakes need, while files can still be read.

    Args:
        own: Certificate and key for `ClientIdentity.OWN`; None: there is none.
        now: For the dates of the certificate of `ClientIdentity.STRANGER`.

    Raises:
        InputError: The certificate or the key cannot be used.
    """
    found = {ClientIdentity.NONE: _context(), ClientIdentity.STRANGER: _stranger(now)}
    if own is not None:
        found[ClientIdentity.OWN] = _context()
        try:
            found[ClientIdentity.OWN].load_cert_chain(own.certificate, own.key, password="")
        except (OSError, ValueError) as error:
            problem = Problem(
                file=own.certificate.name,
                message=f"This certificate cannot be used with its key: {error}.",
                hint="PEM, the key without a passphrase.",
            )
            raise InputError([problem]) from None
    return MappingProxyType(found)


def _context() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    # a certificate is read here and judged by `trust`: a bad one is a finding
    made.verify_mode = ssl.CERT_NONE
    return made


def _stranger(now: datetime) -> ssl.SSLContext:
    """A context with a certificate that was signed by its own key a moment ago."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ng911risk stranger")])
    shown = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_STRANGER_DAYS))
        .sign(key, SHA256())
    )
    made = _context()
    # the ssl module reads keys from files only; this one is readable by us alone, and goes
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + shown.public_bytes(Encoding.PEM)
        )
        file.flush()
        made.load_cert_chain(file.name)
    return made


class TlsStream:
    """A TCP connection with TLS inside; see `ng911risk.lab.check.Stream`."""

    def __init__(self, below: TcpStream) -> None:
        """Over a stream that has connected, or failed to."""
        self._below = below
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls: ssl.SSLObject | None = None
        self._told = False
        self.answer: Answer = below.answer
        self.tls_version: str = ""
        self.tls_suite: str = ""
        self.tls_failure: str = ""
        self.certificates: tuple[bytes, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._below.close(hurry=error is not None)

    @property
    def closed(self) -> bool:
        """Whether the other end closed, or said by an alert that it goes no further."""
        return self._told or self._below.closed

    def shake(self, context: ssl.SSLContext, offer: TlsOffer, name: str, seconds: float) -> None:
        """
        Shake hands; `tls_failure` says why it failed, `tls_version` what was agreed on.

        Args:
            context: Of the identity that the offer names.
            offer: What is offered.
            name: Host name to ask for; an address is not sent.
            seconds: How long the other end may take.

        Raises:
            Refused: By the governor.
        """
        try:
            _restrict(context, offer)
            asked = None if _is_address(name) else name
            shaking = context.wrap_bio(self._incoming, self._outgoing, server_hostname=asked)
        except (ssl.SSLError, ValueError) as error:
            self.tls_failure = f"this machine cannot offer it: {_words(error)}"
            return
        self._pump(shaking.do_handshake, seconds)
        self.certificates = _shown(shaking)
        if self.tls_failure:
            return
        self._tls = shaking
        self.tls_version = shaking.version() or ""
        agreed = shaking.cipher()
        self.tls_suite = agreed[0] if agreed else ""

    def send(self, data: bytes) -> bool:
        """
        Send; False without a handshake, or if the other end is gone.

        Raises:
            Refused: By the governor.
        """
        if self._tls is None:
            return False
        try:
            self._tls.write(data)
        except ssl.SSLError as error:
            self._fail(_words(error))
            return False
        return self._flush()

    def receive(self, seconds: float, at_most: int = _RECORD_MAX) -> bytes:
        """
        Next bytes; empty if nothing came in time or the other end closed.

        A refusal under TLS 1.3 comes here, after the handshake: then `tls_failure` says so.

        Raises:
            Refused: By the governor.
        """
        tls = self._tls
        if tls is None:
            return b""
        data = self._pump(lambda: tls.read(at_most), seconds, patient=True)
        return data if isinstance(data, bytes) else b""

    def _pump(self, step: Callable[[], Any], seconds: float, *, patient: bool = False) -> Any:  # noqa: ANN401 - what the step gives
        """Do one step of TLS, with all the reading and sending that it asks for."""
        left = seconds
        while True:
            try:
                done = step()
            except ssl.SSLWantReadError:
                self._flush()
                # only what the other end takes counts, not the waiting for our own rate
                began = time.monotonic()
                data = self._below.receive(left) if left > 0 else b""
                left -= time.monotonic() - began
                self._incoming.write(data)
                if not data:
                    if not self._below.ended and patient:
                        return None
                    self._fail(CLOSED if self._below.ended else NO_ANSWER)
                    return None
            except ssl.SSLZeroReturnError:
                self._told = True
                return None
            except ssl.SSLError as error:
                self._flush()
                self._fail(_words(error))
                return None
            else:
                self._flush()
                return done

    def _flush(self) -> bool:
        data = self._outgoing.read()
        return self._below.send(data) if data else True

    def _fail(self, why: str) -> None:
        self._told = self._told or _ALERT in why
        self.tls_failure = self.tls_failure or why
        self._tls = None


def _restrict(context: ssl.SSLContext, offer: TlsOffer) -> None:
    """Make a context offer exactly what is asked; without a version 1.2 and 1.3."""
    lowest = _VERSIONS[offer.version] if offer.version else ssl.TLSVersion.TLSv1_2
    highest = _VERSIONS[offer.version] if offer.version else ssl.TLSVersion.TLSv1_3
    with warnings.catch_warnings():
        # old versions are offered on purpose: whether they are taken is the question
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = highest
        context.minimum_version = lowest
    context.set_ciphers((offer.ciphers or _DEFAULT_CIPHERS) + _ANY_STRENGTH)


def _is_address(name: str) -> bool:
    with suppress(ValueError):
        return bool(ip_address(name))
    return False


def _shown(shaking: ssl.SSLObject) -> tuple[bytes, ...]:
    """The chain that was shown, DER; Python 3.13 says it aloud, earlier ones below the desk."""
    if hasattr(shaking, "get_unverified_chain"):
        return tuple(shaking.get_unverified_chain())
    inner = getattr(shaking, "_sslobj", None)
    chain = inner.get_unverified_chain() if inner is not None else None
    return tuple(ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in chain or ())


def _words(error: Exception) -> str:
    """Why, in the words of the library."""
    reason = getattr(error, "reason", None) or str(error)
    return reason.replace("_", " ").lower()
