"""Instruction sets: general pairs that people bring along, kept by their content, and the bundled ones."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import PurePosixPath

import msgspec

from chorus.errors import InvalidInstructions, NotFound
from chorus.finetuning.alpaca import parse_instructions
from chorus.finetuning.instruction_set import BUNDLED, InstructionSet
from chorus.finetuning.instructions import Instruction, bundled_instructions, instructions_digest
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records
from chorus.types.names import parse
from chorus.types.page import Page

MAX_BYTES = 256 * 2**20
"""Of a file; some two hundred thousand pairs are a fifth of it."""
_MAX_FILE_NAME = 200


@dataclass(frozen=True, slots=True)
class InstructionSets:
    """Takes instruction sets in and gives their pairs out."""

    records: Records
    artifacts: Artifacts

    async def take(self, chunks: AsyncIterator[bytes], file_name: str) -> InstructionSet:
        """Keep the pairs of an Alpaca-form file; the same pairs, in whatever order, are the same set.

        ``InvalidInstructions`` with the line or the entry where the file is something else, or with its size.
        """
        data = bytearray()
        async for chunk in chunks:
            if len(data) + len(chunk) > MAX_BYTES:
                limit = MAX_BYTES // 2**20
                raise InvalidInstructions(f"the file is larger than {limit} MiB; bring a part of it", field="data")
            data += chunk
        taken = await asyncio.to_thread(self._keep, bytes(data), file_name)
        try:
            return await self.get(taken.name)
        except NotFound:
            await self.records.put(taken)
            return taken

    async def get(self, name: str) -> InstructionSet:
        """The set of that name; empty means the bundled one."""
        if name in ("", BUNDLED):
            pairs = bundled_instructions()
            return InstructionSet(BUNDLED, instructions_digest(), file_name="instructions.jsonl", num_pairs=len(pairs))
        parse(name, "instruction-sets")
        return await self.records.get(InstructionSet, name)

    async def list(self, page_size: int = 50, page_token: str = "") -> Page[InstructionSet]:
        """Sets that were brought along, newest first; the bundled one is not among them."""
        return await self.records.list(InstructionSet, page_size=page_size, page_token=page_token)

    async def pairs(self, name: str) -> tuple[Instruction, ...]:
        """All pairs of a set, those that are held out among them."""
        found = await self.get(name)
        if found.name == BUNDLED:
            return bundled_instructions()
        data = await asyncio.to_thread(self.artifacts.read_bytes, found.location)
        return msgspec.json.decode(data, type=tuple[Instruction, ...])

    def _keep(self, data: bytes, file_name: str) -> InstructionSet:
        pairs = sorted(set(parse_instructions(data)), key=lambda pair: (pair.instruction, pair.response))
        content = msgspec.json.encode(pairs, order="deterministic")
        digest = sha256(content).hexdigest()
        return InstructionSet(
            name=f"instruction-sets/{digest[:16]}",
            digest=digest,
            location=self.artifacts.put_bytes(content),
            file_name=_shown(file_name),
            num_pairs=len(pairs),
            create_time=datetime.now(UTC),
        )


def _shown(file_name: str) -> str:
    """A file's name without its folders, and without what no terminal should be sent."""
    name = PurePosixPath(file_name.replace("\\", "/")).name
    return "".join(character for character in name if character.isprintable())[:_MAX_FILE_NAME]
