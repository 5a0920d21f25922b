"""The stage: follows the active base model and keeps an engine for it, one at a time.

    no base model ──▶ starting ──▶ ready ──▶ (another base model) ──▶ starting …
                         │  ▲
                         └──┘ again after a failed start, with growing patience

Questions are answered when it is ready; otherwise the error says what it is waiting for.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chorus.errors import ChorusError, NoBaseModel, NotFound, Unavailable
from chorus.serving.engine import EngineStatus
from chorus.serving.persona import Persona
from chorus.serving.speech import Speech

if TYPE_CHECKING:
    from chorus.finetuning.client import BaseModel

logger = logging.getLogger(__name__)

_NO_BASE = "no base model yet: build one with finetuning's CreateBaseModel, or run the pipeline"
_MAX_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the stage looks, in seconds."""

    look: float = 2.0
    """Between two looks at the active base model."""
    start: float = 30.0
    """What callers are told that a start takes."""
    drain: float = 10.0
    """Time that running questions get before their engine goes."""


class Stage:
    """Holds the engine of the active base model; ``follow`` runs until cancelled."""

    def __init__(
        self,
        active: "Callable[[], Awaitable[BaseModel]]",
        start: "Callable[[BaseModel], Awaitable[Speech]]",
        pace: Pace | None = None,
    ) -> None:
        self._active = active
        self._start = start
        self._pace = pace or Pace()
        self._base_model: BaseModel | None = None
        self._speech: Speech | None = None
        self._waiting_for: ChorusError = NoBaseModel(_NO_BASE)

    def speech(self) -> Speech:
        """What answers now; ``NoBaseModel`` or ``Unavailable`` with the reason where nothing does."""
        if self._speech is None:
            raise type(self._waiting_for)(self._waiting_for.message, retry_after=self._waiting_for.retry_after)
        return self._speech

    def status(self) -> EngineStatus:
        """Whether questions are answered now, and by what."""
        return EngineStatus(
            ready=self._speech is not None,
            message="" if self._speech else self._waiting_for.message,
            engine=self._speech.engine.name if self._speech else "",
            base_model=self._base_model.name if self._base_model else "",
            base_model_digest=self._base_model.digest if self._base_model else "",
        )

    async def watch_personas(self) -> AsyncGenerator[tuple[Persona, ...], None]:
        """The personas that there are, and again whenever they change, also with the base model."""
        last = None
        while True:
            personas = await self.speech().personas.list()
            if personas != last:
                yield (last := personas)
            await asyncio.sleep(self._pace.look)

    async def check_health(self) -> None:
        """Raise ``Unavailable`` when there should be an engine and it is dead."""
        if self._speech is not None:
            await self._speech.engine.check_health()

    async def follow(self) -> None:
        """Look at the active base model again and again; start, and replace, the engine."""
        patience = self._pace.look
        while True:
            done = await self._look() and await self._keep_pinned()
            patience = self._pace.look if done else min(patience * 2, _MAX_PATIENCE)
            await asyncio.sleep(patience)

    async def close(self) -> None:
        """Stop the engine, if there is one."""
        speech, self._speech = self._speech, None
        if speech is not None:
            await speech.engine.close()

    async def _look(self) -> bool:
        """Bring engine and active base model into line; False where that failed and is worth more patience."""
        try:
            base_model = await self._active()
        except NotFound:
            return True
        except ChorusError as error:
            if self._speech is None:
                message = f"cannot ask finetuning for the base model ({error.message}); trying again"
                self._waiting_for = Unavailable(message, retry_after=self._pace.look)
            return True
        if self._base_model is not None and self._base_model.name == base_model.name and self._speech is not None:
            return True
        await self._retire()
        return await self._begin(base_model)

    async def _keep_pinned(self) -> bool:
        """Bring memory and pins into line; False where that failed and is worth more patience."""
        try:
            if self._speech is not None:
                await self._speech.pins.keep()
        except ChorusError as error:
            logger.warning("what is pinned is not all in memory: %s", error.message)
            return False
        return True

    async def _begin(self, base_model: "BaseModel") -> bool:
        self._base_model = base_model
        message = f"the engine is starting with {base_model.name}; that takes about {self._pace.start:.0f} seconds"
        self._waiting_for = Unavailable(message, retry_after=5.0)
        logger.info("starting the engine with %s", base_model.name)
        try:
            self._speech = await self._start(base_model)
        except Exception as error:
            logger.exception("the engine did not start with %s", base_model.name)
            why = error.message if isinstance(error, ChorusError) else "the service's log has the details"
            self._waiting_for = Unavailable(
                f"the engine did not start with {base_model.name} ({why}); trying again", retry_after=self._pace.start
            )
            return False
        logger.info("%s answers with %s", self._speech.engine.name, base_model.name)
        return True

    async def _retire(self) -> None:
        """Take the present engine away once its running questions have ended, or their time is up."""
        speech, self._speech = self._speech, None
        if speech is None:
            return
        self._waiting_for = Unavailable("the base model is being replaced; ask again soon", retry_after=5.0)
        try:
            async with asyncio.timeout(self._pace.drain):
                await speech.admission.empty()
        except TimeoutError:
            logger.warning("%d questions did not end before their base model was replaced", speech.admission.num_calls)
        await speech.engine.close()
