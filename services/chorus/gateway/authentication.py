"""Who calls, by what they show: an API token or a JWT.

Every bad credential gets the same answer, so that nobody learns by trying which tokens there are.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import jwt
from async_lru import alru_cache

from chorus.errors import InvalidArgument, Unauthenticated
from chorus.gateway.access import Role
from chorus.gateway.tokens import PREFIX, Token, Tokens, secret_of
from chorus.rpc.guard import Caller, Credentials

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Asymmetric ones alone: with another, whoever can check a JWT could make one."""
KNOWN_SECONDS = 3.0
"""So long a revoked token may still be let in."""
MAX_KNOWN = 4096
MAX_CREDENTIAL = 8192
_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class JwtKeys:
    """Whose JWTs are believed."""

    keys: tuple[tuple[str, Any], ...]
    """Public keys, by key id; an id may be empty."""
    issuer: str = ""
    """Empty: any."""
    audience: str = "chorus"

    def claims(self, text: str) -> dict[str, Any]:
        """What a JWT says; ``jwt.PyJWTError`` or ``TypeError`` unless one of the keys signed it and it is good now."""
        wanted = jwt.get_unverified_header(text).get("kid", "")
        keys = [key for id_, key in self.keys if id_ == wanted] or [
            key for id_, key in self.keys if not (id_ and wanted)
        ]
        refused: Exception = jwt.InvalidTokenError("no key of that id")
        for key in keys:
            try:
                return dict(
                    jwt.decode(
                        text,
                        key,
                        algorithms=list(ALGORITHMS),
                        audience=self.audience,
                        issuer=self.issuer or None,
                        options={"require": ["exp", "sub", "aud"]},
                    )
                )
            # A key of another kind than the JWT's algorithm is a TypeError or an InvalidKeyError.
            except (jwt.PyJWTError, TypeError) as error:
                refused = error
        raise refused


def read_jwt_keys(path: Path, issuer: str, audience: str) -> JwtKeys:
    """The keys in a file: a public key as PEM, or a JWKS as JSON; ``InvalidArgument`` naming the file if it is neither."""
    try:
        text = path.read_text(encoding="ascii")
        if text.lstrip().startswith("{"):
            keys = tuple((key.key_id or "", key.key) for key in jwt.PyJWKSet.from_dict(json.loads(text)).keys)
        else:
            from cryptography.hazmat.primitives.serialization import load_pem_public_key

            keys = (("", load_pem_public_key(text.encode())),)
    except (OSError, ValueError, jwt.PyJWTError) as error:
        raise InvalidArgument(
            f"CHORUS_GATEWAY_JWT_KEY_FILE: {path} holds no public key as PEM and no JWKS: {error}"
        ) from None
    if any(isinstance(key, bytes | str) for _, key in keys):
        raise InvalidArgument(f"CHORUS_GATEWAY_JWT_KEY_FILE: {path} holds a shared secret; a public key is needed")
    return JwtKeys(keys, issuer, audience)


class Authenticator:
    """Tells callers by their credentials."""

    def __init__(self, tokens: Tokens, jwt_keys: JwtKeys | None = None) -> None:
        self._token = alru_cache(maxsize=MAX_KNOWN, ttl=KNOWN_SECONDS)(tokens.find)
        self._jwt_keys = jwt_keys

    async def authenticate(self, credentials: Credentials) -> Caller:
        """Who calls; ``Unauthenticated`` where that cannot be told."""
        said = credentials.get("authorization", "")
        if not isinstance(said, str) or not said:
            raise Unauthenticated(
                "who are you? send a token: CHORUS_TOKEN for the command line, else `authorization: Bearer …`"
            )
        text = said[len(_BEARER) :].strip()
        if said[: len(_BEARER)].lower() != _BEARER or not text or len(text) > MAX_CREDENTIAL:
            _refuse()
        return await self._by_token(text) if text.startswith(f"{PREFIX}_") else self._by_jwt(text)

    async def _by_token(self, text: str) -> Caller:
        token: Token | None = await self._token(text)
        if token is None or not token.is_good(secret_of(text), datetime.now(UTC)):
            _refuse()
        return Caller(token.name, token.label, token.role.value)

    def _by_jwt(self, text: str) -> Caller:
        if self._jwt_keys is None:
            _refuse()
        try:
            claims = self._jwt_keys.claims(text)
            role = Role(claims.get("role", ""))
        except (jwt.PyJWTError, ValueError, TypeError):
            _refuse()
        name = claims.get("name", "")
        return Caller(f"jwt/{claims['sub']}"[:200], str(name)[:100], role.value)


def _refuse() -> NoReturn:
    raise Unauthenticated("the credentials are not good, or no longer; ask whoever runs this Chorus for a new token")
