"""The screening job: control added, resumed without asking twice, pinned to revisions, watched as it goes."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chorus.errors import FailedPrecondition, InvalidArgument, NotFound, RevisionChanged, Unavailable
from chorus.gateway.comparison import ComparisonRequest
from chorus.gateway.instrument import Instrument
from chorus.gateway.library import Library
from chorus.gateway.measurement import KIND, MAX_PERSONAS, Measurement, Screenings, with_controls
from chorus.gateway.notes import NOT_A_DIAGNOSIS, NOT_INTERPRETABLE
from chorus.gateway.protocol import AnswerMode, Protocol, protocol_hash
from chorus.jobs.job import Job, JobState
from chorus.serving.client import BASE
from chorus.storage.records import Records

HIGH = {"5": (0, 0, 0, 0, 1), "6": (0, 0, 0, 0, 1), "7": (0, 0, 0, 0, 0, 0, 1), "8": (0, 0, 0, 1), "9": (0, 0, 0, 0, 1)}
LOW = {item: tuple(reversed(row)) for item, row in HIGH.items()}
PERSONAS = ("personas/high", "personas/low")


class Context:
    """A job's context that notes what it is told."""

    name = "jobs/gateway.screen-0123"

    def __init__(self) -> None:
        self.reports: list[tuple[int, int, str]] = []

    async def report(self, done: int, total: int, unit: str, message: str) -> None:
        self.reports.append((done, total, unit))


class Queue:
    """Takes jobs and lets them be watched through given states."""

    def __init__(self, *states: Job) -> None:
        self.created: list[tuple[str, Measurement, str]] = []
        self._states = states

    async def create(self, kind: str, params: Any, request_id: str = "") -> Job:
        self.created.append((kind, params, request_id))
        return Job(Context.name, kind)

    async def watch(self, name: str) -> AsyncIterator[Job]:
        for state in self._states:
            yield state


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    records = Records(f"sqlite:///{tmp_path}/gateway.sqlite")
    yield records
    records.close()


@pytest.fixture
def voices(wcs: Instrument, synthetic: Callable) -> Any:
    return synthetic(wcs, {"personas/high": HIGH, "personas/low": LOW, BASE: {}})


@pytest.fixture
def screenings(voices: Any, wcs: Instrument, records: Records) -> Screenings:
    return Screenings(voices, voices, Library([wcs]), records, concurrency=3)


@pytest.fixture
def params(wcs: Instrument) -> Measurement:
    return Measurement((*PERSONAS, BASE), wcs.name, Protocol(), protocol_hash(wcs, Protocol()))


async def test_personas_are_screened_beside_the_control(screenings: Screenings, params: Measurement) -> None:
    context = Context()
    name = await screenings.run(context, params)
    screening = await screenings.get(name)
    assert name == "screenings/screen-0123"
    assert [one.persona for one in screening.personas] == [*PERSONAS, BASE]
    values = {(one.persona, scale.mode): scale.value for one in screening.personas for scale in one.scales}
    for mode in (AnswerMode.SCORED, AnswerMode.SAMPLED):
        assert values["personas/high", mode] == pytest.approx(100)
        assert values["personas/low", mode] == pytest.approx(0)
    assert values[BASE, AnswerMode.SCORED] == pytest.approx(50)
    assert {c.id for one in screening.personas for c in one.criteria if c.met and one.persona == PERSONAS[0]} == {
        "C1",
        "C2",
        "C3",
    }
    assert NOT_A_DIAGNOSIS in screening.notes
    assert screening.interpretable
    assert all(one.competence.passed for one in screening.personas)
    assert [one.revision for one in screening.personas] == ["r1", "r1", ""]
    assert "A toy." in screening.notes
    assert screening.protocol_hash == params.protocol_hash
    assert context.reports[-1] == (15, 15, "items")
    assert screening.personas[0].items[0].scored_receipt.revision == "r1"


