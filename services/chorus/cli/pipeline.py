"""The paper's method as one pass through the gateway: posts → communities → adapters → personas → measures.

Every step is a call that names its work by its arguments, so a study that was interrupted goes on where it stopped: what is done
answers at once, what still runs is watched again, what failed is begun anew.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chorus import __version__
from chorus.cli.base_model import make_base_model
from chorus.cli.ground import ground_of_partition, ground_of_posts
from chorus.cli.progress import Steps
from chorus.cli.report.gains import in_words
from chorus.cli.report.text import counted
from chorus.cli.study import AskedPersona, Study
from chorus.client import AsyncClient
from chorus.errors import FailedPrecondition, Unavailable
from chorus.evaluation.client import EvaluationConfig, FidelityReport
from chorus.finetuning.client import BaseModel, FinetuningConfig, FinetuningReport, Revision, RevisionState
from chorus.gateway.client import Persona, Protocol, Screening
from chorus.graph.client import Community, DetectionConfig, ImportConfig
from chorus.jobs.client import Job
from chorus.serving.client import BASE
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling

ENGINE_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class StudyConfig:
    """What a study may be told; the defaults are the method's."""

    importing: ImportConfig = field(default_factory=ImportConfig)
    """How a file of posts is read."""
    num_communities: int = 6
    """Largest communities kept."""
    min_authors: int = 50
    """Smaller communities get no persona."""
    seed: int = 0
    posts_per_persona: int = 120
    """Size of each corpus that fidelity is measured on."""
    question: str = "Write a post about what matters most to you."
    """Put to every persona, answered greedily."""
    instrument: str = "instruments/swed"
    num_samples: int = 20
    """Free answers per item of the instrument."""


async def run_study(client: AsyncClient, of: Path | str, config: StudyConfig, steps: Steps) -> Study:
    """Run the whole method on a file of posts, or on the communities of a partition, given by its name."""
    if isinstance(of, Path):
        detection = DetectionConfig(seed=config.seed, top_k=config.num_communities, min_members=config.min_authors)
        ground = await ground_of_posts(client, of, config.importing, detection, steps)
    else:
        ground = await ground_of_partition(client, of, steps)
    communities, partition = ground.communities, ground.partition
    with steps.step("base model"):
        base_model = await make_base_model(client, partition.name, steps, config.seed)
    with steps.step("finetune"):
        report, revisions = await _finetune(client, communities, config, steps)
    fidelity = None
    if any(revision.state is RevisionState.STAGED for revision in revisions):
        with steps.step("evaluate"):
            fidelity = await _evaluate(client, communities, config, steps, staged=True)
        revisions = await promote_fit(client, revisions)
    with steps.step("serve"):
        personas = await _personas(client, communities, base_model, steps)
    with steps.step("ask"):
        answers, notice = await _ask(client, personas, config, steps)
    if fidelity is None:
        with steps.step("evaluate"):
            fidelity = await _evaluate(client, communities, config, steps)
    with steps.step("screen"):
        screening = await _screen(client, personas, config, steps)
    return Study(
        title=ground.title,
        dataset=ground.dataset,
        partition=partition,
        communities=communities,
        network_svg=ground.network_svg,
        base_model=base_model,
        finetuning=report,
        # As they are now: each has its verdict.
        revisions=tuple([await client.finetuning.get_revision(revision.name) for revision in revisions]),
        personas=personas,
        answers=answers,
        fidelity=fidelity,
        instrument=await client.gateway.get_instrument(config.instrument),
        screening=screening,
        times=tuple(steps.times),
        notice=notice,
        version=__version__,
    )


async def _finetune(
    client: AsyncClient, communities: Sequence[Community], config: StudyConfig, steps: Steps
) -> tuple[FinetuningReport, tuple[Revision, ...]]:
    names = [community.name for community in communities]
    created = await client.finetuning.create_finetuning(names, FinetuningConfig(seed=config.seed))
    job = await _finish(client, created, steps)
    report = await client.finetuning.get_finetuning_report(job.result)
    revisions = [await client.finetuning.get_revision(name) for name in report.revisions]
    steps.update(1, 1, f"{counted(len(revisions), 'adapter')}; {in_words(report)}")
    return report, tuple(revisions)


