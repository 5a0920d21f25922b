"""Adapters from elsewhere: what is refused, and what becomes of the rest."""

import json
import pickle
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest

from chorus.errors import (
    CommunityTooSmall,
    FailedPrecondition,
    Internal,
    InvalidAdapter,
    InvalidArgument,
    InvalidName,
    NoBaseModel,
    NotFound,
)
from chorus.finetuning.adapter_import import (
    MAX_BYTES,
    AdapterImports,
    ExaminationRequest,
    FileName,
    ImportHeader,
    Part,
    require_effect,
)
from chorus.finetuning.base_folder import base_folder
from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.engine import Examination, ExaminationPlan, TrainingProgress
from chorus.finetuning.registry import Registry
from chorus.finetuning.revision import (
    AdapterMetrics,
    Fingerprint,
    PromptFingerprint,
    RevisionOrigin,
    RevisionState,
    TokenProbability,
)
from chorus.graph.client import Community, Partition
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records

from .conftest import SHAPE, plain_tensors, write_adapter

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
OAK = ImportHeader("communities/oak")


def fingerprint(ours: float, theirs: float) -> Fingerprint:
    """What one prompt gives with the adapter and without."""
    same = TokenProbability(3, -0.5)
    adapter, base = TokenProbability(7, ours), TokenProbability(7, theirs)
    return Fingerprint((PromptFingerprint("Write a post.", (same, adapter), (same, base)),))


EXAMINATION = Examination(fingerprint(-1.25, -2.5), AdapterMetrics(general_loss=2.0, base_general_loss=2.5))


class Graph:
    """Three communities."""

    async def get_community(self, name: str) -> Community:
        known = {
            "communities/oak": Community("communities/oak", "partitions/p", persona_allowed=True),
            "communities/handful": Community("communities/handful", num_authors=3),
            "communities/out": Community("communities/out", persona_allowed=True, excluded=True),
        }
        if name not in known:
            raise NotFound(f"there is no {name!r}")
        return known[name]

    async def get_partition(self, name: str) -> Partition:
        return Partition(name, dataset="datasets/d")


@dataclass
class Engine:
    """Measures nothing, and says what it was told to."""

    result: Examination | None = EXAMINATION
    plans: list[ExaminationPlan] = field(default_factory=list)

    async def examine(self, plan: ExaminationPlan) -> AsyncGenerator[TrainingProgress | Examination, None]:
        self.plans.append(plan)
        yield TrainingProgress(1, 2, "half the prompts")
        if self.result is not None:
            yield self.result

    async def stop(self, run: str) -> None: ...


@dataclass
class Context:
    """A job that only remembers what was reported."""

    messages: list[str] = field(default_factory=list)

    async def report(self, done: int, total: int, unit: str, message: str) -> None:
        self.messages.append(message)

    async def cancelled(self) -> bool:
        return False


@dataclass(frozen=True)
class Setting:
    """Imports with all they stand on."""

    imports: AdapterImports
    registry: Registry
    engine: Engine
    home: Path

    @property
    def artifacts(self) -> Artifacts:
        return self.imports.artifacts

    async def take(self, *parts: Part) -> ExaminationRequest:
        """Take what is sent; nothing of it is left lying about, whatever comes of it."""

        async def sent() -> AsyncIterator[Part]:
            for part in parts:
                yield part

        try:
            return await self.imports.take(sent())
        finally:
            assert not list((self.home / "cache" / "imports").glob("*"))

    async def take_folder(self, folder: Path, header: ImportHeader = OAK) -> ExaminationRequest:
        return await self.take(header, *in_parts({path.name: path.read_bytes() for path in sorted(folder.iterdir())}))

    def kept(self, request: ExaminationRequest) -> Path:
        return self.artifacts.fetch_folder(request.location, self.home / "looked at")