async def test_a_resumed_job_asks_nothing_twice(
    screenings: Screenings, voices: Any, params: Measurement, wcs: Instrument
) -> None:
    context = Context()
    # Six questions are the competence checks of three personas.
    voices.fail_after, voices.error = 6 + 13, Unavailable("the engine is gone")
    with pytest.raises(Unavailable):
        await screenings.run(context, params)
    answered = [(persona, item.item) async for persona, item in screenings.watch(Queue(_job()), context.name)]
    assert 0 < len(answered) < 15
    voices.fail_after = None
    voices.questions.clear()
    await screenings.run(context, params)
    wording = {item.id: item.text for item in wcs.items}
    again = {(persona, prompt.splitlines()[0]) for persona, prompt in voices.questions}
    assert again.isdisjoint({(persona, wording[item]) for persona, item in answered})
    assert len(again) == 15 - len(answered)
    voices.questions.clear()
    await screenings.run(context, params)
    assert voices.questions == []


async def test_an_adapter_replaced_in_the_middle_ends_the_screening(
    screenings: Screenings, voices: Any, params: Measurement
) -> None:
    context = Context()
    voices.fail_after, voices.error = 6 + 6, Unavailable("the engine is gone")
    with pytest.raises(Unavailable):
        await screenings.run(context, params)
    voices.fail_after, voices.revision = None, "r2"
    with pytest.raises(RevisionChanged):
        await screenings.run(context, params)


async def test_an_instrument_that_changed_since_the_job_was_made_is_not_administered(
    screenings: Screenings, params: Measurement
) -> None:
    with pytest.raises(FailedPrecondition, match="start a new screening"):
        await screenings.run(Context(), Measurement(params.personas, params.instrument, params.protocol, "other"))


@pytest.mark.parametrize("side", ["screenings", "against"])
async def test_an_instrument_that_changed_since_a_screening_is_not_compared(
    screenings: Screenings, voices: Any, records: Records, params: Measurement, wcs: Instrument, side: str
) -> None:
    before = await screenings.run(Context(), params)
    changed = replace(wcs, title="Another title")
    later = Screenings(voices, voices, Library([changed]), records, concurrency=3)
    context = Context()
    context.name = "jobs/gateway.screen-4567"
    hash_ = protocol_hash(changed, Protocol())
    after = await later.run(context, replace(params, protocol_hash=hash_))
    asked = {"screenings": [after, before]} if side == "screenings" else {"screenings": [after], "against": [before]}
    with pytest.raises(FailedPrecondition, match=f"changed since {before}"):
        await later.compare(ComparisonRequest(**asked))
    assert (await later.compare(ComparisonRequest(screenings=[after]))).personas


async def test_results_are_watched_as_they_come_those_there_first(
    screenings: Screenings, voices: Any, params: Measurement
) -> None:
    await screenings.run(Context(), params)
    queue = Queue(_job(), _job(JobState.SUCCEEDED))
    seen = [(persona, item.item) async for persona, item in screenings.watch(queue, Context.name)]
    assert len(seen) == len(set(seen)) == 15
    with pytest.raises(InvalidArgument, match="not a screening job"):
        [one async for one in screenings.watch(Queue(Job("jobs/gateway.x", "other")), "jobs/gateway.x")]


async def test_the_base_control_is_added_last_and_once(screenings: Screenings, wcs: Instrument) -> None:
    queue = Queue()
    await screenings.create(queue, ["personas/high"], wcs.name, Protocol())
    await screenings.create(
        queue, [BASE, "personas/low", "personas/high", "personas/low"], wcs.name, Protocol(), "mine"
    )
    (kind, first, _), (_, second, request_id) = queue.created
    assert (kind, request_id) == (KIND, "mine")
    assert first.personas == ("personas/high", BASE)
    assert second.personas == ("personas/low", "personas/high", BASE)


async def test_a_new_revision_makes_a_new_screening_unless_the_caller_names_the_request(
    screenings: Screenings, voices: Any, wcs: Instrument
) -> None:
    queue = Queue()
    for request_id in ("", "mine"):
        for revision in ("r1", "r2"):
            voices.revision = revision
            await screenings.create(queue, ["personas/high"], wcs.name, Protocol(), request_id)
    (_, first, _), (_, second, _), (_, third, _), (_, fourth, _) = queue.created
    assert first != second
    assert third == fourth


