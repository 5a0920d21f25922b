"""What is behind the door, seen from the gateway."""

import asyncio

import pytest

from chorus.errors import NotFound, Unavailable
from chorus.gateway.behind import SERVING, Behind, ServiceStatus, reflect
from chorus.serving.client import EngineStatus


class Engine:
    def __init__(self, answer: EngineStatus | Exception) -> None:
        self.answer = answer

    async def get_engine(self) -> EngineStatus:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "ready", "message"),
    [
        (EngineStatus(ready=True), True, ""),
        (EngineStatus(ready=False, message="loading"), False, "loading"),
        (EngineStatus(ready=False), False, "not ready"),
        (Unavailable("gone"), False, "gone"),
        (NotFound("Application metadata not set."), False, "serving is being deployed; try again in a minute"),
    ],
)
async def test_serving_says_whether_and_why_not(answer: EngineStatus | Exception, ready: bool, message: str) -> None:
    assert await Behind({}, Engine(answer)).serving() == ServiceStatus("serving", ready, message)


async def test_health_follows_serving() -> None:
    seen: list[tuple[str, bool]] = []

    class Health:
        async def set_serving(self, service: str, serving: bool) -> None:
            seen.append((service, serving))

    engine = Engine(EngineStatus(ready=True))
    following = asyncio.create_task(reflect(Health(), Behind({}, engine).serving, 0.01))
    await asyncio.sleep(0.03)
    engine.answer = Unavailable("gone")
    await asyncio.sleep(0.03)
    following.cancel()
    assert seen[0] == (SERVING, True)
    assert seen[-1] == (SERVING, False)
