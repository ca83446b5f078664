"""
Any bytes, signed by one key: the envelope and the pre-authentication encoding of DSSE 1.0.

DSSE (github.com/secure-systems-lab/dsse) is what in-toto and others sign with. What is
signed is not the payload alone but ``DSSEv1 <length> <type> <length> <payload>``: a
signature over one kind of payload never passes for one over another kind.

The file has one form only, so that no byte of it can be changed without notice.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from ng911risk.errors import ConflictError, InputError, Problem, SignatureError
from ng911risk.records import json_bytes
from ng911risk.signing.keys import PrivateKey, PublicKey

SIZE_MAX: Final = 256 * 1024 * 1024
"""Longest envelope that is made and read, in bytes: a centre of 5,000 assets fits."""

_MARK: Final = b'"payloadType"'
"""What every envelope holds: a file with it was one, whatever happened to it since."""

_SIGNATURE_BYTES: Final = 64
_ID_DIGITS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a file says, before anything is believed of it."""

    payload_type: str
    """What the payload is."""

    payload: bytes
    """Not to be used before `opened` has checked it."""

    key_id: str
    """Key that it claims to be signed with, see `PublicKey.id`."""

    signature: bytes
    """64 bytes."""


def sign(payload_type: str, payload: bytes, key: PrivateKey) -> bytes:
    """
    File that holds `payload` and a signature over it; the same input gives the same bytes.

    Args:
        payload_type: Media type that tells this kind of payload from every other one.
        payload: What is signed.
        key: Of whoever signs.

    Raises:
        ConflictError: The file would be larger than anybody reads.
    """
    made = _written(
        Envelope(
            payload_type=payload_type,
            payload=payload,
            key_id=key.public.id,
            signature=key.sign(encoded(payload_type, payload)),
        )
    )
    if len(made) > SIZE_MAX:
        raise ConflictError(f"This is too much to sign: more than {SIZE_MAX // 1024**2} MiB.")
    return made


def opened(data: bytes, key: PublicKey, *, payload_type: str, file: str) -> bytes:
    """
    Return the payload of a file that `sign` made, once its signature has been checked.

    Args:
        data: The bytes of the file.
        key: Whose signature it has to be.
        payload_type: What the payload has to be.
        file: Name of the file, for the complaint.

    Raises:
        InputError: This is no such file.
        SignatureError: It is signed with another key, or something in it was changed.
    """
    envelope = looked_at(data, file=file)
    holds = key.holds(encoded(envelope.payload_type, envelope.payload), envelope.signature)
    if envelope.payload_type != payload_type and (holds or envelope.key_id != key.id):
        raise _refused(file, "it was signed as something else than what is wanted here")
    if envelope.key_id != key.id:
        raise SignatureError(
            f"{file} says that it was signed with the key {envelope.key_id}; "
            f"this is the key {key.id}."
        )
    if not holds:
        raise SignatureError(
            f"The signature of {file} does not hold: it was changed after it was signed, "
            "or somebody else signed it. Nothing in it can be relied on."
        )
    return envelope.payload


def looked_at(data: bytes, *, file: str) -> Envelope:
    """
    Read what a file claims; the signature is not checked.

    Raises:
        InputError: This is no envelope.
        SignatureError: It was one, and was changed or is damaged.
    """
    if len(data) > SIZE_MAX:
        raise _refused(file, f"the file is larger than {SIZE_MAX // 1024**2} MiB")
    try:
        return _as_written(_read(_tree(data)), data)
    except _NoEnvelopeError as error:
        if _MARK not in data:
            raise _refused(file, f"this is no signed file: {error}") from None
        raise SignatureError(
            f"{file} was changed or is damaged since it was signed: {error}. "
            "Nothing in it can be relied on."
        ) from None


class _NoEnvelopeError(ValueError):
    """Not what `sign` writes; says why."""


class _NotStrictError(ValueError):
    """JSON that others might read in another way; says why."""


def encoded(payload_type: str, payload: bytes) -> bytes:
    """Bytes that are signed: the pre-authentication encoding (PAE) of DSSE 1.0."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def strict_json(data: bytes) -> Any:  # noqa: ANN401 - any JSON
    """
    JSON without names that occur twice, and without numbers that JSON has not.

    Raises:
        ValueError: It is none; says why.
    """
    try:
        return json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise _NotStrictError("it is nested too deeply") from None


def _written(envelope: Envelope) -> bytes:
    return json_bytes(
        {
            "payloadType": envelope.payload_type,
            "payload": base64.b64encode(envelope.payload).decode(),
            "signatures": [
                {"keyid": envelope.key_id, "sig": base64.b64encode(envelope.signature).decode()}
            ],
        }
    )


def _as_written(envelope: Envelope, data: bytes) -> Envelope:
    if _written(envelope) != data:
        raise _NoEnvelopeError("it is not written as it was")
    return envelope


def _tree(data: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return strict_json(data)
    except UnicodeDecodeError:
        raise _NoEnvelopeError("it is not text in UTF-8") from None
    except ValueError as error:
        why = str(error) if isinstance(error, _NotStrictError) else "it is no whole JSON document"
        raise _NoEnvelopeError(why) from None


def _read(tree: Any) -> Envelope:  # noqa: ANN401 - any JSON
    if not isinstance(tree, dict) or not set(tree) & _NAMES:
        raise _NoEnvelopeError("it is JSON of another kind")
    if set(tree) != _NAMES:
        raise _NoEnvelopeError("it has more or fewer parts than it was signed with")
    signatures = tree["signatures"]
    if not isinstance(signatures, list) or not signatures:
        raise _NoEnvelopeError("nobody has signed it")
    if len(signatures) > 1:
        raise _NoEnvelopeError(f"it has {len(signatures):,} signatures; exactly one is taken")
    one = signatures[0]
    if not isinstance(one, dict) or set(one) != {"keyid", "sig"}:
        raise _NoEnvelopeError("its signature is not written as one")
    kind, key_id = tree["payloadType"], one["keyid"]
    if not isinstance(kind, str) or not kind.isascii() or not kind.isprintable():
        raise _NoEnvelopeError("it does not say what it is")
    if not isinstance(key_id, str) or len(key_id) != _ID_DIGITS or set(key_id) - set(_HEX):
        raise _NoEnvelopeError("it does not name its key")
    signature = _decoded(one["sig"])
    if len(signature) != _SIGNATURE_BYTES:
        raise _NoEnvelopeError("its signature has the wrong length")
    return Envelope(
        payload_type=kind,
        payload=_decoded(tree["payload"]),
        key_id=key_id,
        signature=signature,
    )


_HEX: Final = "0123456789abcdef"
_NAMES: Final = frozenset({"payloadType", "payload", "signatures"})


def _decoded(text: object) -> bytes:
    try:
        if isinstance(text, str):
            return base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, ValueError):
        pass
    raise _NoEnvelopeError("a part of it is not written in base 64")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotStrictError("a name occurs twice in it")
    return found


def _no_number(_: str) -> NoReturn:
    raise _NotStrictError("it holds a number that JSON does not have")


def _refused(file: str, message: str) -> InputError:
    return InputError([Problem(file=file, message=message)])
