"""The job "examine": an adapter that was made elsewhere in, a STAGED revision out.

Nothing of it is trusted. The files are taken into a folder of the service's own, under names that the service chooses; they are
checked like an adapter's that was trained here, and nothing is loaded before that. What the adapter does to the base model is
measured last, and one that does nothing at all, or nothing that is a number, is refused.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from math import isfinite
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO, Protocol

from chorus.errors import Internal, InvalidAdapter, InvalidArgument
from chorus.finetuning.adapters import (
    CONFIG,
    WEIGHTS,
    AdapterShape,
    check_adapter,
    check_file_name,
    without_traces,
)
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.cancellation import stopping
from chorus.finetuning.eligibility import require_allowed
from chorus.finetuning.engine import Engine, Examination, ExaminationPlan, TrainingProgress
from chorus.finetuning.registry import Registry
from chorus.finetuning.revision import (
    MAX_RANK,
    FinetuningConfig,
    Fingerprint,
    Revision,
    RevisionOrigin,
    RevisionState,
)
from chorus.graph.client import Community, Partition
from chorus.jobs import JobContext
from chorus.storage.artifacts import Artifacts
from chorus.types.names import parse

KIND = "examine"
README = "README.md"
"""PEFT writes one into every folder; it is read past and not kept."""
MAX_BYTES = {CONFIG: 2**20, README: 2**20, WEIGHTS: 8 * 2**30}
"""Of each file."""
MAX_ALPHA = 1024
MAX_PIECE_BYTES = 2**20
SAME = 1e-6
"""Log-probabilities nearer than this are the same: single precision tells no more."""

BaseFolder = Callable[[str, Artifacts, Path], Path]
"""The folder of a base model's location; ``base_folder`` of the module of that name."""


class CommunitySource(Protocol):
    """What knows of communities; ``chorus.graph.client.GraphClient`` is one."""

    async def get_community(self, name: str) -> Community:
        """A community; ``NotFound`` if there is none."""
        ...

    async def get_partition(self, name: str) -> Partition:
        """The partition that a community is of."""
        ...


@dataclass(frozen=True, slots=True)
class ImportHeader:
    """What an adapter is said to be, before its files."""

    community: str = ""
    base_model: str = ""
    """Empty means the active one."""


@dataclass(frozen=True, slots=True)
class FileName:
    """The beginning of a file."""

    name: str = ""


Part = ImportHeader | FileName | bytes
"""What an import is made of: a header, then each file's name and the pieces of it."""


@dataclass(frozen=True, slots=True)
class ExaminationRequest:
    """The job's arguments."""

    community: str = ""
    base_model: str = ""
    location: str = ""
    """The PEFT folder, checked, as an artifact's location."""


