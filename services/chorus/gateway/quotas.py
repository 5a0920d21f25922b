"""How much a caller may ask for: calls by the minute, answers by the day, refusals by the minute, in moving windows."""

import time
from ipaddress import ip_address, ip_network
from urllib.parse import unquote

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string

from chorus.errors import InvalidArgument, ResourceExhausted
from chorus.rpc.guard import Caller

IPV6_PREFIX = 64
"""Bits of an IPv6 address that are one customer's; the rest they can change as they like."""


class Quotas:
    """The same for every caller; 0 is no limit."""

    def __init__(
        self,
        calls_per_minute: int = 0,
        answers_per_day: int = 0,
        refusals_per_minute: int = 0,
        storage: str = "memory://",
    ) -> None:
        """``storage`` is where it is counted, by a URL of ``limits``: several gateways share one that is not memory."""
        try:
            self._limiter = MovingWindowRateLimiter(storage_from_string(f"async+{storage}"))
        except Exception as error:
            raise InvalidArgument(
                f"CHORUS_GATEWAY_QUOTA_STORAGE: {storage!r} is no storage of limits: {error}"
            ) from None
        self._calls = RateLimitItemPerMinute(calls_per_minute, namespace="calls") if calls_per_minute else None
        self._answers = RateLimitItemPerDay(answers_per_day, namespace="answers") if answers_per_day else None
        self._refusals = (
            RateLimitItemPerMinute(refusals_per_minute, namespace="refusals") if refusals_per_minute else None
        )

    async def call(self, caller: Caller) -> None:
        """Count a call; ``ResourceExhausted`` with the time to wait where it is one too many."""
        await self._count(self._calls, caller.id, 1, "calls a minute")

    async def answers(self, caller: Caller, number: int) -> None:
        """Count answers that are asked for."""
        await self._count(self._answers, caller.id, number, "answers a day")

    async def refusal(self, caller: Caller, peer: str) -> None:
        """Count a refusal of a caller, or of whoever calls from ``peer`` where nobody knows who it is."""
        await self._count(self._refusals, caller.id or network_of(peer), 1, "refused calls a minute")

    async def _count(self, limit: RateLimitItem | None, whose: str, number: int, what: str) -> None:
        if limit is None or not number:
            return
        if number > limit.amount:
            raise ResourceExhausted(
                f"{number:,} answers are more than the {limit.amount:,} {what} that anybody may ask for"
            )
        if await self._limiter.hit(limit, whose, cost=number):
            return
        stats = await self._limiter.get_window_stats(limit, whose)
        wait = max(1.0, stats.reset_time - time.time())
        raise ResourceExhausted(f"{limit.amount:,} {what} are used up; try again in {wait:.0f} s", retry_after=wait)


def network_of(peer: str) -> str:
    """Whom a peer's address belongs to: an IPv4 address, the first half of an IPv6 one, else what gRPC says.

    >>> network_of("ipv4:10.0.0.7:51234"), network_of("ipv6:%5B2001:db8::1%5D:51234")
    ('10.0.0.7', '2001:db8::/64')
    >>> network_of("ipv6:%5B::ffff:10.0.0.7%5D:51234")
    '10.0.0.7'
    >>> network_of("unix:/tmp/socket")
    'unix:/tmp/socket'
    """
    host = unquote(peer).partition(":")[2].rpartition(":")[0].strip("[]")
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return peer
    if address.version == 4:
        return str(address)
    # A server that listens by IPv6 sees IPv4 callers as ::ffff:a.b.c.d, all of one half.
    return str(address.ipv4_mapped or ip_network((address, IPV6_PREFIX), strict=False))
