import asyncio
from dataclasses import replace

import pytest

from chorus.errors import FailedPrecondition, InvalidName, NotFound, RevisionNotActive
from chorus.finetuning.client import RevisionState
from chorus.serving.persona import PersonaKind
from chorus.serving.personas import FRESH_SECONDS, Personas


@pytest.fixture
def catalogue(fakes):
    return fakes.Catalogue(
        [
            fakes.revision("soup"),
            fakes.revision("bread"),
            fakes.revision("old", state=RevisionState.RETIRED),
            fakes.revision("new", state=RevisionState.STAGED),
            fakes.revision("elsewhere", base_model="base-models/two"),
        ],
        communities=[f"communities/{name}" for name in ("soup", "bread", "old", "new", "elsewhere", "untrained")],
    )


async def test_base_comes_first_then_communities_finetuned_before_context(fakes, catalogue) -> None:
    listed = await Personas(catalogue, fakes.base_model).list()
    assert [persona.name for persona in listed] == [
        "personas/base",
        "personas/bread",
        "personas/bread.context",
        "personas/soup",
        "personas/soup.context",
    ]
    assert {persona.base_model_digest for persona in listed} == {"b" * 64}
    assert {persona.limits for persona in listed} == {"Says little."}
    assert [bool(persona.revision) for persona in listed] == [False, True, False, True, False]
    assert listed[1].display_name == "The bread people"


async def test_what_is_listed_is_found(fakes, catalogue) -> None:
    personas = Personas(catalogue, fakes.base_model)
    for persona in await personas.list():
        voice = await personas.find(persona.name)
        assert voice.persona == persona
        assert (voice.revision.name if voice.revision else "") == persona.revision


async def test_a_context_persona_needs_no_revision(fakes, catalogue) -> None:
    voice = await Personas(catalogue, fakes.base_model).find("personas/untrained.context")
    assert voice.persona.kind is PersonaKind.CONTEXT
    assert voice.persona.community == "communities/untrained"


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("personas/nobody", NotFound, "no persona personas/nobody"),
        ("personas/nobody.context", NotFound, "no persona personas/nobody.context"),
        ("personas/untrained", RevisionNotActive, "finetune communities/untrained first"),
        ("personas/old", RevisionNotActive, "is RETIRED, not ACTIVE"),
        ("personas/new", RevisionNotActive, "is STAGED, not ACTIVE"),
        ("personas/new", RevisionNotActive, "evaluate and promote it"),
        ("personas/old.staged", RevisionNotActive, "communities/old has no STAGED revision on base-models/one"),
        ("personas/nobody.staged", NotFound, "no persona personas/nobody.staged"),
        ("personas/elsewhere", FailedPrecondition, "trained on base-models/two, but base-models/one is served"),
        ("personas/Nobody", InvalidName, "not a name"),
    ],
)
async def test_who_cannot_answer_is_told_apart(fakes, catalogue, name: str, error: type, message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        await Personas(catalogue, fakes.base_model).find(name)
    assert type(caught.value) is error
    assert caught.value.field == "persona"


async def test_revisions_are_read_once_a_second(fakes, catalogue) -> None:
    now = [0.0]
    personas = Personas(catalogue, fakes.base_model, clock=lambda: now[0])
    await asyncio.gather(*(personas.find("personas/soup") for _ in range(20)))
    assert catalogue.num_reads == 1
    catalogue.known = [revision for revision in catalogue.known if "soup" not in revision.name]
    now[0] += FRESH_SECONDS + 0.1
    with pytest.raises(RevisionNotActive):
        await personas.find("personas/soup")


async def test_a_finetuned_persona_answers_while_graph_is_away(fakes, catalogue) -> None:
    catalogue.graph_is_away = True
    voice = await Personas(catalogue, fakes.base_model).find("personas/soup")
    assert voice.persona.display_name == "communities/soup"


async def test_the_newest_staged_revision_is_found_by_name_and_listed_nowhere(fakes, catalogue) -> None:
    catalogue.known = [replace(each, location="artifact:1") for each in catalogue.known]
    personas = Personas(catalogue, fakes.base_model)
    voice = await personas.find("personas/new.staged")
    assert (voice.persona.kind, voice.persona.community) == (PersonaKind.STAGED, "communities/new")
    assert voice.revision.name == voice.persona.revision != ""
    assert voice.persona.display_name == "The new people (staged)"
    assert not [persona for persona in await personas.list() if persona.kind is PersonaKind.STAGED]
    for other in ("soup", "old"):
        with pytest.raises(RevisionNotActive, match="no STAGED revision"):
            await personas.find(f"personas/{other}.staged")


async def test_what_is_staged_for_another_base_model_or_without_weights_does_not_speak(fakes) -> None:
    staged = replace(fakes.revision("soup", state=RevisionState.STAGED), location="artifact:1")
    for unfit in (replace(staged, base_model="base-models/two"), replace(staged, location="")):
        known = fakes.Catalogue([unfit], communities=["communities/soup"])
        with pytest.raises(RevisionNotActive, match="no STAGED revision"):
            await Personas(known, fakes.base_model).find("personas/soup.staged")
