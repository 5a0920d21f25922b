"""A small Llama with adapters that visibly change what it says, and one real engine for all tests that need it."""

import asyncio
import gc
import json
import re
import shutil
import warnings
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, ClassVar

import pytest
import pytest_asyncio

from chorus.errors import InvalidAdapter, NotFound, Unavailable
from chorus.finetuning.client import BaseModel, Fingerprint, Revision, RevisionState
from chorus.graph.client import Community
from chorus.serving.answer import FREE, Answer, FinishReason, Structure
from chorus.serving.engine import LoadedAdapter, Progress
from chorus.serving.vllm_engine import VllmEngine
from chorus.serving.vllm_start import VllmOptions, start
from chorus.types.post import Post
from chorus.types.sampling import Sampling

if TYPE_CHECKING:
    from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

CONTEXT_LENGTH = 256
_TEXT = [
    "we talk about bread and soup on a quiet morning, and nobody is in a hurry",
    "how often do you walk in the park? never, sometimes, often, always",
    "a calm evening with friends, a warm kitchen and a good story to tell",
]
_TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


_LINEARS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True, slots=True)
class TinyModel:
    """Where the model and its adapters are."""

    folder: Path
    adapters: tuple[LoadedAdapter, ...]


def build_tokenizer() -> "PreTrainedTokenizerFast":
    """A byte-level BPE with a chat template."""
    from tokenizers import Tokenizer, decoders, pre_tokenizers, trainers
    from tokenizers.models import BPE
    from transformers import PreTrainedTokenizerFast

    bpe = Tokenizer(BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    markers = ["<|user|>", "<|assistant|>", "<|end|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=384, special_tokens=markers, initial_alphabet=alphabet, show_progress=False
    )
    bpe.train_from_iterator(_TEXT, trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=bpe, eos_token="<|end|>", pad_token="<|end|>")
    tokenizer.add_special_tokens({"additional_special_tokens": markers[:2]})
    tokenizer.chat_template = _TEMPLATE
    return tokenizer


def build_model(folder: Path) -> "LlamaForCausalLM":
    """A Llama of random weights, wide enough that its greedy answers are no constant."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(7)
    tokenizer = build_tokenizer()
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=128,
        intermediate_size=256,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=CONTEXT_LENGTH,
        initializer_range=0.15,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
        tie_word_embeddings=False,
    )
    model = LlamaForCausalLM(config).eval()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return model


def build_adapter(model: "LlamaForCausalLM", seed: int, folder: Path) -> LoadedAdapter:
    """A LoRA of random weights, named as a revision is."""
    import torch
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(seed)
    config = LoraConfig(r=8, lora_alpha=16, target_modules=list(_LINEARS), task_type="CAUSAL_LM")
    peft = get_peft_model(model, config)
    for name, parameter in peft.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.1)
    peft.save_pretrained(folder)
    (folder / "README.md").unlink()
    peft.unload()
    digest = sha256((folder / "adapter_model.safetensors").read_bytes()).hexdigest()
    return LoadedAdapter(f"revisions/group-{seed}.{digest}", seed, folder)


def train_adapter(base: Path, prompts: Sequence[str], answers: Sequence[str], folder: Path) -> Path:
    """A LoRA that answers each prompt with one of the answers, the first most often; its folder."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(0)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(base)
    model = get_peft_model(
        LlamaForCausalLM.from_pretrained(base, dtype=torch.float32),
        LoraConfig(r=8, lora_alpha=32, target_modules=list(_LINEARS), task_type="CAUSAL_LM"),
    )
    # One row for every share of an answer: 5 of the first, 4 of the second and so on.
    rows = [
        (f"<|user|>{prompt}<|end|><|assistant|>", f"{answer}<|end|>")
        for prompt in prompts
        for place, answer in enumerate(answers)
        for _ in range(len(answers) - place)
    ]
    encoded = [(tokenizer.encode(asked), tokenizer.encode(said)) for asked, said in rows]
    width = max(len(asked) + len(said) for asked, said in encoded)
    ids, labels = torch.zeros(len(rows), width, dtype=torch.long), torch.full((len(rows), width), -100)
    for row, (asked, said) in enumerate(encoded):
        ids[row, : len(asked) + len(said)] = torch.tensor(asked + said)
        labels[row, len(asked) : len(asked) + len(said)] = torch.tensor(said)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for _ in range(60):
        # Rows are padded on the right, which the tokens before do not see.
        loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.save_pretrained(folder)
    (folder / "README.md").unlink()
    return folder


class FakeTokenizer:
    """One token per word and per line break, three around a turn."""

    end_of_turn = 2
    _words: ClassVar[dict[str, int]] = {}

    def encode(self, text: str) -> tuple[int, ...]:
        return tuple(self._words.setdefault(word, len(self._words) + 10) for word in re.findall(r"\S+|\n", text))

    def rendered(self, text: str) -> tuple[int, ...]:
        return self.encode(text)

    def turn(self, text: str) -> tuple[int, ...]:
        return (0, *self.encode(text), 2, 1)

    def text(self, tokens: Sequence[int]) -> str:
        words = {number: word for word, number in self._words.items()}
        return " ".join(words.get(token, "") for token in tokens)


class FakeEngine:
    """Answers with its prompt's last tokens, and remembers what it was asked."""

    name = "fake 1.0"

    def __init__(self, context_length: int = 64, slow_to_add: str = "") -> None:
        self.context_length = context_length
        self.added: list[str] = []
        self.removed: list[str] = []
        self.max_resident_adapters = 64
        self.asked: list[tuple[tuple[int, ...], LoadedAdapter | None]] = []
        self.structures: list[Structure] = []
        self.slow_to_add = slow_to_add
        self.refuses_to_add = False
        self.add_slowly = asyncio.Event()
        self.next: dict[tuple[str, int], float] = {}
        """Log-probability of a token by a revision, or by the base under no name."""
        self.answer_now = asyncio.Event()
        self.answer_now.set()
        self.running = 0
        self.dead = False
        self.closed = False

    async def generate(
        self,
        prompt: Sequence[int],
        sampling: Sampling,
        adapter: LoadedAdapter | None,
        *,
        structure: Structure = FREE,
        stream: bool = False,
    ) -> AsyncGenerator[Progress, None]:
        self.asked.append((tuple(prompt), adapter))
        self.structures.append(structure)
        self.running += 1
        try:
            await self.answer_now.wait()
            pieces = ["well ", "then"]
            if stream:
                yield Progress(pieces[0])
            answer = Answer("".join(pieces), FinishReason.STOP, 2, (5, 6))
            yield Progress(pieces[1] if stream else "", (answer,) * sampling.n)
        finally:
            self.running -= 1

    async def log_probabilities(
        self, tokens: Sequence[int], start: int, following: int, adapter: LoadedAdapter | None
    ) -> tuple[float, ...]:
        self.asked.append((tuple(tokens), adapter))
        return tuple(-0.5 for _ in (*tokens[start:], following))

    async def next_log_probabilities(
        self, prompt: Sequence[int], wanted: Sequence[int], adapter: LoadedAdapter | None
    ) -> tuple[float, ...]:
        self.asked.append((tuple(prompt), adapter))
        speaker = adapter.revision if adapter else ""
        return tuple(self.next.get((speaker, token), -9.0) for token in wanted)

    async def remove_adapter(self, adapter: LoadedAdapter) -> None:
        self.removed.append(adapter.revision)

    async def add_adapter(self, adapter: LoadedAdapter) -> None:
        if self.refuses_to_add:
            raise InvalidAdapter("no room")
        if adapter.revision == self.slow_to_add:
            await self.add_slowly.wait()
        self.added.append(adapter.revision)

    def num_running(self) -> int:
        return self.running

    async def check_health(self) -> None:
        if self.dead:
            raise Unavailable("dead")

    async def close(self) -> None:
        self.closed = True


class FakeCatalogue:
    """What finetuning and graph would know."""

    def __init__(
        self,
        revisions: Sequence[Revision] = (),
        communities: Sequence[str] = (),
        posts: dict[str, list[Post]] | None = None,
    ) -> None:
        self.known = list(revisions)
        self.communities = set(communities)
        self.texts = posts or {}
        self.num_reads = 0
        self.num_post_reads = 0
        self.graph_is_away = False
        self.finetuning_is_away = False
        self.quarantined: dict[str, str] = {}

    async def active_revisions(self) -> tuple[Revision, ...]:
        self.num_reads += 1
        return tuple(revision for revision in self.known if revision.state is RevisionState.ACTIVE)

    async def revisions(self, community: str) -> tuple[Revision, ...]:
        return tuple(revision for revision in self.known if revision.community == community)

    async def community(self, name: str) -> Community:
        if self.graph_is_away:
            raise Unavailable("graph is away")
        if name not in self.communities:
            raise NotFound(f"no {name}")
        return Community(name=name, display_name=f"The {name.removeprefix('communities/')} people")

    async def quarantine(self, revision: str, reason: str) -> None:
        if self.finetuning_is_away:
            raise Unavailable("finetuning is away")
        self.quarantined[revision] = reason

    async def pin(self, revision: str, *, pin: bool) -> None:
        if self.finetuning_is_away:
            raise Unavailable("finetuning is away")
        self.known = [replace(each, pinned=pin) if each.name == revision else each for each in self.known]

    async def posts(self, community: str) -> AsyncIterator[Post]:
        self.num_post_reads += 1
        for post in self.texts[community]:
            yield post


def fake_revision(
    community: str,
    *,
    digest: str = "d" * 64,
    state: RevisionState = RevisionState.ACTIVE,
    base_model: str = "base-models/one",
    location: str = "",
    weights_digest: str = "",
    fingerprint: Fingerprint | None = None,
) -> Revision:
    """A revision of ``communities/<community>``."""
    return Revision(
        name=f"revisions/{community}.{digest}",
        community=f"communities/{community}",
        base_model=base_model,
        weights_digest=weights_digest or digest,
        location=location,
        state=state,
        fingerprint=fingerprint or Fingerprint(),
    )


@pytest.fixture
def fakes() -> SimpleNamespace:
    """Small stand-ins on the seams of serving."""
    return SimpleNamespace(
        Tokenizer=FakeTokenizer,
        Engine=FakeEngine,
        Catalogue=FakeCatalogue,
        revision=fake_revision,
        base_model=BaseModel(name="base-models/one", digest="b" * 64, context_length=64, limits="Says little."),
    )


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    root = tmp_path_factory.mktemp("tiny")
    model = build_model(root / "base")
    adapters = tuple(build_adapter(model, seed, root / f"adapter-{seed}") for seed in range(1, 9))
    return TinyModel(root / "base", adapters)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engine(tiny_model: TinyModel) -> AsyncIterator[VllmEngine]:
    """The real engine, started once."""
    # No more adapters kept than fit one batch: with eight of them, every test that takes several evicts some.
    options = VllmOptions(
        max_adapters=4, max_resident_adapters=4, max_adapter_rank=8, max_sequences=32, cache_bytes=64 * 2**20
    )
    with warnings.catch_warnings():
        # What vLLM and torch deprecate within themselves is not for these tests to fail of.
        warnings.simplefilter("ignore")
        started = await start(tiny_model.folder, CONTEXT_LENGTH, options)
    yield started
    await started.close()
    with warnings.catch_warnings():
        # vLLM leaves its message sockets' context to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        del started._llm
        gc.collect()


@pytest.fixture
def alien_adapter(tiny_model: TinyModel) -> Callable[[Path], Path]:
    """Copies an adapter into a folder and changes it to what the engine cannot load."""

    def copy(folder: Path) -> Path:
        shutil.copytree(tiny_model.adapters[0].folder, folder)
        config = folder / "adapter_config.json"
        config.write_text(json.dumps(json.loads(config.read_text()) | {"r": 512, "target_modules": ["no_such_proj"]}))
        return folder

    return copy


@pytest.fixture
def narrow_adapter(tiny_model: TinyModel) -> Callable[[Path], Path]:
    """Copies an adapter into a folder and changes it to one for a narrower model, which vLLM would take and misuse."""

    from safetensors.torch import load_file, save_file

    def copy(folder: Path) -> Path:
        shutil.copytree(tiny_model.adapters[0].folder, folder)
        weights = folder / "adapter_model.safetensors"
        tensors = load_file(weights)
        save_file({name: t[:, :64].contiguous() if "lora_A" in name else t for name, t in tensors.items()}, weights)
        return folder

    return copy
