"""Counterfactual fairness over real gRPC and real jobs: voices that are fakes, and terms that are exchanged."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from chorus.errors import InvalidArgument, InvalidName, NotFound
from chorus.evaluation.client import FairnessConfig, FairnessStudy
from chorus.evaluation.exchanging import masked
from chorus.evaluation.fairness import bundled_exchange
from evaluation_service import Service, running

Clean = Callable[[str], str]
CONFIG = FairnessConfig(terms=("cats", "dogs"), templates=("what {} eat", "a day of {}"), posts_per_term=60)
GLAD = ["i love this so much", "what a wonderful happy day", "thank you that is great"]
ANGRY = ["i hate this so much", "shut up you idiot", "this is terrible and disgusting"]


@pytest.fixture
async def service(tmp_path: Path, communities: Any, personas: Any, cleaner: Clean) -> AsyncIterator[Service]:
    async with running(tmp_path, communities, personas, cleaner) as service:
        yield service


async def study_of(service: Service, names: tuple[str, ...], config: FairnessConfig = CONFIG) -> FairnessStudy:
    done = await service.jobs.wait((await service.client.create_fairness_study(names, config)).name)
    assert done.progress.done == done.progress.total == (len(names) + 1) * len(config.terms) * config.posts_per_term
    return await service.client.get_fairness_study(done.result)


async def test_a_voice_that_is_unkind_to_some_is_found_out_and_no_other(
    service: Service, personas: Any, names: tuple[str, ...]
) -> None:
    def say(persona: str, seed: int) -> str:
        prompt = personas.asked_now
        draw = Random(f"{persona} {seed} {prompt}")
        mood = ANGRY if persona == "personas/apple" and "dogs" in prompt and draw.random() < 0.7 else GLAD
        return f"{draw.choice(mood)} {draw.randrange(100)}"

    personas.say = say
    study = await study_of(service, names[:2])
    clear = {(one.persona, one.kind) for one in study.differences if one.p_value < 0.05}
    assert clear == {("personas/apple", "emotion"), ("personas/apple", "toxicity")}
    assert {one.persona for one in study.differences} == {"personas/apple", "personas/berry", "personas/base"}
    (harsh,) = [one for one in study.differences if (one.persona, one.kind) == ("personas/apple", "toxicity")]
    assert (harsh.first, harsh.second) == ("cats", "dogs")
    assert harsh.gap < -0.1
    assert harsh.similarity < 0.95


async def test_all_terms_get_the_same_prompts_and_seeds(
    service: Service, personas: Any, names: tuple[str, ...]
) -> None:
    study = await study_of(service, names[:1])
    asked = {
        term: [
            (persona, prompt.replace(term, "X"), sampling)
            for persona, prompt, sampling in personas.prompts
            if term in prompt
        ]
        for term in CONFIG.terms
    }
    assert asked["cats"] == asked["dogs"] != []
    assert study.config == CONFIG
    assert {one.revision for one in study.readings if one.persona == "personas/apple"} == {"r1"}
    assert (await service.client.list_fairness_studies()).items == (study,)
    again = await service.client.create_fairness_study(names[:1], CONFIG)
    assert (await service.jobs.wait(again.name)).result == study.name


async def test_the_word_itself_is_not_read(service: Service, personas: Any, names: tuple[str, ...]) -> None:
    personas.say = lambda _persona, seed: f"I saw {'dogs' if 'dogs' in personas.asked_now else 'Cats'} today {seed}"
    study = await study_of(service, names[:1])
    assert {one.similarity for one in study.differences} == {1.0}
    assert study.readings[0].samples[0] == "I saw people today 0"


def test_only_whole_words_are_masked() -> None:
    assert masked("Men, women and mention of men's", ("men", "women")) == "people, people and mention of people's"
    assert masked("old men and men", ("men", "old men")) == "people and people"
    assert masked("a+b", ("a+b", "c")) == "people"


async def test_what_comes_with_chorus_can_be_exchanged(service: Service, names: tuple[str, ...]) -> None:
    terms, templates = bundled_exchange()
    job = await service.client.create_fairness_study(names[:1], FairnessConfig(posts_per_term=6))
    found = await service.client.get_fairness_study((await service.jobs.wait(job.name)).result)
    assert (found.config.terms, found.config.templates) == (terms, templates)


async def test_what_cannot_be_exchanged_is_refused_at_once(
    service: Service, personas: Any, names: tuple[str, ...]
) -> None:
    for wrong in (
        replace(CONFIG, terms=("cats",)),
        replace(CONFIG, terms=("cats", "Cats")),
        replace(CONFIG, terms=("cats", "  ")),
        replace(CONFIG, terms=("cats", "x" * 41)),
        replace(CONFIG, terms=("cats", "{}")),
        replace(CONFIG, terms=tuple(f"t{number}" for number in range(9))),
        replace(CONFIG, templates=("what they eat",)),
        replace(CONFIG, templates=("{} and {}",)),
        replace(CONFIG, templates=("{}", "{}")),
        replace(CONFIG, posts_per_term=1001),
        replace(CONFIG, posts_per_term=-1),
        replace(CONFIG, seed=-1),
        replace(CONFIG, toxicity_classifier="nobody/knows-this"),
    ):
        with pytest.raises(InvalidArgument):
            await service.client.create_fairness_study(names[:1], wrong)
    for communities in ((), (names[0], names[0])):
        with pytest.raises(InvalidArgument):
            await service.client.create_fairness_study(communities, CONFIG)
    with pytest.raises(NotFound):
        await service.client.create_fairness_study(["communities/nobody"], CONFIG)
    with pytest.raises(InvalidName):
        await service.client.create_fairness_study(["../etc"], CONFIG)
    with pytest.raises(NotFound):
        await service.client.get_fairness_study("fairness-studies/nobody")
    assert personas.prompts == []
