"""The service over real gRPC and real jobs, with the graph and serving services played by fakes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chorus.errors import FailedPrecondition, InvalidArgument, InvalidName, NotFound, RevisionChanged, RevisionNotActive
from chorus.evaluation.client import EvaluationConfig, Policy, Severity
from chorus.jobs import Job
from evaluation_service import Service, running

Clean = Callable[[str], str]

CONFIG = EvaluationConfig(topics=("meals", "rest"), posts_per_persona=40, seed=1)


@pytest.fixture
async def service(tmp_path: Path, communities: Any, personas: Any, cleaner: Clean) -> AsyncIterator[Service]:
    async with running(tmp_path, communities, personas, cleaner) as service:
        yield service


async def test_an_evaluation_ends_in_a_report(service: Service, names: tuple[str, ...]) -> None:
    job = await service.client.create_evaluation(names, CONFIG)
    seen: list[Job] = []
    done = await service.jobs.wait(job.name, seen.append)
    report = await service.client.get_report(done.result)

    assert done.progress.unit == "posts"
    assert done.progress.done == done.progress.total == 7 * 40
    assert report.communities == names
    assert report.config == replace(CONFIG, voices=("finetuned", "context", "base"))
    assert report.base_model_digest == "base-digest"
    assert report.create_time is not None
    assert "a fake says nothing about people" in report.notes
    assert [voice.voice for voice in report.voices] == ["finetuned", "context", "base"]
    finetuned, _, base = report.voices
    assert [corpus.persona for corpus in finetuned.corpora] == ["personas/apple", "personas/berry", "personas/cedar"]
    assert {corpus.revision for corpus in finetuned.corpora} == {"r1"}
    assert {(corpus.persona, corpus.revision) for corpus in base.corpora} == {("personas/base", "")}
    assert finetuned.origin.macro_f1.low > base.origin.macro_f1.high
    assert (await service.client.list_reports()).items == (report,)


async def test_the_base_persona_writes_once_for_all(service: Service, personas: Any, names: tuple[str, ...]) -> None:
    job = await service.client.create_evaluation(names, CONFIG)
    await service.jobs.wait(job.name)
    asked = [persona for persona, _, _ in personas.prompts]
    assert len(set(asked)) == 7
    assert asked.count("personas/base") == asked.count("personas/apple")


async def test_a_corpus_can_be_read_back(service: Service, names: tuple[str, ...]) -> None:
    done = await service.jobs.wait((await service.client.create_evaluation(names, CONFIG)).name)
    report = await service.client.get_report(done.result)
    lines = service.artifacts.read_bytes(report.voices[0].corpora[0].location).splitlines()
    assert len(lines) == 40
    post = msgspec.json.decode(lines[0])
    assert (post["topic"], post["receipt"]["revision"], post["receipt"]["sampling"]["top_p"]) == ("meals", "r1", 0.7)


async def test_the_same_request_names_the_same_job(service: Service, names: tuple[str, ...]) -> None:
    first = await service.client.create_evaluation(names, CONFIG)
    again = await service.client.create_evaluation(names, CONFIG)
    assert first.name == again.name
    await service.jobs.wait(first.name)


async def test_a_revision_replaced_meanwhile_fails_the_job(
    service: Service, personas: Any, names: tuple[str, ...]
) -> None:
    personas.revision = lambda _persona, call: f"r{call}"
    job = await service.client.create_evaluation(names, CONFIG)
    with pytest.raises(RevisionChanged):
        await service.jobs.wait(job.name)


async def test_another_revision_than_at_the_start_fails_the_job(
    service: Service, personas: Any, names: tuple[str, ...]
) -> None:
    personas.revision = lambda _persona, call: "r1" if call == 0 else "r2"
    job = await service.client.create_evaluation(names, CONFIG)
    with pytest.raises(RevisionChanged, match="another revision"):
        await service.jobs.wait(job.name)


async def test_a_new_revision_is_evaluated_anew(service: Service, personas: Any, names: tuple[str, ...]) -> None:
    first = await service.client.create_evaluation(names, CONFIG)
    await service.jobs.wait(first.name)
    personas.revision = lambda _persona, _call: "r2"
    second = await service.client.create_evaluation(names, CONFIG)
    done = await service.jobs.wait(second.name)
    assert second.name != first.name
    report = await service.client.get_report(done.result)
    assert report.voices[0].corpora[0].revision == "r2"
    assert len((await service.client.list_reports()).items) == 2


async def test_a_resumed_job_writes_only_what_is_missing(
    tmp_path: Path, communities: Any, personas: Any, cleaner: Clean, names: tuple[str, ...]
) -> None:
    personas.stuck_at = "personas/cedar"
    async with running(tmp_path, communities, personas, cleaner) as service:
        job = await service.client.create_evaluation(names, CONFIG)
        await asyncio.wait_for(personas.stuck.wait(), 30)
    assert {persona for persona, _, _ in personas.prompts} == {"personas/apple", "personas/berry"}

    personas.stuck_at = ""
    personas.prompts.clear()
    async with running(tmp_path, communities, personas, cleaner) as service:
        done = await service.jobs.wait(job.name)
        report = await service.client.get_report(done.result)
    assert {persona for persona, _, _ in personas.prompts} == {
        "personas/cedar",
        "personas/base",
        *(f"personas/{name.split('/')[1]}.context" for name in names),
    }
    assert [corpus.num_generated for corpus in report.voices[0].corpora] == [40, 40, 40]


async def test_a_resumed_job_writes_only_the_parts_that_are_missing(
    tmp_path: Path, communities: Any, personas: Any, cleaner: Clean, names: tuple[str, ...]
) -> None:
    large = EvaluationConfig(topics=("meals", "rest"), posts_per_persona=600, voices=("base",))
    personas.stuck_after = 32
    async with running(tmp_path, communities, personas, cleaner) as service:
        job = await service.client.create_evaluation(names, large)
        await asyncio.wait_for(personas.stuck.wait(), 30)
    personas.stuck_after = 0
    personas.prompts.clear()
    async with running(tmp_path, communities, personas, cleaner) as service:
        report = await service.client.get_report((await service.jobs.wait(job.name)).result)
    assert 0 < len(personas.prompts) < 10
    assert report.voices[0].corpora[0].num_generated == 600


async def test_a_persona_that_is_not_there_is_refused(
    service: Service, communities: Any, names: tuple[str, ...]
) -> None:
    communities.posts["communities/elm"] = communities.posts[names[0]]
    with pytest.raises(NotFound, match="personas/elm"):
        await service.client.create_evaluation((*names, "communities/elm"), CONFIG)


async def test_bad_requests_are_refused_at_once(service: Service, communities: Any, names: tuple[str, ...]) -> None:
    create = service.client.create_evaluation
    with pytest.raises(InvalidArgument):
        await create(names[:1], CONFIG)
    with pytest.raises(NotFound):
        await create((names[0], "communities/unknown"), CONFIG)
    with pytest.raises(InvalidName):
        await create((names[0], "../etc"), CONFIG)
    with pytest.raises(InvalidArgument, match="topic"):
        await create(names, EvaluationConfig(topics=("",)))
    communities.partitions[names[0]] = "partitions/two"
    with pytest.raises(InvalidArgument, match="one partition"):
        await create(names, CONFIG)
    assert (await service.jobs.list()).items == ()


async def test_unknown_reports(service: Service) -> None:
    with pytest.raises(NotFound):
        await service.client.get_report("reports/none")
    with pytest.raises(InvalidName):
        await service.client.get_report("none")


async def test_a_baseline_needs_no_adapter(service: Service, personas: Any, names: tuple[str, ...]) -> None:
    personas.get_persona = no_finetuned(personas.get_persona)
    with pytest.raises(RevisionNotActive):
        await service.client.create_evaluation(names, CONFIG)
    baseline = replace(CONFIG, voices=("base", "context"))
    done = await service.jobs.wait((await service.client.create_evaluation(names, baseline)).name)
    report = await service.client.get_report(done.result)
    assert [voice.voice for voice in report.voices] == ["context", "base"]
    assert done.progress.total == 4 * 40
    assert {persona for persona, _, _ in personas.prompts} == {
        "personas/base",
        *(f"personas/{name.split('/')[1]}.context" for name in names),
    }


def no_finetuned(get_persona: Callable[[str], Awaitable[Any]]) -> Callable[[str], Awaitable[Any]]:
    async def get(name: str) -> Any:
        if name.endswith((".context", "/base")):
            return await get_persona(name)
        raise RevisionNotActive(f"{name} has no adapter yet")

    return get


async def test_what_measures_is_looked_for_before_anything_is_written(
    service: Service, personas: Any, names: tuple[str, ...]
) -> None:
    for wrong in (
        replace(CONFIG, emotion_classifier="../moods"),
        replace(CONFIG, encoder="a b"),
        replace(CONFIG, voices=("me",)),
        replace(CONFIG, max_perplexity=1.0),
    ):
        with pytest.raises(InvalidArgument):
            await service.client.create_evaluation(names, wrong)
    assert personas.prompts == []


async def test_findings_say_what_is_wrong(service: Service, personas: Any, names: tuple[str, ...]) -> None:
    faithful = personas.say
    personas.say = lambda persona, seed: "" if persona == "personas/berry" else faithful(persona, seed)
    done = await service.jobs.wait((await service.client.create_evaluation(names, CONFIG)).name)
    report = await service.client.get_report(done.result)
    (failure,) = [one for one in report.findings if one.severity is Severity.FAILURE]
    assert (failure.id, failure.community, failure.voice) == ("too-few-posts", "communities/berry", "finetuned")


async def test_the_base_model_judges_harm_where_it_is_asked_to(service: Service, names: tuple[str, ...]) -> None:
    judging = replace(CONFIG, judged_posts=5, voices=("base",))
    report = await service.client.get_report(
        (await service.jobs.wait((await service.client.create_evaluation(names, judging)).name)).result
    )
    assert [reading.kind for reading in report.readings] == ["emotion", "toxicity", "harm"]
    assert report.readings[2].labels == ("none", "body", "food-and-exercise", "disclosure")
    assert {profile.num_posts for profile in report.readings[2].human} == {5}
    assert "examples rightly" in report.readings[2].classifier


async def test_what_is_found_of_a_revision_is_told_to_finetuning(
    service: Service, personas: Any, names: tuple[str, ...]
) -> None:
    faithful = personas.say
    personas.revision = lambda persona, _call: "" if "." in persona or persona.endswith("base") else f"r-{persona[9:]}"
    personas.say = lambda persona, seed: "" if persona == "personas/berry" else faithful(persona, seed)
    done = await service.jobs.wait((await service.client.create_evaluation(names, CONFIG)).name)
    report = await service.client.get_report(done.result)
    assert [(one.community, one.revision, one.passed) for one in report.verdicts] == [
        ("communities/apple", "r-apple", True),
        ("communities/berry", "r-berry", False),
        ("communities/cedar", "r-cedar", True),
    ]
    kept = {name: verdicts[-1] for name, verdicts in service.revisions.verdicts.items()}
    assert {name: verdict.passed for name, verdict in kept.items()} == {
        "r-apple": True,
        "r-berry": False,
        "r-cedar": True,
    }
    assert kept["r-berry"].reasons == report.verdicts[1].reasons
    assert kept["r-berry"].reasons[0].startswith("too-few-posts: only 0 of 40 posts")
    assert {verdict.report for verdict in kept.values()} == {report.name}


async def test_a_staged_revision_speaks_where_it_is_to_be_decided_on(
    service: Service, personas: Any, names: tuple[str, ...]
) -> None:
    personas.staged = ("berry",)
    staged = replace(CONFIG, staged=True)
    done = await service.jobs.wait((await service.client.create_evaluation(names, staged)).name)
    report = await service.client.get_report(done.result)
    assert [(corpus.persona, corpus.revision) for corpus in report.voices[0].corpora] == [
        ("personas/apple", "r1"),
        ("personas/berry.staged", "r2"),
        ("personas/cedar", "r1"),
    ]
    assert report.verdicts[1].revision == "r2"
    plain = await service.jobs.wait((await service.client.create_evaluation(names, CONFIG)).name)
    active = await service.client.get_report(plain.result)
    assert [corpus.persona for corpus in active.voices[0].corpora] == [
        "personas/apple",
        "personas/berry",
        "personas/cedar",
    ]


async def test_the_operators_policy_decides(
    tmp_path: Path, communities: Any, personas: Any, cleaner: Clean, names: tuple[str, ...]
) -> None:
    policy = Policy(min_origin_f1=1.0, blocking=("not-distinct",))
    async with running(tmp_path, communities, personas, cleaner, policy) as service:
        done = await service.jobs.wait((await service.client.create_evaluation(names, CONFIG)).name)
        report = await service.client.get_report(done.result)
    assert report.policy == policy
    assert [verdict.passed for verdict in report.verdicts] == [False, False, False]


async def test_topics_may_be_taken_from_what_sets_communities_apart(
    service: Service, communities: Any, personas: Any, names: tuple[str, ...]
) -> None:
    own = EvaluationConfig(topics_per_community=2, posts_per_persona=40, voices=("base",))
    with pytest.raises(FailedPrecondition, match="no terms that set them apart"):
        await service.client.create_evaluation(names, own)
    communities.terms = {names[0]: ("juice", "Pie", "core"), names[2]: ("pie", "bark", "resin")}
    done = await service.jobs.wait((await service.client.create_evaluation(names, own)).name)
    report = await service.client.get_report(done.result)
    assert "Not all posts have a time" not in " ".join(report.notes)
    assert report.config.topics == ("juice", "pie", "bark")
    assert {prompt for _, prompt, _ in personas.prompts} == {
        f"Write a post about {topic}." for topic in report.config.topics
    }
    for wrong in (
        replace(own, topics=("rest",)),
        replace(own, topics_per_community=201),
        replace(own, topics_per_community=-1),
    ):
        with pytest.raises(InvalidArgument):
            await service.client.create_evaluation(names, wrong)


async def test_windows_are_looked_at_where_posts_have_times(
    service: Service, communities: Any, names: tuple[str, ...]
) -> None:
    windows = replace(CONFIG, windows=3, voices=("finetuned",))
    untimed = await service.client.get_report(
        (await service.jobs.wait((await service.client.create_evaluation(names, windows)).name)).result
    )
    assert untimed.windows == ()
    assert "Not all posts have a time, so there are no windows." in untimed.notes
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for name, posts in communities.posts.items():
        communities.posts[name] = [replace(post, create_time=start + timedelta(hours=int(post.id))) for post in posts]
    timed = await service.client.create_evaluation(names, windows, request_id="timed")
    report = await service.client.get_report((await service.jobs.wait(timed.name)).result)
    assert len(report.windows) == 3
    assert report.windows[0].start == start
    assert [len(window.finetuned) for window in report.windows] == [3, 3, 3]
    for wrong in (1, 25, -1):
        with pytest.raises(InvalidArgument, match="windows"):
            await service.client.create_evaluation(names, replace(CONFIG, windows=wrong))