@pytest.mark.parametrize(
    ("personas", "instrument", "protocol", "error", "field"),
    [
        ([], "instruments/wcs", Protocol(), InvalidArgument, "personas"),
        (["personas/high"] * (MAX_PERSONAS + 1), "instruments/wcs", Protocol(), InvalidArgument, "personas"),
        (["communities/high"], "instruments/wcs", Protocol(), InvalidArgument, "persona"),
        (["personas/nobody"], "instruments/wcs", Protocol(), NotFound, "personas"),
        (["personas/high"], "instruments/none", Protocol(), NotFound, "instrument"),
        (["personas/high"], "../wcs", Protocol(), InvalidArgument, "instrument"),
        (["personas/high"], "instruments/wcs", Protocol(num_samples=1000), InvalidArgument, "protocol.num_samples"),
    ],
)
async def test_what_cannot_be_screened_is_refused_before_the_start(
    screenings: Screenings,
    personas: list[str],
    instrument: str,
    protocol: Protocol,
    error: type[FailedPrecondition],
    field: str,
) -> None:
    queue = Queue()
    with pytest.raises(error) as refused:
        await screenings.create(queue, personas, instrument, protocol)
    assert refused.value.field == field
    assert queue.created == []


async def test_a_base_model_that_guesses_makes_the_screening_uninterpretable(
    screenings: Screenings, voices: Any, params: Measurement
) -> None:
    voices.knowing = False
    screening = await screenings.get(await screenings.run(Context(), params))
    assert not screening.interpretable
    assert any(note.startswith(NOT_INTERPRETABLE) for note in screening.notes)


async def test_what_the_same_weights_answered_before_is_not_asked_again(
    screenings: Screenings, voices: Any, params: Measurement
) -> None:
    await screenings.run(Context(), params)
    voices.questions.clear()
    other = Context()
    other.name = "jobs/gateway.screen-other"
    fewer = replace(params, personas=("personas/low", BASE))
    name = await screenings.run(other, fewer)
    assert voices.questions == []
    assert [one.persona for one in (await screenings.get(name)).personas] == ["personas/low", BASE]
    seen = [one async for one in screenings.watch(Queue(replace(_job(), name=other.name)), other.name)]
    assert len(seen) == 10


async def test_new_weights_are_asked_everything(screenings: Screenings, voices: Any, params: Measurement) -> None:
    await screenings.run(Context(), params)
    voices.questions.clear()
    voices.revision = "r2"
    other = Context()
    other.name = "jobs/gateway.screen-other"
    await screenings.run(other, params)
    # Everything but the control, whose weights are the same.
    assert {persona for persona, _ in voices.questions} == set(PERSONAS)


async def test_context_personas_are_a_second_control_and_are_asked_anew(
    wcs: Instrument, records: Records, synthetic: Callable
) -> None:
    voices = synthetic(wcs, {"personas/high": HIGH, "personas/high.context": {}, BASE: {}})
    screenings = Screenings(voices, voices, Library([wcs]), records, concurrency=3)
    protocol = Protocol(context_control=True)
    assert with_controls(["personas/high", BASE], protocol) == ("personas/high", "personas/high.context", BASE)
    params = Measurement(with_controls(["personas/high"], protocol), wcs.name, protocol, protocol_hash(wcs, protocol))
    await screenings.run(Context(), params)
    voices.questions.clear()
    other = Context()
    other.name = "jobs/gateway.screen-other"
    await screenings.run(other, params)
    assert {persona for persona, _ in voices.questions} == {"personas/high.context"}


async def test_a_preview_counts_what_a_screening_then_asks(
    screenings: Screenings, voices: Any, params: Measurement, wcs: Instrument
) -> None:
    preview = await screenings.preview(PERSONAS, wcs.name, Protocol())
    assert preview.personas == params.personas
    # 26 statements and 5 prompts of free answers to each of three personas.
    assert (preview.num_items, preview.num_kept, preview.num_prompts) == (15, 0, 3 * (26 + 5))
    assert preview.num_answers == 15 * 50
    assert preview.seconds is not None
    assert preview.num_tokens > preview.num_answers * 24
    await screenings.run(Context(), params)
    again = await screenings.preview(PERSONAS, wcs.name, Protocol())
    assert (again.num_items, again.num_kept, again.num_prompts, again.seconds) == (15, 15, 0, None)


async def test_a_preview_refuses_what_a_screening_would(screenings: Screenings, wcs: Instrument) -> None:
    with pytest.raises(NotFound):
        await screenings.preview(["personas/nobody"], wcs.name, Protocol())


def _job(state: JobState = JobState.RUNNING) -> Job:
    return Job(Context.name, KIND, state)