@pytest.fixture
async def setting(tmp_path: Path, base: Path) -> AsyncIterator[Setting]:
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    registry, artifacts, engine = Registry(records), Artifacts(str(tmp_path / "store")), Engine()
    await registry.add_base_model(BaseModel("base-models/tiny", "b" * 64, str(base)), "inputs")
    imports = AdapterImports(registry, artifacts, engine, base_folder, tmp_path / "cache", Graph(), 4)  # type: ignore[arg-type]
    yield Setting(imports, registry, engine, tmp_path)
    records.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_adapter(tmp_path / "brought", plain_tensors())


def in_parts(files: dict[str, bytes], piece: int = 1000) -> list[Part]:
    parts: list[Part] = []
    for name, data in files.items():
        parts.append(FileName(name))
        parts += [data[start : start + piece] for start in range(0, len(data), piece)]
    return parts


async def test_a_plain_adapter_is_kept_to_the_byte(setting: Setting, folder: Path) -> None:
    request = await setting.take_folder(folder)
    assert (request.community, request.base_model) == ("communities/oak", "base-models/tiny")
    kept = setting.kept(request)
    assert (kept / WEIGHTS).read_bytes() == (folder / WEIGHTS).read_bytes()
    assert sorted(path.name for path in kept.iterdir()) == [CONFIG, WEIGHTS]


async def test_no_path_of_where_it_was_made_is_kept(setting: Setting, tmp_path: Path) -> None:
    options = {"base_model_name_or_path": "/home/somebody/llama"}
    folder = write_adapter(tmp_path / "brought", plain_tensors(), options)
    config = json.loads((setting.kept(await setting.take_folder(folder)) / CONFIG).read_text())
    assert config["base_model_name_or_path"] == "base-models/tiny"


async def test_a_readme_is_left_out(setting: Setting, folder: Path) -> None:
    plain = await setting.take_folder(folder)
    (folder / "README.md").write_text("# Made by somebody")
    assert await setting.take_folder(folder) == plain


async def test_a_base_model_other_than_the_active_one_may_be_named(setting: Setting, folder: Path) -> None:
    other = setting.home / "other"
    other.mkdir()
    (other / "config.json").write_text(json.dumps({**SHAPE, "intermediate_size": 16}))
    await setting.registry.add_base_model(BaseModel("base-models/other", location=str(other)), "others")
    with pytest.raises(InvalidAdapter, match="the base model needs"):
        await setting.take_folder(folder)
    named = await setting.take_folder(folder, replace(OAK, base_model="base-models/tiny"))
    assert named.base_model == "base-models/tiny"


@pytest.mark.parametrize("name", ["adapter_model.bin", "adapter_model.pt", "adapter_model.pkl"])
async def test_a_pickle_is_refused_before_a_byte_of_it_is_read(setting: Setting, folder: Path, name: str) -> None:
    bomb = "a byte of the pickle was asked for"

    async def sent() -> AsyncIterator[Part]:
        yield OAK
        yield FileName(name)
        raise AssertionError(bomb)

    with pytest.raises(InvalidAdapter, match="pickled weights are never loaded"):
        await setting.imports.take(sent())


async def test_a_pickle_that_calls_itself_safetensors_is_refused(setting: Setting, folder: Path) -> None:
    (folder / WEIGHTS).write_bytes(pickle.dumps({"weights": [0.0] * 1000}))
    with pytest.raises(InvalidAdapter, match="not a safetensors file"):
        await setting.take_folder(folder)


@pytest.mark.parametrize(
    "name",
    ["../adapter_model.safetensors", "../../x", "/etc/passwd", "a/adapter_config.json", "..", ".", "", "README.md/../x",
     "adapter_config.json\0", "..\\x", "ADAPTER_CONFIG.JSON", "tokenizer.json"],
)  # fmt: skip
async def test_a_name_that_is_no_adapters_is_refused(setting: Setting, name: str) -> None:
    with pytest.raises(InvalidAdapter, match="nothing else"):
        await setting.take(OAK, FileName(name), b"x")
    assert not (setting.home / "cache" / WEIGHTS).exists()


