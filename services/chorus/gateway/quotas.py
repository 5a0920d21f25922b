"""How much a caller may ask for: calls by the minute, answers by the day, in moving windows."""

import time

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string

from chorus.errors import InvalidArgument, ResourceExhausted
from chorus.rpc.guard import Caller


class Quotas:
    """The same for every caller; 0 is no limit."""

    def __init__(self, calls_per_minute: int = 0, answers_per_day: int = 0, storage: str = "memory://") -> None:
        """``storage`` is where it is counted, by a URL of ``limits``: several gateways share one that is not memory."""
        try:
            self._limiter = MovingWindowRateLimiter(storage_from_string(f"async+{storage}"))
        except Exception as error:
            raise InvalidArgument(
                f"CHORUS_GATEWAY_QUOTA_STORAGE: {storage!r} is no storage of limits: {error}"
            ) from None
        self._calls = RateLimitItemPerMinute(calls_per_minute, namespace="calls") if calls_per_minute else None
        self._answers = RateLimitItemPerDay(answers_per_day, namespace="answers") if answers_per_day else None

    async def call(self, caller: Caller) -> None:
        """Count a call; ``ResourceExhausted`` with the time to wait where it is one too many."""
        await self._count(self._calls, caller, 1, "calls a minute")

    async def answers(self, caller: Caller, number: int) -> None:
        """Count answers that are asked for."""
        await self._count(self._answers, caller, number, "answers a day")

    async def _count(self, limit: RateLimitItem | None, caller: Caller, number: int, what: str) -> None:
        if limit is None or not number:
            return
        if number > limit.amount:
            raise ResourceExhausted(
                f"{number:,} answers are more than the {limit.amount:,} {what} that anybody may ask for"
            )
        if await self._limiter.hit(limit, caller.id, cost=number):
            return
        stats = await self._limiter.get_window_stats(limit, caller.id)
        wait = max(1.0, stats.reset_time - time.time())
        raise ResourceExhausted(f"{limit.amount:,} {what} are used up; try again in {wait:.0f} s", retry_after=wait)
