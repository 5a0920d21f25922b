import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from itertools import count
from types import SimpleNamespace

import pytest

from chorus.errors import NoBaseModel, NotFound, Unavailable
from chorus.serving.admission import Admission
from chorus.serving.personas import Personas
from chorus.serving.stage import Pace, Stage

QUICK = Pace(look=0.002, drain=0.2)


@dataclass
class World:
    """The active base model, and the engines started for it."""

    make_engine: object
    catalogue: object = None
    active: object = None
    finetuning_is_away: bool = False
    failures: int = 0
    times_kept: int = 0
    may_start: asyncio.Event = field(default_factory=asyncio.Event)
    engines: list = field(default_factory=list)
    started_with: list = field(default_factory=list)

    async def ask(self):
        if self.finetuning_is_away:
            raise Unavailable("gone")
        if self.active is None:
            raise NotFound("none")
        return self.active

    async def start(self, base_model):
        await self.may_start.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("secret path in here")
        self.engines.append(self.make_engine())
        self.started_with.append(base_model.name)
        personas = Personas(self.catalogue, base_model, clock=count().__next__)
        return SimpleNamespace(
            engine=self.engines[-1],
            admission=Admission(4, 8),
            personas=personas,
            pins=SimpleNamespace(keep=self.keep_pinned),
        )

    async def keep_pinned(self) -> None:
        self.times_kept += 1
        if self.times_kept == 2:
            raise Unavailable("an adapter is away")


async def until(condition) -> None:
    async with asyncio.timeout(5):
        while True:
            if condition():
                return
            await asyncio.sleep(0.001)


@pytest.fixture
async def world(fakes):
    return World(fakes.Engine, fakes.Catalogue(communities=["communities/soup"]))


@pytest.fixture
async def stage(world):
    stage = Stage(world.ask, world.start, QUICK)
    following = asyncio.create_task(stage.follow())
    yield stage
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    await stage.close()


async def test_from_no_base_model_to_ready(fakes, world, stage) -> None:
    await asyncio.sleep(0.01)
    with pytest.raises(NoBaseModel, match="no base model yet"):
        stage.speech()
    assert not stage.status().ready

    world.active = fakes.base_model
    await until(lambda: "starting" in stage.status().message)
    with pytest.raises(Unavailable, match="starting with base-models/one") as caught:
        stage.speech()
    assert caught.value.retry_after

    world.may_start.set()
    await until(lambda: stage.status().ready)
    status = stage.status()
    assert (status.engine, status.base_model, status.base_model_digest) == ("fake 1.0", "base-models/one", "b" * 64)
    assert stage.speech().engine is world.engines[0]


async def test_another_base_model_replaces_the_engine(fakes, world, stage) -> None:
    world.may_start.set()
    world.active = fakes.base_model
    await until(lambda: stage.status().ready)
    world.active = replace(fakes.base_model, name="base-models/two")
    await until(lambda: stage.status().ready and stage.status().base_model == "base-models/two")
    assert world.started_with == ["base-models/one", "base-models/two"]
    assert [engine.closed for engine in world.engines] == [True, False]


async def test_running_questions_end_before_their_engine_goes(fakes, world, stage) -> None:
    world.may_start.set()
    world.active = fakes.base_model
    await until(lambda: stage.status().ready)
    async with stage.speech().admission.enter(""):
        world.active = replace(fakes.base_model, name="base-models/two")
        await until(lambda: not stage.status().ready)
        await asyncio.sleep(0.02)
        assert not world.engines[0].closed
    await until(lambda: stage.status().ready)
    assert world.engines[0].closed


async def test_a_failed_start_is_tried_again_and_tells_no_secrets(fakes, world, stage) -> None:
    world.may_start.set()
    world.failures = 2
    world.active = fakes.base_model
    await until(lambda: "did not start" in stage.status().message)
    assert "secret" not in stage.status().message
    await until(lambda: stage.status().ready)


async def test_an_engine_goes_on_while_finetuning_is_away(fakes, world, stage) -> None:
    world.finetuning_is_away = True
    await until(lambda: "cannot ask finetuning" in stage.status().message)
    world.finetuning_is_away = False
    world.may_start.set()
    world.active = fakes.base_model
    await until(lambda: stage.status().ready)
    world.finetuning_is_away = True
    await asyncio.sleep(0.02)
    assert stage.status().ready


async def test_health_is_the_engines(fakes, world, stage) -> None:
    await stage.check_health()
    world.may_start.set()
    world.active = fakes.base_model
    await until(lambda: stage.status().ready)
    await stage.check_health()
    world.engines[0].dead = True
    with pytest.raises(Unavailable):
        await stage.check_health()


async def test_who_watches_hears_of_every_change_and_of_nothing_else(fakes, world, stage) -> None:
    world.may_start.set()
    world.active = fakes.base_model
    await until(lambda: stage.status().ready)
    async with aclosing(stage.watch_personas()) as changes, asyncio.timeout(5):
        first = await anext(changes)
        assert [persona.name for persona in first] == ["personas/base"]
        heard = asyncio.create_task(anext(changes))
        await asyncio.sleep(0.05)
        assert not heard.done(), "nothing has changed"
        world.catalogue.known.append(fakes.revision("soup"))
        assert [persona.name for persona in await heard] == ["personas/base", "personas/soup", "personas/soup.context"]
        world.active = replace(fakes.base_model, name="base-models/two", digest="c" * 64)
        assert [persona.base_model_digest for persona in await anext(changes)] == ["c" * 64]


async def test_who_watches_without_a_base_model_is_told(stage) -> None:
    with pytest.raises(NoBaseModel):
        await anext(stage.watch_personas())


async def test_pins_are_looked_at_again_and_again_even_where_that_fails(fakes, world, stage) -> None:
    world.may_start.set()
    world.active = fakes.base_model
    await until(lambda: world.times_kept > 4)
    assert stage.status().ready