async def test_a_file_that_was_sent_twice_is_refused(setting: Setting) -> None:
    with pytest.raises(InvalidAdapter, match="sent twice"):
        await setting.take(OAK, FileName(CONFIG), b"{}", FileName(CONFIG), b"{}")


@pytest.mark.parametrize("name", [CONFIG, WEIGHTS])
async def test_a_missing_file_is_named(setting: Setting, folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(InvalidAdapter, match=f"no {name}"):
        await setting.take_folder(folder)


@pytest.mark.parametrize("cut", [4, 700])
async def test_weights_that_are_cut_short_are_refused(setting: Setting, folder: Path, cut: int) -> None:
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:-cut])
    with pytest.raises(InvalidAdapter, match="cut short"):
        await setting.take_folder(folder)


@pytest.mark.parametrize(
    ("tensors", "options", "reason"),
    [
        ({**plain_tensors(), "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight": (4, 99)}, {}, "has shape"),
        ({**plain_tensors(), "base_model.model.lm_head.weight": (4, 4)}, {}, "no place for"),
        (plain_tensors(8), {"r": 8}, "ranks from 1 to 4"),
        (plain_tensors(2), {}, "has shape"),
        (plain_tensors(), {"use_dora": True}, "only plain LoRA"),
        (plain_tensors(), {"lora_alpha": 0.5}, "whole numbers"),
        (plain_tensors(), {"lora_alpha": 1e12}, "whole numbers"),
    ],
)
async def test_weights_that_do_not_fit_are_refused(
    setting: Setting, tmp_path: Path, tensors: dict[str, tuple[int, ...]], options: dict[str, object], reason: str
) -> None:
    with pytest.raises(InvalidAdapter, match=reason):
        await setting.take_folder(write_adapter(tmp_path / "brought", tensors, options))
    assert (await setting.registry.revisions()).items == ()


