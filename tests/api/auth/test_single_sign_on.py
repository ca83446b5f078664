"""What an honest provider never does; the honest one is in tests/api/web/pages/test_oidc.py."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import httpx2
import pytest
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from ng911risk_api.auth import single_sign_on
from ng911risk_api.auth.single_sign_on import (
    Known,
    SignInRefusedError,
    address_to_go,
    whoever_came,
)
from ng911risk_api.settings import Settings
from tests.store.sample import NOW

ISSUER: Final = "https://login.example.org"
SECRET: Final = "of a cookie"  # noqa: S105 - of a test
CLIENT_SECRET: Final = "a secret of the client, long enough"  # noqa: S105 - of a test
BACK: Final = "https://127.0.0.1/oidc/callback"
KEY: Final = RSAKey.generate_key(2048, {"kid": "a"})


def word(purpose: str) -> str:
    digest = hmac.new(SECRET.encode(), purpose.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass
class Fake:
    """A provider of which everything can be bent."""

    about: dict[str, Any] = field(
        default_factory=lambda: {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/auth",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/me",
        }
    )
    claims: dict[str, Any] = field(
        default_factory=lambda: {
            "iss": ISSUER,
            "aud": "ng911risk",
            "sub": "ann",
            "iat": int(NOW.timestamp()),
            "exp": int((NOW + timedelta(hours=1)).timestamp()),
            "nonce": word("nonce"),
            "name": "Ann",
            "email": "ann@example.org",
            "groups": ["it"],
        }
    )
    more: dict[str, Any] = field(default_factory=lambda: {"sub": "ann", "groups": ["it"]})
    sign: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode(
        {"alg": "RS256", "kid": "a"}, claims, KEY
    )
    asked: list[str] = field(default_factory=list)
    status: int = 200

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(str(request.url))
        if self.status != 200:
            return httpx2.Response(self.status, headers={"Location": "http://127.0.0.1:1/"})
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx2.Response(200, json=self.about)
            case "/token":
                token = {"access_token": "t", "token_type": "Bearer"}
                return httpx2.Response(200, json={**token, "id_token": self.sign(self.claims)})
            case "/keys":
                return httpx2.Response(200, json={"keys": [KEY.as_dict(private=False)]})
            case _:
                return httpx2.Response(200, json=self.more)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    made = Fake()

    class Client(OAuth2Client):  # type: ignore[misc] # it ships no types
        def __init__(self, **words: Any) -> None:  # noqa: ANN401 - what the client takes
            super().__init__(**words, transport=httpx2.MockTransport(made))

    monkeypatch.setattr(single_sign_on, "OAuth2Client", Client)
    return made


SETTINGS: Final = Settings.model_validate(
    {
        "oidc_issuer": ISSUER,
        "oidc_client_id": "ng911risk",
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_roles": {"it": "viewer"},
    }
)


def come(**said: str) -> Known:
    answer = {"state": word("state"), "code": "c", **said}
    return whoever_came(SETTINGS, SECRET, BACK, answer, at=NOW)


def test_an_honest_answer_is_taken_and_nobody_but_the_issuer_is_asked(fake: Fake) -> None:
    known = come()

    assert known == Known(
        subject=f"{ISSUER} ann", login="ann@example.org", name="Ann", groups=frozenset({"it"})
    )
    assert all(address.startswith(f"{ISSUER}/") for address in fake.asked)


def test_groups_that_the_token_leaves_out_are_asked_for(fake: Fake) -> None:
    del fake.claims["groups"]
    assert come().groups == {"it"}

    fake.more["sub"] = "eve"
    with pytest.raises(SignInRefusedError):
        come()


@pytest.mark.parametrize(
    "bent",
    [
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"aud": ["ng911risk", "another"], "azp": "another"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"sub": ""},
        {"sub": 7},
        {"exp": int((NOW - timedelta(minutes=5)).timestamp())},
        {"exp": "never"},
        {"iat": int((NOW + timedelta(hours=1)).timestamp())},
        {"groups": 7},
        {"groups": {"it": True}},
        {"groups": ["it"] * 2_001},
    ],
)
def test_a_bent_identity_is_refused(fake: Fake, bent: dict[str, Any]) -> None:
    fake.claims |= bent

    with pytest.raises(SignInRefusedError):
        come()


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "exp", "nonce"])
def test_an_identity_that_leaves_something_out_is_refused(fake: Fake, missing: str) -> None:
    del fake.claims[missing]

    with pytest.raises(SignInRefusedError):
        come()


def _unsigned(claims: dict[str, Any]) -> str:
    signed = jwt.encode({"alg": "RS256", "kid": "a"}, claims, KEY)
    head = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{head}.{signed.split('.')[1]}."


def _by_shared_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET))


def _by_public_key(claims: dict[str, Any]) -> str:
    public = OctKey.import_key(KEY.as_pem(private=False).replace(b"-----", b""))
    return jwt.encode({"alg": "HS256", "kid": "a"}, claims, public)


def _by_another(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "a"}, claims, RSAKey.generate_key(2048))


@pytest.mark.parametrize(
    "sign",
    [_unsigned, _by_shared_secret, _by_public_key, _by_another, lambda _: "a.b", lambda _: ""],
)
def test_only_the_key_of_the_issuer_signs(
    fake: Fake, sign: Callable[[dict[str, Any]], str]
) -> None:
    fake.sign = sign

    with pytest.raises(SignInRefusedError, match="cannot be trusted"):
        come()


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri", "userinfo_endpoint"])
@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/x", "http://169.254.169.254/latest", "http://127.0.0.1/", 7]
)
def test_nobody_else_is_asked_whatever_the_provider_says(
    fake: Fake, name: str, elsewhere: object
) -> None:
    fake.about[name] = elsewhere
    del fake.claims["groups"]

    with pytest.raises(SignInRefusedError):
        come()

    assert all(address.startswith(f"{ISSUER}/") for address in fake.asked)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_provider_that_is_away_is_told_so_and_not_followed(fake: Fake, status: int) -> None:
    fake.status = status

    with pytest.raises(SignInRefusedError, match="cannot be reached"):
        address_to_go(SETTINGS, SECRET, BACK)

    assert len(fake.asked) == 1


def test_a_provider_of_another_name_is_refused(fake: Fake) -> None:
    fake.about["issuer"] = "https://evil.example"

    with pytest.raises(SignInRefusedError, match="another name"):
        address_to_go(SETTINGS, SECRET, BACK)


def test_a_browser_is_sent_only_where_it_is_secure(fake: Fake) -> None:
    assert f"state={word('state')}" in address_to_go(SETTINGS, SECRET, BACK)

    fake.about["authorization_endpoint"] = "http://login.example.org/auth"
    with pytest.raises(SignInRefusedError, match="not secure"):
        address_to_go(SETTINGS, SECRET, BACK)


def test_without_the_cookie_no_answer_counts(fake: Fake) -> None:
    with pytest.raises(SignInRefusedError):
        whoever_came(SETTINGS, "", BACK, {"state": "", "code": "c"}, at=NOW)

    assert fake.asked == []