@dataclass(frozen=True, slots=True)
class AdapterImports:
    """Takes adapters in."""

    registry: Registry
    artifacts: Artifacts
    engine: Engine
    base_folder: BaseFolder
    cache: Path
    """Folder that artifacts are fetched to, and that files wait in while they are taken in."""
    communities: CommunitySource
    max_rank: int = MAX_RANK

    def clear(self) -> None:
        """Delete what an import left that was killed with the service."""
        shutil.rmtree(self._incoming, ignore_errors=True)

    async def take(self, parts: AsyncIterator[Part]) -> ExaminationRequest:
        """Take a PEFT folder in, file by file.

        ``InvalidAdapter`` with the reason for one that must not be loaded; the errors of a finetuning where its community or base
        model will not do.
        """
        header = await anext(parts, None)
        if not isinstance(header, ImportHeader):
            raise InvalidArgument(
                "the first message says which community the adapter is for; send a header", field="header"
            )
        parse(header.community, "communities", field="header.community")
        require_allowed(await self.communities.get_community(header.community), field="header.community")
        base_model = await self._base_model(header.base_model)
        async with self._folder() as folder:
            await _receive(parts, folder)
            location = await asyncio.to_thread(self._keep, folder, base_model)
        return ExaminationRequest(header.community, base_model.name, location)

    async def run(self, context: JobContext, request: ExaminationRequest) -> str:
        """Measure an adapter and stage it; the result is the name of the revision."""
        base_model = await self.registry.base_model(request.base_model)
        shape, digest = await asyncio.to_thread(self._look, request.location, base_model)
        examination = await self._examine(context, ExaminationPlan(base_model.location, request.location))
        require_effect(examination.fingerprint)
        community = await self.communities.get_community(request.community)
        dataset = (await self.communities.get_partition(community.partition)).dataset if community.partition else ""
        revision = Revision(
            name=f"revisions/{parse(request.community, 'communities')}.{digest}",
            community=request.community,
            base_model=base_model.name,
            base_model_digest=base_model.digest,
            weights_digest=digest,
            location=request.location,
            state=RevisionState.STAGED,
            origin=RevisionOrigin.IMPORTED,
            config=FinetuningConfig(rank=shape.rank, alpha=int(shape.alpha), targets=shape.targets),
            metrics=examination.metrics,
            partition=community.partition,
            dataset=dataset,
            fingerprint=examination.fingerprint,
            create_time=datetime.now(UTC),
        )
        # Another revision of the same weights may have been collected while these were measured.
        await asyncio.to_thread(self._keep_again, request.location)
        return (await self.registry.stage(revision)).name

    @property
    def _incoming(self) -> Path:
        return self.cache / "imports"

    @asynccontextmanager
    async def _folder(self) -> AsyncIterator[Path]:
        """A folder for one import, which goes when it is over."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(dir=self._incoming))
        try:
            yield folder
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _base_model(self, name: str) -> BaseModel:
        if not name:
            return await self.registry.active_base_model()
        parse(name, "base-models", field="header.base_model")
        return await self.registry.base_model(name)

    def _keep(self, folder: Path, base_model: BaseModel) -> str:
        """Check a folder and store it."""
        (folder / README).unlink(missing_ok=True)
        shape = self._check(folder, base_model)
        if shape.alpha > MAX_ALPHA or not float(shape.alpha).is_integer():
            raise InvalidAdapter(f"the adapter's alpha is {shape.alpha}; whole numbers up to {MAX_ALPHA} are taken in")
        config = folder / CONFIG
        config.write_bytes(without_traces(config.read_bytes(), base_model.name))
        return self.artifacts.put_folder(folder)

    def _look(self, location: str, base_model: BaseModel) -> tuple[AdapterShape, str]:
        """What a stored adapter is, checked again, and the digest of its weights."""
        folder = self.artifacts.fetch_folder(location, self.cache)
        with (folder / WEIGHTS).open("rb") as file:
            return self._check(folder, base_model), file_digest(file, "sha256").hexdigest()

    def _keep_again(self, location: str) -> None:
        self.artifacts.put_folder(self.artifacts.fetch_folder(location, self.cache))

    def _check(self, folder: Path, base_model: BaseModel) -> AdapterShape:
        return check_adapter(folder, self.base_folder(base_model.location, self.artifacts, self.cache), self.max_rank)

    async def _examine(self, context: JobContext, plan: ExaminationPlan) -> Examination:
        found = None
        async with stopping(self.engine, plan.run, context), aclosing(self.engine.examine(plan)) as events:
            async for event in events:
                if isinstance(event, TrainingProgress):
                    await context.report(event.done, event.total, "prompts", event.message)
                else:
                    found = event
        if found is None:
            raise Internal("the run that measures the adapter ended without a result; import it again")
        return found


def require_effect(fingerprint: Fingerprint) -> None:
    """Raise ``InvalidAdapter`` where an adapter leaves the base model as it is, or makes it give no numbers."""
    pairs = [
        (ours.log_probability, theirs.log_probability)
        for prompt in fingerprint.prompts
        for ours, theirs in zip(prompt.adapter, prompt.base, strict=True)
    ]
    if not all(isfinite(number) for pair in pairs for number in pair):
        raise InvalidAdapter("with the adapter the base model gives no numbers; its weights are damaged")
    if not any(abs(ours - theirs) > SAME for ours, theirs in pairs):
        raise InvalidAdapter("the adapter has no effect: with it and without it the base model says the same")


async def _receive(parts: AsyncIterator[Part], folder: Path) -> None:
    """Write files as they come; a name is looked at before a byte of the file is."""
    file: BinaryIO | None = None
    name, size = "", 0
    try:
        async for part in parts:
            match part:
                case FileName():
                    name, size = _checked(part.name, folder), 0
                    if file is not None:
                        file.close()
                    file = await asyncio.to_thread((folder / name).open, "xb")
                case bytes() if file is not None:
                    size += len(part)
                    _check_size(name, len(part), size)
                    await asyncio.to_thread(file.write, part)
                case _:
                    raise InvalidArgument("after the header comes a file's name, and then its bytes", field="part")
    finally:
        if file is not None:
            file.close()


def _checked(name: str, folder: Path) -> str:
    """A name that a file of an adapter may have, and that none has yet."""
    if name != README:
        check_file_name(name)
    if (folder / name).exists():
        raise InvalidAdapter(f"{name} was sent twice; send it once")
    return name


def _check_size(name: str, piece: int, size: int) -> None:
    if piece > MAX_PIECE_BYTES:
        raise InvalidArgument(f"a piece is larger than {MAX_PIECE_BYTES:,} bytes; send smaller ones", field="data")
    if size > MAX_BYTES[name]:
        raise InvalidAdapter(f"{name} is larger than {MAX_BYTES[name]:,} bytes; that is no adapter's")