@pytest.mark.parametrize("name", [CONFIG, "README.md"])
async def test_a_file_beyond_its_size_is_refused_while_it_comes(setting: Setting, name: str) -> None:
    piece = b" " * 2**20
    sent: list[Part] = [OAK, FileName(name), *[piece] * (MAX_BYTES[name] // len(piece)), b"x"]
    with pytest.raises(InvalidAdapter, match="larger than 1,048,576"):
        await setting.take(*sent)


async def test_a_piece_beyond_its_size_is_refused(setting: Setting) -> None:
    with pytest.raises(InvalidArgument, match="send smaller ones"):
        await setting.take(OAK, FileName(WEIGHTS), b" " * (2**20 + 1))


@pytest.mark.parametrize(
    "parts", [(), (FileName(CONFIG),), (b"x",), (OAK, b"x"), (OAK, OAK), (OAK, FileName(CONFIG), b"{}", OAK)]
)
async def test_parts_out_of_order_are_refused(setting: Setting, parts: tuple[Part, ...]) -> None:
    with pytest.raises(InvalidArgument, match="header"):
        await setting.take(*parts)


@pytest.mark.parametrize(
    ("header", "error"),
    [
        (ImportHeader("communities/../x"), InvalidName),
        (ImportHeader(""), InvalidName),
        (ImportHeader("communities/ash"), NotFound),
        (ImportHeader("communities/handful"), CommunityTooSmall),
        (ImportHeader("communities/out"), FailedPrecondition),
        (ImportHeader("communities/oak", "base-models/../x"), InvalidName),
        (ImportHeader("communities/oak", "base-models/none"), NotFound),
    ],
)
async def test_whom_an_adapter_is_for_is_checked_first(
    setting: Setting, header: ImportHeader, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await setting.take(header, FileName("never looked at"))


async def test_without_a_base_model_there_is_nothing_to_adapt(tmp_path: Path, folder: Path) -> None:
    records = Records(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    imports = AdapterImports(
        Registry(records), Artifacts(str(tmp_path / "store")), Engine(), base_folder, tmp_path / "cache", Graph()  # type: ignore[arg-type]
    )  # fmt: skip
    with pytest.raises(NoBaseModel):
        await Setting(imports, imports.registry, Engine(), tmp_path).take_folder(folder)
    records.close()


async def test_what_a_killed_import_left_is_cleared(setting: Setting) -> None:
    left = setting.home / "cache" / "imports" / "left" / WEIGHTS
    left.parent.mkdir(parents=True)
    left.write_bytes(b"x")
    setting.imports.clear()
    assert not left.exists()


async def test_an_examined_adapter_is_staged_with_what_was_found(setting: Setting, folder: Path) -> None:
    request = await setting.take_folder(folder)
    context = Context()
    name = await setting.imports.run(context, request)  # type: ignore[arg-type]
    found = await setting.registry.revision(name)
    digest = sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    assert name == f"revisions/oak.{digest}"
    assert (found.weights_digest, found.location) == (digest, request.location)
    assert (found.state, found.origin) == (RevisionState.STAGED, RevisionOrigin.IMPORTED)
    assert (found.community, found.partition, found.dataset) == ("communities/oak", "partitions/p", "datasets/d")
    assert (found.base_model, found.base_model_digest) == ("base-models/tiny", "b" * 64)
    assert (found.config.rank, found.config.alpha) == (4, 8)
    assert found.config.targets == ("down_proj", "k_proj", "q_proj")
    assert (found.fingerprint, found.metrics) == (EXAMINATION.fingerprint, EXAMINATION.metrics)
    assert found.create_time is not None
    assert setting.engine.plans == [ExaminationPlan(str(setting.home / "base"), request.location)]
    assert context.messages == ["half the prompts"]


async def test_weights_that_were_collected_elsewhere_meanwhile_are_kept_again(setting: Setting, folder: Path) -> None:
    @dataclass
    class Collecting(Engine):
        """While it measures, another community's revision of the same weights is collected."""

        async def examine(self, plan: ExaminationPlan) -> AsyncGenerator[TrainingProgress | Examination, None]:
            setting.artifacts.delete("artifact:" + sha256((folder / WEIGHTS).read_bytes()).hexdigest())
            yield EXAMINATION

    request = await setting.take_folder(folder)
    await replace(setting.imports, engine=Collecting()).run(Context(), request)  # type: ignore[arg-type]
    assert (setting.kept(request) / WEIGHTS).read_bytes() == (folder / WEIGHTS).read_bytes()


async def refused(setting: Setting, folder: Path, examination: Examination | None, error: type[Exception]) -> str:
    setting.engine.result = examination
    request = await setting.take_folder(folder)
    with pytest.raises(error) as raised:
        await setting.imports.run(Context(), request)  # type: ignore[arg-type]
    assert (await setting.registry.revisions()).items == ()
    return str(raised.value)


async def test_an_adapter_without_an_effect_is_refused(setting: Setting, folder: Path) -> None:
    nothing = Examination(fingerprint(-2.5, -2.5))
    assert "no effect" in await refused(setting, folder, nothing, InvalidAdapter)
    assert "no effect" in await refused(setting, folder, Examination(), InvalidAdapter)


@pytest.mark.parametrize("number", [float("nan"), float("-inf"), float("inf")])
async def test_an_adapter_that_gives_no_numbers_is_refused(setting: Setting, folder: Path, number: float) -> None:
    assert "no numbers" in await refused(setting, folder, Examination(fingerprint(number, -2.5)), InvalidAdapter)


async def test_an_examination_without_a_result_is_a_fault(setting: Setting, folder: Path) -> None:
    assert "import it again" in await refused(setting, folder, None, Internal)


@pytest.mark.parametrize(
    "differ",
    [lambda found: found, lambda found: replace(found, prompts=(*fingerprint(-1.0, -1.0).prompts, *found.prompts))],
)
def test_one_prompt_that_differs_is_an_effect(differ: Callable[[Fingerprint], Fingerprint]) -> None:
    require_effect(differ(fingerprint(-1.0, -1.001)))
