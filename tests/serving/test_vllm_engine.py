"""The real engine against transformers and PEFT, in float32 on the same weights."""

import asyncio
import json
import re
from collections.abc import Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import torch
from peft import PeftModel
from prometheus_client import REGISTRY
from transformers import AutoTokenizer, LlamaForCausalLM

from chorus.errors import AdapterNotInEffect, InvalidAdapter, InvalidArgument
from chorus.finetuning.exchanges import Encoder
from chorus.finetuning.measuring import fingerprint
from chorus.finetuning.revision import Revision
from chorus.serving.answer import FREE, Answer, FinishReason, Question, Reply, Structure
from chorus.serving.batch import answer_batch
from chorus.serving.canary import Canary
from chorus.serving.engine import LoadedAdapter
from chorus.serving.tokenizer import ChatTokenizer
from chorus.serving.vllm_engine import VllmEngine
from chorus.types.sampling import Sampling

pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="session")]

GREEDY = Sampling(temperature=0.0, max_tokens=24)
PROMPTS = ("how often do you walk in the park?", "tell me of a quiet morning", "bread or soup?")


@pytest.fixture(scope="module")
def tokenizer(tiny_model) -> ChatTokenizer:
    return ChatTokenizer(str(tiny_model.folder))


async def generate(
    engine: VllmEngine,
    tokens: Sequence[int],
    sampling: Sampling,
    adapter: LoadedAdapter | None = None,
    structure: Structure = FREE,
) -> tuple[Answer, ...]:
    if adapter:
        await engine.add_adapter(adapter)
    reports = [report async for report in engine.generate(tokens, sampling, adapter, structure=structure)]
    return reports[-1].answers


def reference_model(base: Path, adapter: LoadedAdapter | None) -> torch.nn.Module:
    torch.set_num_threads(1)
    model = LlamaForCausalLM.from_pretrained(base, dtype=torch.float32)
    return (PeftModel.from_pretrained(model, adapter.folder) if adapter else model).eval()


def reference_greedy(model: torch.nn.Module, tokens: Sequence[int], max_tokens: int) -> tuple[int, ...]:
    ids = torch.tensor([tokens])
    with torch.no_grad():
        output = model.generate(
            input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=max_tokens
        )
    return tuple(output[0, len(tokens) :].tolist())


async def test_greedy_answers_equal_those_of_transformers_and_peft(engine, tiny_model, tokenizer) -> None:
    voices = (None, *tiny_model.adapters)
    asked = [tokenizer.turn(prompt) for prompt in PROMPTS]
    # All at once, so that different adapters share a batch.
    answers = await asyncio.gather(*(generate(engine, tokens, GREEDY, voice) for voice in voices for tokens in asked))
    given = [answer.token_ids for (answer,) in answers]
    expected = []
    for voice in voices:
        model = reference_model(tiny_model.folder, voice)
        expected += [reference_greedy(model, tokens, GREEDY.max_tokens) for tokens in asked]
    assert given == expected
    by_voice = [tuple(given[start : start + len(asked)]) for start in range(0, len(given), len(asked))]
    assert len(set(by_voice)) == len(voices), "the adapters must be told apart by what they say"


async def test_log_probabilities_equal_those_of_transformers(engine, tiny_model, tokenizer) -> None:
    voices = (None, *tiny_model.adapters[:3])
    options = [tokenizer.encode(text) for text in ("never", "a most unlikely thing to say " * 5, "always")]
    prompts = [tokenizer.turn(prompt) for prompt in PROMPTS]
    asked = [(prompt, (*prompt, *option, tokenizer.end_of_turn)) for prompt in prompts for option in options]
    for voice in voices[1:]:
        await engine.add_adapter(voice)

    async def given() -> list[tuple[float, ...]]:
        # All at once: vLLM has to keep apart whose log-probabilities are whose, and by which adapter.
        work = [
            engine.log_probabilities(tokens[:-1], len(prompt), tokens[-1], voice)
            for voice in voices
            for prompt, tokens in asked
        ]
        return await asyncio.gather(*work)

    expected = []
    for voice in voices:
        model = reference_model(tiny_model.folder, voice)
        for prompt, tokens in asked:
            with torch.no_grad():
                logits = model(torch.tensor([tokens])).logits[0].log_softmax(-1)
            expected.append([logits[at - 1, tokens[at]].item() for at in range(len(prompt), len(tokens))])
    # Twice: the second time the prefix cache could have answered with less than everything.
    for _ in range(2):
        for ours, theirs in zip(await given(), expected, strict=True):
            assert ours == pytest.approx(theirs, abs=1e-3)


