"""
Signing in with the provider of the organisation: OpenID Connect, code flow with PKCE.

The only requests that this server ever sends to anybody go from here, and only to the
issuer that whoever runs it has named.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ng911risk.errors import NG911RiskError
from ng911risk_api.settings import Settings

_SECONDS: Final = 5.0
_CLOCKS_DIFFER: Final = 120
"""Seconds."""
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "Ed25519")
"""What an identity may be signed with: never "none", never with a secret that both know."""
_MOST_GROUPS: Final = 2_000


class SignInRefusedError(NG911RiskError):
    """The provider refused, cannot be reached, or says what cannot be trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whom the provider says it is."""

    subject: str
    """Issuer and subject: what never changes about a person."""
    login: str
    name: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flow:
    """What ties the answer of the provider to the browser that asked: all from one secret."""

    secret: str

    def word(self, purpose: str) -> str:
        digest = hmac.new(self.secret.encode(), purpose.encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


def address_to_go(settings: Settings, secret: str, redirect: str) -> str:
    """
    Where to send a browser.

    Args:
        settings: Which provider.
        secret: Random; kept in a cookie until the browser comes back.
        redirect: Where the provider sends it afterwards.

    Raises:
        SignInRefusedError: The provider cannot be reached, or is not what it should be.
    """
    flow = _Flow(secret=secret)
    with _client(settings, redirect) as client:
        about = _about(client, settings)
        address, _ = client.create_authorization_url(
            _secure(about, "authorization_endpoint"),
            state=flow.word("state"),
            nonce=flow.word("nonce"),
            code_verifier=flow.word("verifier"),
        )
    return str(address)


def whoever_came(
    settings: Settings, secret: str, redirect: str, said: Mapping[str, str], *, at: datetime
) -> Known:
    """
    Who the browser that came back from the provider belongs to.

    Args:
        settings: Which provider.
        secret: From the cookie; empty: this browser was never sent.
        redirect: As it was given to `address_to_go`.
        said: Parameters that came with the browser.
        at: Now.

    Raises:
        SignInRefusedError: Something does not fit; nobody is signed in.
    """
    flow = _Flow(secret=secret)
    state = said.get("state", "").encode()
    if not secret or not hmac.compare_digest(state, flow.word("state").encode()):
        raise SignInRefusedError("This answer does not belong to a sign-in begun in this browser.")
    if said.get("iss", settings.oidc_issuer) != settings.oidc_issuer:
        raise SignInRefusedError("The answer is from another provider.")
    if "code" not in said:
        raise SignInRefusedError("Your provider did not let you in.")
    with _client(settings, redirect) as client:
        return _known(client, settings, flow, said["code"], at)


def _known(client: OAuth2Client, settings: Settings, flow: _Flow, code: str, at: datetime) -> Known:
    about = _about(client, settings)
    try:
        token = client.fetch_token(
            _own(settings, about, "token_endpoint"),
            grant_type="authorization_code",
            code=code,
            code_verifier=flow.word("verifier"),
        )
        published: Any = _json(client, _own(settings, about, "jwks_uri"))
        keys = KeySet.import_key_set(published)
        claims = _claims(token, keys, settings, flow.word("nonce"), at)
    except (OAuthError, httpx2.HTTPError, JoseError, KeyError, TypeError, ValueError) as error:
        raise SignInRefusedError("What your provider says about you cannot be trusted.") from error
    if settings.oidc_groups not in claims and "userinfo_endpoint" in about:
        more = _json(client, _own(settings, about, "userinfo_endpoint"), known=True)
        if more.get("sub") != claims["sub"]:
            raise SignInRefusedError("What your provider says about you cannot be trusted.")
        claims = {**more, **claims}
    return _person(settings, claims)


def _claims(
    token: Mapping[str, Any], keys: KeySet, settings: Settings, nonce: str, at: datetime
) -> dict[str, Any]:
    """Claims of the identity token, once its signature and all that ties it to us is right."""
    read = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
    claims = CodeIDToken(
        read.claims,
        read.header,
        {
            "iss": {"essential": True, "value": settings.oidc_issuer},
            "aud": {"essential": True, "value": settings.oidc_client_id},
        },
        {
            "nonce": nonce,
            "client_id": settings.oidc_client_id,
            "access_token": token["access_token"],
        },
    )
    claims.validate(now=int(at.timestamp()), leeway=_CLOCKS_DIFFER)
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise ValueError("no subject")
    return dict(claims)


def _person(settings: Settings, claims: Mapping[str, Any]) -> Known:
    groups = claims.get(settings.oidc_groups, ())
    if isinstance(groups, str):
        groups = (groups,)
    if not isinstance(groups, list | tuple) or len(groups) > _MOST_GROUPS:
        raise SignInRefusedError("Your provider does not list your groups as it should.")
    login = next(
        (
            claims[name]
            for name in ("email", "preferred_username", "sub")
            if isinstance(claims.get(name), str) and claims[name].isprintable()
        ),
        "",
    )
    name = claims.get("name")
    return Known(
        subject=f"{settings.oidc_issuer} {claims['sub']}",
        login=login.casefold()[:200],
        name=(name if isinstance(name, str) and name.isprintable() else login)[:200],
        groups=frozenset(group for group in groups if isinstance(group, str)),
    )


def _client(settings: Settings, redirect: str) -> OAuth2Client:
    secret = settings.oidc_client_secret.get_secret_value()
    return OAuth2Client(
        client_id=settings.oidc_client_id,
        client_secret=secret or None,
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
        scope=settings.oidc_scope,
        redirect_uri=redirect,
        code_challenge_method="S256",
        timeout=_SECONDS,
        follow_redirects=False,
        trust_env=False,
    )


def _about(client: OAuth2Client, settings: Settings) -> dict[str, Any]:
    """What the issuer says about itself, and it has to be that very issuer."""
    address = settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
    about = _json(client, address)
    if about.get("issuer") != settings.oidc_issuer:
        raise SignInRefusedError("The provider calls itself by another name than the settings do.")
    return about


def _json(client: OAuth2Client, address: str, *, known: bool = False) -> dict[str, Any]:
    try:
        answer = client.request("GET", address, withhold_token=not known)
        answer.raise_for_status()
        found = answer.json()
    except (OAuthError, httpx2.HTTPError, ValueError) as error:
        raise SignInRefusedError("Your provider cannot be reached now.") from error
    if not isinstance(found, dict):
        raise SignInRefusedError("Your provider does not answer as it should.")
    return found


def _own(settings: Settings, about: Mapping[str, Any], name: str) -> str:
    """Address at the issuer itself: nobody else is ever asked."""
    address = _secure(about, name)
    if urlsplit(address)[:2] != urlsplit(settings.oidc_issuer)[:2]:
        raise SignInRefusedError("The provider refers to another server, which is not asked.")
    return address


def _secure(about: Mapping[str, Any], name: str) -> str:
    address = about.get(name)
    if not isinstance(address, str):
        raise SignInRefusedError("Your provider does not answer as it should.")
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise SignInRefusedError("The provider refers to an address that is not secure.")
    return address
