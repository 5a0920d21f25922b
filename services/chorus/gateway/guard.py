"""The guard of the door: who calls, whether their role is enough, how much they may ask, what for; and the audit log of it.

Asks, screenings, evaluations, operators' calls and refusals are logged; of a stranger who knocks without end only so many
refusals a minute, or they could fill the log. A call that answers once is logged before its answer goes out, with the
receipt; a stream before its first answer and again at its end. What cannot be logged is not answered.
"""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol

from google.protobuf.message import Message

from chorus.errors import InvalidArgument, PermissionDenied, PurposeRequired, RevisionNotActive, Unauthenticated
from chorus.gateway.access import CALLS, Call, Role
from chorus.gateway.asked import ASKING, Asked, asked, job_of, receipts, resources
from chorus.gateway.audit import AuditedReceipt, AuditEntry, AuditLog
from chorus.gateway.authentication import Authenticator
from chorus.gateway.library import Library
from chorus.gateway.quotas import Quotas
from chorus.gateway.sensitivity import Sensitivity
from chorus.rpc.guard import Attendance, Caller, Credentials
from chorus.serving.client import check_request, is_staged
from chorus.types.receipt import Receipt

MAX_PURPOSE = 500
BEGUN = "BEGUN"
LOCAL = Caller("local", "whoever uses this machine", Role.OPERATOR.value)
"""Who calls where nobody is asked."""
_ROLES = tuple(Role)
_REFLECTION = "/grpc.reflection."


class Log(Protocol):
    """The part of the audit log that is written."""

    async def record(self, entry: AuditEntry) -> None:
        """Add an entry."""
        ...


class DoorGuard:
    """Guards the gateway."""

    def __init__(
        self,
        authenticator: Authenticator | None,
        quotas: Quotas,
        sensitivity: Sensitivity,
        log: AuditLog | Log,
        library: Library,
    ) -> None:
        """Without an authenticator everybody is an operator: for a gateway that only this machine reaches."""
        self._authenticator = authenticator
        self._quotas = quotas
        self._sensitivity = sensitivity
        self._log = log
        self._library = library

    async def admit(self, method: str, credentials: Credentials, peer: str) -> Caller:
        """Who calls; refused without good credentials, with too low a role, and over the quota."""
        caller = Caller()
        try:
            caller = await self._authenticator.authenticate(credentials) if self._authenticator else LOCAL
            _check_role(method, caller)
        except (Unauthenticated, PermissionDenied) as refused:
            await self._quotas.refusal(caller, peer)
            code = refused.reason if isinstance(refused, Unauthenticated) else "PERMISSION_DENIED"
            await self._log.record(_entry(method, code, caller, ""))
            raise
        await self._quotas.call(caller)
        return caller

    async def attend(self, method: str, caller: Caller, credentials: Credentials, request: object) -> Attendance | None:
        """Check what is asked, and log it."""
        call = CALLS.get(method)
        if call and call.behind == "serving" and isinstance(request, bytes):
            check_request(method, request)
        if call is None or (method not in ASKING and call.role is not Role.OPERATOR):
            return None
        purpose = purpose_in(credentials)
        asks = method in ASKING
        found = asked(method, request, self._library.get) if asks else Asked()
        entry = replace(
            _entry(method, BEGUN, caller, purpose),
            personas=found.personas,
            prompt_digests=tuple(sha256(prompt.encode(errors="replace")).hexdigest() for prompt in found.prompts),
            resources=() if asks or not isinstance(request, Message | bytes) else resources(method, request),
        )
        try:
            _check_staged(found, caller)
            await self._sensitivity.check(found.personas, purpose)
        except (PurposeRequired, RevisionNotActive):
            await self._log.record(replace(entry, code="FAILED_PRECONDITION"))
            raise
        await self._quotas.answers(caller, found.num_answers)
        if call.streams_responses:
            await self._log.record(entry)
        return _Attended(self._log, call, entry)


@dataclass(slots=True)
class _Attended:
    """A call that is logged."""

    log: AuditLog | Log
    call: Call
    entry: AuditEntry
    answered: list[AuditedReceipt] = field(default_factory=list)
    is_logged: bool = False

    async def answers(self, response: object) -> None:
        """Note the receipts; log a call that answers once."""
        if self.call.path in ASKING:
            self.answered += map(_audited, receipts(self.call.path, response))
        if not self.call.streams_responses:
            await self._write("OK", job_of(self.call.path, response))

    async def ended(self, code: str) -> None:
        """Log what was not logged yet."""
        await self._write(code)

    async def _write(self, code: str, job: str = "") -> None:
        if self.is_logged:
            return
        self.is_logged = True
        entry = replace(self.entry, time=datetime.now(UTC), code=code, receipts=tuple(self.answered), job=job)
        # Whoever hangs up at this moment is logged all the same.
        await asyncio.shield(self.log.record(entry))


def purpose_in(credentials: Credentials) -> str:
    """The purpose that a call states; ``InvalidArgument`` for one that is too long or no text."""
    said = credentials.get("chorus-purpose-bin") or credentials.get("chorus-purpose") or ""
    try:
        purpose = said.decode() if isinstance(said, bytes) else said
    except UnicodeDecodeError:
        raise InvalidArgument("the purpose is no UTF-8 text", field="chorus-purpose-bin") from None
    purpose = " ".join(purpose.split())
    if len(purpose) > MAX_PURPOSE:
        raise InvalidArgument(f"a purpose has at most {MAX_PURPOSE} characters", field="chorus-purpose")
    return purpose


def _check_role(method: str, caller: Caller) -> None:
    if method.startswith(_REFLECTION):
        return
    call = CALLS.get(method)
    if call is None:
        raise PermissionDenied("no such call is let through this door")
    if _ROLES.index(Role(caller.role)) < _ROLES.index(call.role):
        raise PermissionDenied(f"this call needs the role {call.role.value}; {caller.name or 'yours'} is {caller.role}")


def _check_staged(found: Asked, caller: Caller) -> None:
    """What has not passed the gate answers evaluations, and those who decide on it."""
    staged = next(filter(is_staged, found.personas), None)
    if staged and caller.role != Role.OPERATOR:
        raise RevisionNotActive(
            f"{staged} is not ACTIVE yet: it can be evaluated; only operators ask it", field="persona"
        )


def _entry(method: str, code: str, caller: Caller, purpose: str) -> AuditEntry:
    return AuditEntry(datetime.now(UTC), method, code, caller.id, caller.name, caller.role, purpose)


def _audited(receipt: Receipt) -> AuditedReceipt:
    return AuditedReceipt(receipt.persona, receipt.revision, receipt.base_model_digest, receipt.prompt_digest)