async def test_the_canary_knows_an_adapter_by_what_training_recorded(engine, tiny_model, tokenizer) -> None:
    own, other = tiny_model.adapters[:2]
    model = reference_model(tiny_model.folder, own)
    recorded = fingerprint(model, Encoder(AutoTokenizer.from_pretrained(tiny_model.folder), 256), model.disable_adapter)
    revision = Revision(own.revision, fingerprint=recorded)
    await engine.add_adapter(own)
    await engine.add_adapter(other)
    canary = Canary(engine, tokenizer)
    await canary.check(revision, own)
    for impostor in (other, None):
        with pytest.raises(AdapterNotInEffect, match="answers with the adapter are off"):
            await canary.check(revision, impostor)
    ours = await engine.next_log_probabilities(
        tokenizer.rendered(recorded.prompts[0].prompt), [each.token for each in recorded.prompts[0].adapter], own
    )
    assert ours == pytest.approx([each.log_probability for each in recorded.prompts[0].adapter], abs=1e-3)


async def test_answer_i_is_drawn_with_seed_plus_i(engine, tokenizer) -> None:
    tokens = tokenizer.turn(PROMPTS[1])
    together = await generate(engine, tokens, Sampling(n=3, max_tokens=12, seed=40))
    alone = [(await generate(engine, tokens, Sampling(max_tokens=12, seed=40 + index)))[0] for index in range(3)]
    assert together == tuple(alone)
    assert len({answer.token_ids for answer in together}) == 3


async def test_more_long_seeded_prompts_than_fit_one_step_are_answered(engine, tiny_model, tokenizer) -> None:
    long = [(*tokenizer.turn(f"{number} ")[:-3], *tokenizer.encode(PROMPTS[1] * 20))[:200] for number in range(60)]
    voices = (None, *tiny_model.adapters[:3])
    for voice in voices[1:]:
        await engine.add_adapter(voice)
    asked = [generate(engine, tokens, Sampling(max_tokens=4, seed=n), voices[n % 4]) for n, tokens in enumerate(long)]
    answers = await asyncio.gather(*asked)
    assert sum(map(len, long)) > 2 * 4096
    assert all(answer.num_tokens for (answer,) in answers)


async def test_greedy_answers_are_all_the_same(engine, tokenizer) -> None:
    answers = await generate(engine, tokenizer.turn(PROMPTS[1]), Sampling(n=3, temperature=0.0, max_tokens=8))
    assert len(answers) == 3
    assert len(set(answers)) == 1
    assert answers[0].finish_reason is FinishReason.LENGTH
    assert answers[0].num_tokens == 8


async def test_streamed_text_joins_to_the_answer(engine, tiny_model, tokenizer) -> None:
    adapter = tiny_model.adapters[0]
    await engine.add_adapter(adapter)
    tokens = tokenizer.turn(PROMPTS[2])
    reports = [report async for report in engine.generate(tokens, GREEDY, adapter, stream=True)]
    (answer,) = reports[-1].answers
    assert len(reports) > 2
    assert "".join(report.text for report in reports) == answer.text
    assert (answer,) == await generate(engine, tokens, GREEDY, adapter)


async def test_leaving_an_answer_frees_its_slot(engine, tokenizer) -> None:
    tokens = tokenizer.turn(PROMPTS[0])
    endless = Sampling(n=8, temperature=2.0, top_k=0, top_p=1.0, max_tokens=200)
    task = asyncio.create_task(generate(engine, tokens, endless))
    async with asyncio.timeout(30):
        while not engine.num_running():
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert engine.num_running() == 0

    async with aclosing(engine.generate(tokens, Sampling(max_tokens=200), None, stream=True)) as reports:
        await anext(aiter(reports))
        assert engine.num_running() == 1
    assert engine.num_running() == 0
    # The engine's own process counts what it runs at the end of a step, so one more question makes it report.
    await generate(engine, tokens, Sampling(max_tokens=4))
    running = [
        sample.value
        for metric in REGISTRY.collect()
        for sample in metric.samples
        if sample.name == "vllm:num_requests_running"
    ]
    assert running == [0]


async def test_five_hundred_streams_that_are_left_leave_nothing_behind(engine, tokenizer) -> None:
    tokens = tokenizer.turn(PROMPTS[1])

    async def leave_early(number: int) -> None:
        async with aclosing(
            engine.generate(tokens, Sampling(max_tokens=120, seed=number), None, stream=True)
        ) as reports:
            await anext(reports)

    await asyncio.gather(*(leave_early(number) for number in range(500)))
    await until_idle(engine)


async def test_a_batch_that_is_left_leaves_nothing_behind(engine, tokenizer) -> None:
    tokens = tokenizer.turn(PROMPTS[1])

    async def ask(question: Question) -> Reply:
        return Reply(await generate(engine, tokens, question.sampling))

    short, long = Sampling(max_tokens=1), Sampling(max_tokens=150, n=4)
    async with aclosing(answer_batch(ask, [Question(sampling=short), *[Question(sampling=long)] * 80])) as finished:
        assert (await anext(finished)).entry == 0
        assert engine.num_running() > 0
    await until_idle(engine)


