"""Every persona says what transformers and PEFT say with its weights, whoever else is asked meanwhile; the receipt proves it."""

import asyncio
from collections import defaultdict
from contextlib import aclosing
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random

import pytest
import torch
from peft import PeftModel
from transformers import AutoTokenizer, LlamaForCausalLM

from chorus.finetuning.client import BaseModel, Fingerprint, Revision, RevisionState, check_adapter
from chorus.finetuning.exchanges import Encoder
from chorus.finetuning.measuring import fingerprint
from chorus.serving import prompts
from chorus.serving.adapters import AdapterFiles, Adapters
from chorus.serving.admission import Admission
from chorus.serving.answer import Question
from chorus.serving.canary import Canary
from chorus.serving.context import ContextPrompts
from chorus.serving.personas import Personas
from chorus.serving.pins import Pins
from chorus.serving.speech import Speech
from chorus.serving.tokenizer import ChatTokenizer
from chorus.types.sampling import Sampling

from .conftest import CONTEXT_LENGTH

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="session")]

GREEDY = Sampling(temperature=0.0, max_tokens=16)
PROMPTS = ("how often do you walk in the park?", "tell me of a quiet morning", "bread or soup?", "a story, please")
NUMBERS = count(1000, 1000)
BASE_MODEL = BaseModel(name="base-models/one", digest="b" * 64, context_length=CONTEXT_LENGTH)


class Store:
    """Adapters that lie where they were made."""

    def fetch_folder(self, location: str, cache: Path) -> Path:
        return Path(location)


class Reference:
    """What transformers and PEFT say, one adapter at a time, in single precision."""

    def __init__(self, tiny_model) -> None:
        torch.set_num_threads(1)
        self.tokenizer = AutoTokenizer.from_pretrained(tiny_model.folder)
        model = LlamaForCausalLM.from_pretrained(tiny_model.folder, dtype=torch.float32)
        first, *others = tiny_model.adapters
        self._model = PeftModel.from_pretrained(model, first.folder, adapter_name=first.revision.replace(".", "-"))
        for adapter in others:
            self._model.load_adapter(adapter.folder, adapter_name=adapter.revision.replace(".", "-"))
        self._model.eval()
        self._known: dict[tuple[str, tuple[int, ...], int], tuple[int, ...]] = {}

    def fingerprint(self, revision: str) -> Fingerprint:
        self._model.set_adapter(revision.replace(".", "-"))
        return fingerprint(self._model, Encoder(self.tokenizer, CONTEXT_LENGTH), self._model.disable_adapter)

    def says(self, revision: str, tokens: tuple[int, ...], max_tokens: int) -> tuple[int, ...]:
        key = revision, tokens, max_tokens
        if key not in self._known:
            self._model.set_adapter(revision.replace(".", "-"))
            ids = torch.tensor([tokens])
            with torch.no_grad():
                output = self._model.generate(
                    input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=max_tokens
                )
            self._known[key] = tuple(output[0, len(tokens) :].tolist())
        return self._known[key]


@pytest.fixture(scope="module")
def reference(tiny_model) -> Reference:
    return Reference(tiny_model)


@pytest.fixture
def revisions(tiny_model, reference: Reference) -> list[Revision]:
    return [
        Revision(
            name=adapter.revision,
            community=f"communities/{adapter.revision.removeprefix('revisions/').partition('.')[0]}",
            base_model=BASE_MODEL.name,
            weights_digest=adapter.revision.rpartition(".")[2],
            location=str(adapter.folder),
            state=RevisionState.ACTIVE,
            fingerprint=reference.fingerprint(adapter.revision),
        )
        for adapter in tiny_model.adapters
    ]


@pytest.fixture
def speech(fakes, engine, tiny_model, revisions) -> Speech:
    catalogue = fakes.Catalogue(revisions, [revision.community for revision in revisions])
    tokenizer = ChatTokenizer(str(tiny_model.folder))
    files = AdapterFiles(Store(), Path("unused"), lambda folder: check_adapter(folder, tiny_model.folder, 8))
    adapters = Adapters(files, engine, Canary(engine, tokenizer), catalogue)
    # The engine is one for all tests, and knows other numbers from before.
    adapters._numbers = count(next(NUMBERS))
    # The clock says that all it knows is old.
    personas = Personas(catalogue, BASE_MODEL, clock=count(0, 10).__next__)
    admission = Admission(4, 512)
    return Speech(
        engine=engine,
        tokenizer=tokenizer,
        personas=personas,
        adapters=adapters,
        admission=admission,
        context=ContextPrompts(catalogue, tokenizer, CONTEXT_LENGTH),
        pins=Pins(personas, adapters, admission),
        replica="replica-1",
    )


async def test_eight_adapters_over_four_places_are_never_mixed_up(speech, revisions, reference, engine) -> None:
    asked = [(revisions[number % 8], PROMPTS[number // 8 % 4]) for number in range(200)]
    Random(1).shuffle(asked)

    async def ask(revision: Revision, prompt: str) -> None:
        persona = revision.community.replace("communities/", "personas/")
        reply = await speech.ask(Question(persona, prompt, GREEDY))
        tokens = speech.tokenizer.turn(prompt)
        assert reply.answers[0].token_ids == reference.says(revision.name, tokens, GREEDY.max_tokens), persona
        assert (reply.receipt.persona, reply.receipt.revision) == (persona, revision.name)
        assert reply.receipt.prompt_digest == prompts.digest([tokens])
        said[revision.name].append(reply.answers[0].token_ids)

    said: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    await asyncio.gather(*(ask(*each) for each in asked))
    assert sum(map(len, said.values())) == 200
    assert len({tuple(sorted(set(each))) for each in said.values()}) == 8, (
        "adapters must be told apart by what they say"
    )
    assert len(await engine._llm.list_loras()) <= 4, "more adapters stayed than there is room for: nothing was evicted"


async def test_a_revision_that_is_replaced_in_mid_stream_ends_what_it_began(speech, revisions, reference) -> None:
    old, new = revisions[0], replace(revisions[1], community=revisions[0].community)
    speech.personas._catalogue.known = [old]
    long = replace(GREEDY, max_tokens=60)
    persona = old.community.replace("communities/", "personas/")
    tokens = speech.tokenizer.turn(PROMPTS[1])
    async with aclosing(speech.stream(Question(persona, PROMPTS[1], long))) as pieces:
        await anext(pieces)
        speech.personas._catalogue.known = [replace(old, state=RevisionState.RETIRED), new]
        # The new one takes its place at once, with all the others at its heels.
        reply = await speech.ask(Question(persona, PROMPTS[1], long))
        last = [piece async for piece in pieces][-1]
    assert (last.receipt.revision, reply.receipt.revision) == (old.name, new.name)
    assert last.answer.token_ids == reference.says(old.name, tokens, long.max_tokens)
    assert reply.answers[0].token_ids == reference.says(new.name, tokens, long.max_tokens)
    assert last.answer.token_ids != reply.answers[0].token_ids
