"""General instructions, given as a file or by the name of a set: a file is sent first."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from chorus.cli.progress import Steps
from chorus.errors import EmptyFile, InvalidArgument
from chorus.finetuning.client import DemonstrationConfig, FinetuningClient
from chorus.types.names import is_id

CHUNK_BYTES = 512 * 1024
SETS = "instruction-sets"


async def with_instructions(
    finetuning: FinetuningClient, config: DemonstrationConfig, steps: Steps
) -> DemonstrationConfig:
    """The configuration with the name of a set in place of what was said."""
    if not config.instruction_set:
        return config
    return replace(config, instruction_set=await _set_name(finetuning, config.instruction_set, steps))


async def _set_name(finetuning: FinetuningClient, said: str, steps: Steps) -> str:
    file = Path(said)
    if said.startswith(f"{SETS}/"):
        return said
    size = _size(file)
    if size is not None:
        return await _sent(finetuning, file, size, steps)
    if "." in said or not is_id(said):
        raise InvalidArgument(f"there is no file {said}; give the path of a file of instructions, or the name of a set")
    return f"{SETS}/{said}"


def _size(file: Path) -> int | None:
    """In bytes; None where there is no such file."""
    return file.stat().st_size if file.is_file() else None


async def _sent(finetuning: FinetuningClient, file: Path, size: int, steps: Steps) -> str:
    if not size:
        raise EmptyFile(f"{file} is empty; it should hold instructions and answers")

    async def chunks() -> AsyncIterator[bytes]:
        sent = 0
        with file.open("rb") as opened:
            while chunk := await asyncio.to_thread(opened.read, CHUNK_BYTES):
                yield chunk
                sent += len(chunk)
                steps.update(sent, size, f"sent {sent / 2**20:.1f} of {size / 2**20:.1f} MiB of instructions")

    found = await finetuning.import_instructions(chunks(), file.name)
    steps.update(0, 0, f"{found.name}: {found.num_pairs:,} instructions")
    return found.name