async def until_idle(engine: VllmEngine) -> None:
    async with asyncio.timeout(20):
        while engine.num_running():
            await asyncio.sleep(0.02)


async def test_an_answer_ends_before_a_stop(engine, tokenizer) -> None:
    tokens = tokenizer.turn(PROMPTS[1])
    (whole,) = await generate(engine, tokens, GREEDY)
    stop = whole.text[8:11]
    (cut,) = await generate(engine, tokens, replace(GREEDY, stop=("never said", stop)))
    assert cut.text == whole.text[: whole.text.index(stop)]
    assert cut.finish_reason is FinishReason.STOP


async def test_answers_keep_to_a_form(engine, tiny_model, tokenizer) -> None:
    tokens = tokenizer.turn(PROMPTS[0])
    sampling = Sampling(n=12, max_tokens=60, temperature=2.0, top_k=0, top_p=1.0)
    schema = {
        "type": "object",
        "properties": {
            "often": {"enum": ["never", "always"]},
            "times": {"type": "integer", "maximum": 99, "minimum": 0},
        },
        "required": ["often", "times"],
    }
    forms = {
        "choice": Structure(choice=("never", "every day", "every")),
        "regex": Structure(regex=r"[0-9]{1,2} (kg|lb)"),
        "json": Structure(json_schema=json.dumps(schema)),
    }
    found = {}
    # All at once, and by an adapter too: a form is one request's own.
    work = [
        generate(engine, tokens, sampling, voice, form)
        for form in forms.values()
        for voice in (None, tiny_model.adapters[0])
    ]
    free, *answered = await asyncio.gather(generate(engine, tokens, sampling), *work)
    for number, name in enumerate(forms):
        answers = (*answered[2 * number], *answered[2 * number + 1])
        assert all(answer.finish_reason is FinishReason.STOP for answer in answers), name
        found[name] = {answer.text for answer in answers}
    assert found["choice"] <= set(forms["choice"].choice)
    assert len(found["choice"]) > 1
    assert all(re.fullmatch(forms["regex"].regex, text) for text in found["regex"])
    for text in found["json"]:
        jsonschema.validate(json.loads(text), {**schema, "additionalProperties": False})
    assert not {answer.text for answer in free} & found["choice"]


@pytest.mark.parametrize(
    "form",
    [
        Structure(regex=r"((a{1,100}){1,100}){1,100}"),
        Structure(regex=r"(x+x+)+y{5000}"),
        Structure(regex=r"(a|b)*a(a|b){200}"),
        Structure(regex=r"(.{0,500}){0,500}z"),
        Structure(regex=r"((((a{0,99}){0,99}){0,99}){0,99})b"),
        Structure(regex="a{1000000000}"),
        Structure(json_schema=json.dumps({"type": "array", "items": {"type": "integer"}, "minItems": 1_000_000_000})),
        Structure(json_schema=json.dumps({"$ref": "#"})),
    ],
)
async def test_a_form_that_explodes_neither_stalls_nor_kills_the_engine(engine, tokenizer, form: Structure) -> None:
    tokens = tokenizer.turn(PROMPTS[0])
    before = await generate(engine, tokens, GREEDY)
    async with asyncio.timeout(20):
        beside = asyncio.create_task(generate(engine, tokens, GREEDY))
        with suppress(InvalidArgument):
            await generate(engine, tokens, Sampling(max_tokens=40), structure=form)
        assert await beside == before


@pytest.mark.parametrize("regex", ["(", "(?=a)b", r"(a)\1"])
async def test_a_pattern_that_cannot_be_kept_to_is_refused(engine, tokenizer, regex: str) -> None:
    with pytest.raises(
        InvalidArgument, match=r"cannot be held to that form: .*(regex parse error|not supported)"
    ) as caught:
        await generate(engine, tokenizer.turn(PROMPTS[0]), Sampling(), structure=Structure(regex=regex))
    assert caught.value.field == "structure"


async def test_an_adapter_that_cannot_be_loaded_is_refused_and_the_engine_lives(
    engine, tiny_model, tokenizer, tmp_path: Path, alien_adapter
) -> None:
    tokens = tokenizer.turn(PROMPTS[0])
    before = await generate(engine, tokens, GREEDY)
    (tmp_path / "empty").mkdir()
    for number, folder in enumerate((tmp_path / "empty", alien_adapter(tmp_path / "alien")), start=100):
        with pytest.raises(InvalidAdapter, match="cannot load revisions/broken"):
            await engine.add_adapter(LoadedAdapter("revisions/broken.0", number, folder))
    await engine.check_health()
    assert await generate(engine, tokens, GREEDY) == before


async def test_name_tells_engine_and_version(engine) -> None:
    assert engine.name.startswith("vllm 0.")
