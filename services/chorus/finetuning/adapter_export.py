"""Adapters for elsewhere: the PEFT folder of a revision and its model card, file by file."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from chorus.errors import FailedPrecondition
from chorus.finetuning.adapters import CONFIG, WEIGHTS
from chorus.finetuning.model_card import model_card
from chorus.finetuning.registry import Registry
from chorus.storage.artifacts import Artifacts

README = "README.md"
PIECE_BYTES = 2**19


@dataclass(frozen=True, slots=True)
class AdapterExports:
    """Gives adapters out."""

    registry: Registry
    artifacts: Artifacts
    cache: Path
    """Folder that artifacts are fetched to."""

    async def files(self, name: str) -> AsyncIterator[tuple[str, bytes]]:
        """Each file's name with each piece of it, in order; ``FailedPrecondition`` where the weights were collected.

        A revision that is not ACTIVE may be had too; the card of a QUARANTINED one says why it is so.
        """
        revision = await self.registry.revision(name)
        if not revision.location:
            raise FailedPrecondition(f"the weights of {name} were collected; train or import it again", field="name")
        card = model_card(revision, await self.registry.base_model(revision.base_model))
        yield README, card.encode()
        folder = await asyncio.to_thread(self.artifacts.fetch_folder, revision.location, self.cache)
        for file_name in (CONFIG, WEIGHTS):
            with await asyncio.to_thread((folder / file_name).open, "rb") as file:
                while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
                    yield file_name, piece
