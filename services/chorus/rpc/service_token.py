"""What one service of Chorus shows another: a JWT of two minutes, signed with a key that all of them share."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jwt

from chorus.errors import FailedPrecondition, PermissionDenied, Unauthenticated
from chorus.rpc.guard import Attendance, Caller, Credentials

METADATA_KEY = "chorus-service-token"
SECONDS = 120.0
RENEWED_BEFORE = 60.0
MIN_KEY_BYTES = 32
_ALGORITHM = "HS256"
_AUDIENCE = "chorus-services"

Clock = Callable[[], float]


def read_service_key(path: Path) -> bytes:
    """The key in a file; ``FailedPrecondition`` naming the file if it is no key."""
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise FailedPrecondition(f"CHORUS_SERVICE_KEY_FILE {path} cannot be read: {error.strerror}") from None
    if len(key) < MIN_KEY_BYTES:
        raise FailedPrecondition(
            f"CHORUS_SERVICE_KEY_FILE {path} is shorter than {MIN_KEY_BYTES} bytes: `openssl rand -hex 32`"
        )
    return key


class ServiceTokens:
    """Makes a service's tokens, a new one in time."""

    def __init__(self, key: bytes, service: str, clock: Clock = time.time) -> None:
        self._key = key
        self._service = service
        self._clock = clock
        self._token = ""
        self._until = 0.0

    def metadata(self) -> tuple[tuple[str, str | bytes], ...]:
        """What goes with a call."""
        now = self._clock()
        if now > self._until - RENEWED_BEFORE:
            self._until = now + SECONDS
            claims = {"iss": self._service, "aud": _AUDIENCE, "exp": self._until}
            self._token = jwt.encode(claims, self._key, _ALGORITHM)
        return ((METADATA_KEY, self._token),)


class ServiceGuard:
    """Admits the services that are allowed, by their tokens."""

    def __init__(self, key: bytes, allowed: Sequence[str]) -> None:
        self._key = key
        self._allowed = tuple(allowed)

    async def admit(self, method: str, credentials: Credentials, peer: str) -> Caller:
        """Which service calls."""
        return self.check(credentials)

    async def attend(self, method: str, caller: Caller, credentials: Credentials, request: object) -> Attendance | None:
        """What services ask each other nobody needs to know."""
        return None

    def check(self, credentials: Credentials) -> Caller:
        """The same, where nothing can be awaited."""
        said = credentials.get(METADATA_KEY, "")
        try:
            claims = jwt.decode(
                said, self._key, [_ALGORITHM], audience=_AUDIENCE, options={"require": ["exp", "iss", "aud"]}
            )
        except (jwt.PyJWTError, TypeError):
            raise Unauthenticated(
                "this service answers the other services of Chorus only; ask through the gateway"
            ) from None
        service = str(claims["iss"])
        if service not in self._allowed:
            raise PermissionDenied(f"the {service} service has no business here")
        return Caller(f"services/{service}", service, "service")
