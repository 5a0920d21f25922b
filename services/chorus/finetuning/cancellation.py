"""What becomes of a run when its job is interrupted.

A job that fails or is cancelled takes the run along; a service that stops leaves it going, to find it again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from chorus.errors import ChorusError
from chorus.finetuning.engine import Engine


class Cancellable(Protocol):
    """What is asked of a job; ``chorus.jobs.JobContext`` is one."""

    async def cancelled(self) -> bool:
        """Whether an operator called the job off."""
        ...


@asynccontextmanager
async def stopping(engine: Engine, run: str, job: Cancellable) -> AsyncIterator[None]:
    """Stop the run if the job fails or is cancelled inside."""
    try:
        yield
    except Exception:
        with suppress(ChorusError):
            await engine.stop(run)
        raise
    except asyncio.CancelledError:
        if await job.cancelled():
            await asyncio.shield(engine.stop(run))
        raise