async def promote_fit(client: AsyncClient, revisions: Sequence[Revision]) -> tuple[Revision, ...]:
    """Let those speak that an evaluation found fit; ``FailedPrecondition`` where others stay STAGED."""
    found = [await client.finetuning.get_revision(revision.name) for revision in revisions]
    staged = [each for each in found if each.state is RevisionState.STAGED]
    fit = [each for each in staged if each.verdict and each.verdict.passed]
    promoted = {each.name: await client.finetuning.promote(each.name) for each in fit}
    if unfit := [each for each in staged if each not in fit]:
        told = "; ".join(f"{each.name} ({'; '.join(_reasons(each))})" for each in unfit)
        raise FailedPrecondition(
            f"the gate keeps {counted(len(unfit), 'revision')} from speaking: {told}. Train again, leave these communities out, "
            "or have an operator override it (`chorus finetune promote REVISION --override REASON`), and run this again"
        )
    return tuple(promoted.get(each.name, each) for each in found)


def _reasons(revision: Revision) -> tuple[str, ...]:
    return revision.verdict.reasons if revision.verdict else ("not evaluated",)


async def _personas(
    client: AsyncClient, communities: Sequence[Community], base_model: BaseModel, steps: Steps
) -> tuple[Persona, ...]:
    """The base control and the personas of the study's communities, once the engine serves them."""
    ids = [community.name.removeprefix("communities/") for community in communities]
    wanted = [BASE, *(f"personas/{id_}{voice}" for id_ in ids for voice in ("", ".context"))]
    async with asyncio.timeout(ENGINE_SECONDS):
        while True:
            try:
                served = {persona.name: persona for persona in await client.gateway.list_personas()}
                found = tuple(served[name] for name in wanted if name in served)
                if len(found) == len(wanted) and found[0].base_model_digest == base_model.digest:
                    steps.update(1, 1, f"{len(found)} personas on one base model")
                    return found
            except Unavailable as error:
                steps.update(0, 0, error.message)
            await asyncio.sleep(1)


async def _ask(
    client: AsyncClient, personas: Sequence[Persona], config: StudyConfig, steps: Steps
) -> tuple[tuple[AskedPersona, ...], str]:
    greedy = Sampling(temperature=0.0, max_tokens=60, seed=config.seed)
    answers, notice = [], ""
    for number, persona in enumerate(personas, start=1):
        reply = await client.gateway.ask(persona.name, config.question, greedy)
        answers.append(AskedPersona(persona.name, config.question, reply.answers[0].text, reply.receipt or Receipt()))
        notice = reply.notice
        steps.update(number, len(personas), persona.display_name)
    return tuple(answers), notice


async def _evaluate(
    client: AsyncClient, communities: Sequence[Community], config: StudyConfig, steps: Steps, *, staged: bool = False
) -> FidelityReport:
    evaluation = EvaluationConfig(posts_per_persona=config.posts_per_persona, seed=config.seed, staged=staged)
    created = await client.evaluation.create_evaluation([community.name for community in communities], evaluation)
    job = await _finish(client, created, steps)
    return await client.evaluation.get_report(job.result)


async def _screen(client: AsyncClient, personas: Sequence[Persona], config: StudyConfig, steps: Steps) -> Screening:
    names = [persona.name for persona in personas if persona.name != BASE]
    protocol = Protocol(num_samples=config.num_samples, seed=config.seed)
    created = await client.gateway.create_screening(names, config.instrument, protocol)
    job = await _finish(client, created, steps)
    return await client.gateway.get_screening(job.result)


async def _finish(client: AsyncClient, job: Job, steps: Steps) -> Job:
    return await client.jobs.wait(job.name, on_change=steps.follow)
