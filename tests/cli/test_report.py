"""The report says what the study holds, whatever strangers wrote in it and whatever is missing from it."""

import random
import re
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from chorus.cli.report import render_report
from chorus.cli.report.curves import LEFT, RIGHT, WIDTH
from chorus.cli.study import AskedPersona, StepTime, Study
from chorus.evaluation.client import (
    CorpusSummary,
    Estimate,
    EvaluationConfig,
    FidelityReport,
    OriginScores,
    SemanticScores,
    VoiceScores,
)
from chorus.finetuning.client import (
    AdapterMetrics,
    BaseModel,
    BaseModelOrigin,
    CrossLosses,
    FinetuningConfig,
    FinetuningReport,
    Lead,
    Revision,
    TrainingPoint,
)
from chorus.gateway.client import (
    AnswerMode,
    Competence,
    Condition,
    Criterion,
    CriterionRule,
    Flag,
    Instrument,
    Item,
    ItemKind,
    ItemResult,
    Option,
    Persona,
    PersonaScreening,
    Protocol,
    Scale,
    ScaleScore,
    Screening,
)
from chorus.graph.client import (
    Community,
    Dataset,
    ImportSummary,
    NetworkSummary,
    Partition,
    RejectedLine,
    Stability,
    Term,
)
from chorus.types.receipt import Receipt
from chorus.types.sampling import Sampling
from html_page import Page

IDS = {
    "macro-counters": ("Macro counters", "macros scale grams logged tracker protein week plan label spreadsheet"),
    "gentle-eaters": ("Gentle eaters", "hunger gentle enough kind mirror listen rest seconds peace comfort"),
    "morning-runners": ("Morning runners", "run pace shoes hill stretch sunrise laps knee route coffee"),
    "mirror-worries": ("Mirror worries", "mirror jeans often worry photo compare size angle waist weight"),
}
COMMUNITIES = tuple(f"communities/{id_}" for id_ in IDS)
LIMITS = (
    "This base model is a very small one that Chorus built from the posts themselves: its sentences are often ungrammatical, and "
    "it understands no question. Results show that the parts are connected correctly; they are no finding about anybody."
)
BASE_DIGEST = sha256(b"base").hexdigest()
PROTOCOL_HASH = sha256(b"protocol").hexdigest()
NETWORK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 80"><script>alert(1)</script>{}</svg>'
BASE_LOSSES = (3.912, 3.812, 3.712, 3.612)
GAINS = ((0.91, 0.12, 0.2, 0.05), (0.1, 0.74, 0.33, -0.04), (0.02, 0.41, 0.39, 0.11), (-0.2, 0.0, 0.14, 0.66))
"""Of each community by every adapter: the third is predicted best by the adapter of the second."""
LEADS = (Lead(0.71, 0.62, 0.8, 40), Lead(0.41, 0.3, 0.5, 38), Lead(-0.02, -0.09, 0.05, 12), Lead(0.52, -0.01, 1.0, 4))
FREQUENCIES = ("Never", "Rarely", "Sometimes", "Often", "Always")


def digest(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()


def revision_name(community: str) -> str:
    return f"revisions/{community.rpartition('/')[2]}.{digest('weights', community)}"


def persona_of(community: str) -> str:
    return community.replace("communities/", "personas/")


def receipt(persona: str, revision: str = "") -> Receipt:
    sampling = Sampling(n=1, temperature=0.0, top_p=1.0, top_k=0, max_tokens=48, seed=11)
    return Receipt(persona, revision, BASE_DIGEST, digest("prompt", persona), sampling, "vllm 0.29.0", "replica-7c1e")


def revision(place: int, community: str) -> Revision:
    history = tuple(
        TrainingPoint(step, 2.6 * 0.985**step + 2.1 + 0.1 * place, 2.5 * 0.99**step + 2.3 if step % 40 == 0 else None)
        for step in range(0, 201, 5)
    )
    return Revision(
        name=revision_name(community),
        community=community,
        weights_digest=digest("weights", community),
        config=FinetuningConfig(rank=16, alpha=32, learning_rate=0.01, epochs=4, batch_tokens=1024, seed=7),
        num_demonstrations=612 - 90 * place,
        num_validation=133,
        demonstration_set=f"demonstration-sets/{digest('demonstrations', community)[:16]}",
        history=history,
        metrics=AdapterMetrics(
            validation_loss=history[-9].validation_loss,
            base_validation_loss=BASE_LOSSES[place],
            best_step=history[-9].step,
            num_steps=history[-1].step,
        ),
    )


def origin(quality: float, seed: int) -> OriginScores:
    draw, width, per_row = random.Random(seed), len(COMMUNITIES), 96
    confusion = []
    for true in range(width):
        hits = round(per_row * min(0.97, max(0.05, quality + draw.uniform(-0.08, 0.08))))
        others = [(per_row - hits) // (width - 1)] * width
        others[true] = hits
        confusion += others
    f1 = tuple(round(quality + draw.uniform(-0.1, 0.1), 3) for _ in COMMUNITIES)
    estimate = Estimate(quality, quality - 0.045, quality + 0.041)
    return OriginScores(estimate, min(1.0, quality * 1.45), f1, tuple(confusion), sum(confusion))


def voice(kind: str, quality: float, distance: float) -> VoiceScores:
    draw = random.Random(kind)
    corpora, semantics = [], []
    for place, (community, (_, terms)) in enumerate(zip(COMMUNITIES, IDS.values(), strict=True)):
        words = terms.split()
        samples = tuple(f"{' '.join(draw.sample(words, 6))} today, {draw.choice(words)} again @user" for _ in range(6))
        suffix = {"finetuned": "", "context": ".context"}.get(kind)
        persona = "personas/base" if suffix is None else persona_of(community) + suffix
        own = revision_name(community) if kind == "finetuned" else ""
        corpora.append(
            CorpusSummary(community, persona, f"artifact:{digest(kind, community)}", 120, 1, 4, 7, 108, samples, own)
        )
        floor = 0.061 + 0.013 * place
        semantics.append(
            SemanticScores(
                community,
                Estimate(found := distance + 0.03 * place, found - 0.02, found + 0.03),
                Estimate(floor, floor - 0.011, floor + 0.014),
            )
        )
    return VoiceScores(kind, origin(quality, len(kind)), tuple(semantics), tuple(corpora))


INSTRUMENT = Instrument(
    name="instruments/outline",
    title="Outline of a weight-concern screen",
    description="Weight concern, and how often certain things happened.",
    source="Our own wording over published item shapes; not validated.",
    license="Apache-2.0",
    items=(
        *(
            Item(id_, text, ItemKind.ORDINAL, tuple(Option(*pair) for pair in zip("abcde", FREQUENCIES, strict=True)))
            for id_, text in (
                ("5", "How often do you worry about the shape of your body?"),
                ("6", "How often do you think of food plans?"),
            )
        ),
        Item(
            "1",
            "Are you being helped at present?",
            ItemKind.CATEGORICAL,
            (Option("a", "No"), Option("b", "Before"), Option("c", "Yes")),
        ),
        Item(
            "10",
            "How many times in the last three months did you skip a walk?",
            ItemKind.COUNT,
            maximum=500,
            unit="times",
        ),
    ),
    scales=(Scale("wcs", "Weight Concerns Scale", ("5", "6"), minimum=0, maximum=100, cutoff=47),),
    criteria=(
        CriterionRule("C1", "At or above the cut-off", "wcs", 47),
        CriterionRule("C2", "Thinks of plans often", conditions=(Condition("6", ("d", "e")),)),
    ),
)


def item_result(item: Item, lean: float, persona: str, own: str) -> ItemResult:
    proof = {"scored_receipt": receipt(persona, own), "sampled_receipt": receipt(persona, own)}
    if not item.options:
        return ItemResult(item.id, values=(2.0, 5.0, 9.0, 3.0), num_refused=3, num_invalid=13, **proof)
    weights = [1.2 - abs(lean - place / (len(item.options) - 1)) for place in range(len(item.options))]
    scored = tuple(weight / sum(weights) for weight in weights)
    return ItemResult(item.id, scored, tuple(round(share * 15) for share in scored), (), 2, 3, **proof)


def screened(persona: str, score: float, own: str = "", *, sampled: bool = True) -> PersonaScreening:
    exact = ScaleScore("wcs", AnswerMode.SCORED, score, score - 6.2, score + 5.9, 0.98 if score > 47 else 0.04)
    missing = ScaleScore("wcs", AnswerMode.SAMPLED, missing_items=("5", "6"))
    drawn = ScaleScore("wcs", AnswerMode.SAMPLED, score + 2, score - 9, score + 11, 0.41)
    return PersonaScreening(
        persona=persona,
        items=tuple(item_result(item, score / 100, persona, own) for item in INSTRUMENT.items),
        scales=(exact, drawn if sampled else missing),
        criteria=(
            Criterion("C1", "At or above the cut-off", AnswerMode.SCORED, score > 47),
            Criterion("C1", "At or above the cut-off", AnswerMode.SAMPLED, score > 47 if sampled else None),
            Criterion("C2", "Thinks of plans often", AnswerMode.SCORED, False),
            Criterion("C2", "Thinks of plans often", AnswerMode.SAMPLED, True),
        ),
    )


def network() -> str:
    draw = random.Random(1)
    colours = ("#0072b2", "#e69f00", "#009e73", "#cc79a7")
    centres = ((25, 22), (74, 24), (28, 60), (70, 58))
    dots = (
        f'<circle cx="{draw.gauss(x, 7):.1f}" cy="{draw.gauss(y, 6):.1f}" r="0.9" fill="{colour}"/>'
        for colour, (x, y) in zip(colours, centres, strict=True)
        for _ in range(60)
    )
    return NETWORK.format("".join(dots))


@pytest.fixture
def study() -> Study:
    return full_study()


def full_study() -> Study:
    communities = tuple(
        Community(
            name,
            "partitions/p1",
            title,
            212 - 31 * place,
            1204 - 173 * place,
            tuple(Term(word, 1.0) for word in terms.split()),
            0.91 - 0.04 * place,
            num_members=213 - 31 * place,
            stability=0.93 - 0.12 * place,
            persona_allowed=True,
        )
        for place, (name, (title, terms)) in enumerate(zip(COMMUNITIES, IDS.values(), strict=True))
    )
    personas = tuple(
        Persona(name=persona_of(name), community=name, revision=revision_name(name)) for name in COMMUNITIES
    )
    said = (
        "logged my grams before the week plan again",
        "be gentle, hunger is kind",
        "hill then coffee then hill",
        "i often worry in the mirror",
    )
    scores = (38.4, 21.7, 26.3, 57.9)
    rejected = (RejectedLine(17, "not JSON"), RejectedLine(288, "no author"), RejectedLine(1940, "no text"))
    return Study(
        title="Voices around dieting: a sample study",
        dataset=Dataset(
            "datasets/d1",
            digest("file"),
            "posts.jsonl",
            ImportSummary(7021, 3974, 2951, 61, 30, 5, 702, rejected, num_records=7016),
            datetime(2026, 11, 3, 9, 30, tzinfo=UTC),
        ),
        partition=Partition(
            "partitions/p1",
            "datasets/d1",
            num_found=9,
            modularity=0.6427,
            coverage=0.89,
            communities=COMMUNITIES,
            network=NetworkSummary(num_members=664, num_ties=2417),
            stability=Stability(5, 0.91, 0.86, 0.88, 0.83, 0.642, 0.64, 0.6427),
        ),
        communities=communities,
        network_svg=network(),
        base_model=BaseModel(
            "base-models/b1",
            BASE_DIGEST,
            "artifact:" + digest("base folder"),
            BaseModelOrigin.BUILT,
            2_612_480,
            1024,
            LIMITS,
            tuple(
                TrainingPoint(step, 5.1 * 0.994**step + 2.9, 4.9 * 0.994**step + 3.2 if step % 100 == 0 else None)
                for step in range(0, 701, 10)
            ),
        ),
        finetuning=FinetuningReport(
            "finetuning-reports/f1",
            "base-models/b1",
            COMMUNITIES,
            tuple(map(revision_name, COMMUNITIES)),
            losses=tuple(
                CrossLosses(name, 133, base, tuple(base - gain for gain in gains), lead)
                for name, base, gains, lead in zip(COMMUNITIES, BASE_LOSSES, GAINS, LEADS, strict=True)
            ),
        ),
        revisions=tuple(revision(place, name) for place, name in enumerate(COMMUNITIES)),
        personas=personas,
        answers=(
            *(
                AskedPersona(persona.name, "What is on your mind today?", text, receipt(persona.name, persona.revision))
                for persona, text in zip(personas, said, strict=True)
            ),
            AskedPersona("personas/base", "What is on your mind today?", "the the week", receipt("personas/base")),
        ),
        fidelity=FidelityReport(
            "reports/r1",
            COMMUNITIES,
            EvaluationConfig(tuple(f"topic {n}" for n in range(27)), 120, 3),
            BASE_DIGEST,
            origin(0.781, 1),
            (voice("finetuned", 0.538, 0.21), voice("context", 0.291, 0.44), voice("base", 0.142, 0.61)),
            ("Origin classification: chance is 0.250.", "Few posts of held-out authors: the human ceiling is rough."),
        ),
        instrument=INSTRUMENT,
        screening=Screening(
            "screenings/s1",
            INSTRUMENT.name,
            Protocol(num_samples=20, seed=5),
            PROTOCOL_HASH,
            (
                *(
                    screened(persona.name, score, persona.revision, sampled=score > 22)
                    for persona, score in zip(personas, scores, strict=True)
                ),
                screened("personas/base", 33.1),
            ),
            ("This is not a diagnosis of anybody.", LIMITS),
        ),
        times=(
            StepTime("import", 0.8),
            StepTime("detect", 2.4),
            StepTime("finetune", 215.2),
            StepTime("evaluate", 141.0),
            StepTime("screen", 63.9),
        ),
        notice="Written by a model that imitates a community. Nobody wrote this.",
        version="0.1.0",
    )


def section(html: str, id_: str) -> str:
    found = re.search(rf'<section id="{id_}">.*?</section>', html, re.DOTALL)
    assert found, f"no section {id_}"
    return found[0]


def summary(html: str) -> str:
    return words(re.findall(r'<p class="summary".*?</p>', html, re.DOTALL)[0])


def words(html: str) -> str:
    return Page(html).text


SECTIONS = ("posts", "communities", "training", "asked", "written", "fidelity", "screening", "provenance")


def test_page_is_well_formed_and_has_every_section_once(study: Study) -> None:
    page = Page(render_report(study))
    assert not page.open
    assert [attributes["id"] for tag, attributes in page.elements if tag == "section"] == list(SECTIONS)
    links = {attributes["href"] for tag, attributes in page.elements if tag == "a"}
    assert links == {f"#{id_}" for id_ in SECTIONS}


def test_page_asks_nothing_of_anybody(study: Study) -> None:
    html = render_report(study)
    assert not re.search(r"https?://|url\(|@import", html)
    assert Page(html).tags.isdisjoint({"script", "link", "iframe", "object", "embed", "base", "form"})
    sources = [attributes["src"] for _, attributes in Page(html).elements if "src" in attributes]
    assert sources
    assert all(source and source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert "default-src 'none'" in html


HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7*7 }}\'"</section></style>'


def test_hostile_text_is_shown_and_not_obeyed(study: Study) -> None:
    fidelity = study.fidelity
    corpora = tuple(replace(corpus, samples=(HOSTILE,)) for corpus in fidelity.voices[0].corpora)
    item = replace(
        INSTRUMENT.items[0], text=HOSTILE, options=(Option('"onx=1 ', HOSTILE), *INSTRUMENT.items[0].options[1:])
    )
    hostile = replace(
        study,
        title=HOSTILE,
        notice=HOSTILE,
        dataset=replace(study.dataset, file_name=HOSTILE),
        communities=tuple(
            replace(each, display_name=HOSTILE, terms=(Term(HOSTILE, 1.0),)) for each in study.communities
        ),
        answers=tuple(
            replace(each, prompt=HOSTILE, text=HOSTILE, receipt=replace(each.receipt, engine=HOSTILE))
            for each in study.answers
        ),
        fidelity=replace(
            fidelity, notes=(HOSTILE,), voices=(replace(fidelity.voices[0], corpora=corpora), *fidelity.voices[1:])
        ),
        base_model=replace(study.base_model, limits=HOSTILE),
        instrument=replace(INSTRUMENT, title=HOSTILE, items=(item, *INSTRUMENT.items[1:])),
        screening=replace(study.screening, notes=(HOSTILE,), protocol_hash=HOSTILE),
        times=(StepTime(HOSTILE, 1.0),),
    )
    page = Page(render_report(hostile))
    assert not page.open
    assert "script" not in page.tags
    assert [tag for tag, _ in page.elements].count("img") == 1
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert page.text.count(HOSTILE) > 20
    assert [attributes["id"] for tag, attributes in page.elements if tag == "section"] == list(SECTIONS)


def test_network_is_an_image_so_that_its_scripts_are_dead(study: Study) -> None:
    assert "<script" in study.network_svg
    assert "script" not in Page(render_report(study)).tags


def test_summary_holds_the_figures_against_something(study: Study) -> None:
    html = render_report(study)
    told = summary(html)
    assert "From 3,974 posts and 2,951 reposts by 702 people, Chorus found 4 communities" in told
    assert "a language model of 2.6 million parameters" in told
    assert (
        "macro F1 of 0.54 (0.49 to 0.58), where guessing gives 0.25 and people's own posts reach 0.78 (0.74 to 0.82)"
        in told
    )
    assert "reaches 0.29 (0.25 to 0.33): finetuning did better" in told
    assert (
        "from Gentle eaters (21.7) to Mirror worries (57.9); the base control scores 33.1 and the cut-off is 47."
        in told
    )


@pytest.mark.parametrize(
    ("context", "verdict"),
    [
        (Estimate(0.29, 0.25, 0.33), "finetuning did better"),
        (Estimate(0.52, 0.48, 0.56), "the intervals overlap, so neither did clearly better"),
        (Estimate(0.72, 0.68, 0.76), "finetuning did worse"),
    ],
)
def test_summary_claims_no_more_than_the_intervals_do(study: Study, context: Estimate, verdict: str) -> None:
    finetuned, second, base = study.fidelity.voices
    changed = replace(second, origin=replace(second.origin, macro_f1=context))
    html = render_report(replace(study, fidelity=replace(study.fidelity, voices=(finetuned, changed, base))))
    assert verdict in words(re.findall(r'<p class="summary".*?</p>', html, re.DOTALL)[0])


def test_limits_and_never_a_diagnosis_stand_at_the_top_and_at_the_results(study: Study) -> None:
    html = render_report(study)
    top = words(html[html.index("<header>") : html.index("</header>")])
    assert LIMITS in top
    assert "never a diagnosis" in top
    assert LIMITS in words(section(html, "training"))
    assert "This is not a diagnosis of anybody." in words(section(html, "screening"))
    assert "the human ceiling is rough" in words(section(html, "fidelity"))
    assert study.notice in words(section(html, "asked"))


def test_every_record_of_the_import_is_accounted_for(study: Study) -> None:
    text = words(section(render_report(study), "posts"))
    for title, number in (
        ("Posts of an author's own", "3,974"),
        ("Reposts of another's post", "2,951"),
        ("Duplicates", "61"),
        ("Malformed", "30"),
        ("All records", "7,016"),
    ):
        assert f"{title} {number}" in text
    assert "on 7,021 lines, 5 of them blank" in text
    assert "288 no author" in text


def test_communities_stand_with_their_figures_and_the_modularity_with_its_caveat(study: Study) -> None:
    text = words(section(render_report(study), "communities"))
    assert "1 Macro counters 213 212 1,204 0.93 91% macros scale grams" in text
    assert "Modularity 0.643" in text
    assert "A higher modularity is not a better partition" in text


def test_a_fragile_community_is_marked_and_the_others_are_not(study: Study) -> None:
    text = words(section(render_report(study), "communities"))
    assert "4 Mirror worries fragile" in text
    assert text.count("fragile") == 2
    assert "A community is fragile where its stability is below 0.6" in text
    assert "5 runs that differ only in their seed agree for the most part" in text


def test_adapters_are_held_against_the_base_on_unseen_people(study: Study) -> None:
    first, second, *others = study.revisions
    worse = replace(second, metrics=replace(second.metrics, base_validation_loss=1.0))
    html = section(render_report(replace(study, revisions=(first, worse, *others))), "training")
    kept = first.metrics.validation_loss
    assert kept is not None
    assert kept != first.history[-1].validation_loss
    assert f"{kept:.3f} against the base's 3.912: {3.912 - kept:.3f} better on people it never saw" in words(html)
    assert words(html).count("not better than the base") == 1
    assert first.name.rpartition(".")[2][:12] in words(html)
    assert html.count("<svg") == 1 + len(study.revisions)


def test_the_weights_that_were_kept_are_marked_on_the_curve(study: Study) -> None:
    html = section(render_report(study), "training")
    assert html.count('<circle class="best"') == len(study.revisions)
    step = study.revisions[0].metrics.best_step
    across = LEFT + step / 200 * (WIDTH - LEFT - RIGHT)
    assert f'<circle class="best" cx="{across:.1f}"' in html
    assert "the weights that were kept" in words(html)
    first = study.revisions[0]
    unknown = replace(first, metrics=replace(first.metrics, best_step=0))
    html = section(render_report(replace(study, revisions=(unknown,))), "training")
    assert '<circle class="best"' not in html
    assert "the weights that were kept" not in html


def test_the_matrix_says_whether_adapters_know_their_own_community(study: Study) -> None:
    html = section(render_report(study), "training")
    table = re.findall(r'<table class="matrix gains">.*?</table>', html, re.DOTALL)[0]
    text = words(table)
    assert "3 of 4 communities are predicted best by their own adapter, 2 of them clearly." in words(html)
    assert "1 Macro counters +0.910 (best) (its own) +0.120 +0.200 +0.050 +0.710 [+0.620, +0.800] 3.912 133" in text
    runners = "3 Morning runners +0.020 +0.410 (best) +0.390 (its own) +0.110 -0.020 [-0.090, +0.050] 3.712 133"
    assert runners in text
    assert "95% bootstrap interval over held-out authors" in words(html)
    assert 'class="own best" style="--share:1.000"' in table
    assert 'class="loss " style="--share:0.220">-0.200<' in table
    assert "posts by authors whom no adapter was trained on" in words(html)
    assert "less that of the adapter" in words(html)


def test_a_matrix_without_leads_does_not_speak_of_them(study: Study) -> None:
    losses = tuple(replace(row, lead=None) for row in study.finetuning.losses)
    html = words(
        section(render_report(replace(study, finetuning=replace(study.finetuning, losses=losses))), "training")
    )
    assert "3 of 4 communities are predicted best by their own adapter." in html
    assert "Own leads by" not in html
    assert "bootstrap" not in html


def test_without_a_comparison_there_is_no_matrix(study: Study) -> None:
    html = section(render_report(replace(study, finetuning=FinetuningReport())), "training")
    assert 'class="matrix gains"' not in html
    assert "predicted best" not in html


def test_answers_carry_their_receipts(study: Study) -> None:
    text = words(section(render_report(study), "asked"))
    for answer in study.answers:
        assert answer.text in text
    for community in COMMUNITIES:
        assert revision_name(community) in text
    assert text.count("the community's own adapter answered") == len(COMMUNITIES)
    assert "not the revision trained in this study" not in text


def test_an_answer_by_other_weights_is_called_out(study: Study) -> None:
    swapped = replace(
        study.answers[0], receipt=replace(study.answers[0].receipt, revision=revision_name(COMMUNITIES[1]))
    )
    text = words(section(render_report(replace(study, answers=(swapped, *study.answers[1:]))), "asked"))
    assert text.count("this is not the revision trained in this study") == 1
    assert text.count("the community's own adapter answered") == len(COMMUNITIES) - 1


def test_posts_stand_side_by_side_with_their_counts(study: Study) -> None:
    text = words(section(render_report(study), "written"))
    for scores in study.fidelity.voices[:2]:
        assert scores.corpora[0].samples[0] in text
    assert text.count("120 written, 108 kept : 4 duplicates, 7 memorised, 1 empty") == 2 * len(COMMUNITIES) + 1


def test_fidelity_figures_are_the_reports(study: Study) -> None:
    html = section(render_report(study), "fidelity")
    text = words(html)
    for title, scores in (("People (ceiling)", study.fidelity.human), ("Finetuned", study.fidelity.voices[0].origin)):
        estimate, tens = scores.macro_f1, scores.bundle_macro_f1
        assert (
            f"{title} {estimate.value:.2f} {estimate.low:.2f} to {estimate.high:.2f} {tens:.2f} {scores.num_posts}"
            in text
        )
    assert html.count('<table class="matrix">') == 4
    confusion = study.fidelity.human.confusion
    assert f">{100 * confusion[0] / sum(confusion[:4]):.0f}</td>" in html
    nearest = study.fidelity.voices[0].semantics[0]
    assert f"Macro counters {nearest.frechet.value:.3f} " in text
    assert f"{nearest.floor.value:.3f} {nearest.floor.low:.3f} to {nearest.floor.high:.3f}" in text


def test_marks_stand_where_their_values_are(study: Study) -> None:
    html = section(render_report(study), "fidelity")
    assert 'class="dot finetuned" style="left:53.80%"' in html
    assert 'class="range finetuned" style="left:49.30%;width:8.60%"' in html
    assert 'class="line" style="left:25.00%"' in html
    scores = section(render_report(study), "screening")
    assert 'class="dot scored" style="left:57.90%"' in scores
    assert 'class="line" style="left:47.00%"' in scores


def test_screening_shows_both_ways_the_cutoff_and_the_control(study: Study) -> None:
    html = section(render_report(study), "screening")
    text = words(html)
    assert "Mirror worries scored 57.9 51.7 to 63.8 98% sampled 59.9 48.9 to 68.9 41%" in text
    assert "Base model control scored 33.1" in text
    assert "cut-off 47" in text
    assert PROTOCOL_HASH in text
    assert "C1: At or above the cut-off" in text


def test_missing_answers_are_named_and_never_scored(study: Study) -> None:
    text = words(section(render_report(study), "screening"))
    assert "Gentle eaters scored 21.7 15.5 to 27.6 4% sampled no score: items 5 and 6 missing – – –" in text
    assert "Gentle eaters not met missing not met met" in text


def test_a_screening_of_a_model_that_cannot_answer_says_so_first(study: Study) -> None:
    failed = Competence(False, 0.31, 0.42, 0.95, 0.5, 0.02, ("general knowledge: 0.31 of at least 0.67",))
    personas = tuple(replace(one, competence=failed) for one in study.screening.personas)
    told = words(
        section(render_report(replace(study, screening=replace(study.screening, personas=personas))), "screening")
    )
    assert told.index("Not interpretable.") < told.index("Weight Concerns Scale")
    assert "general knowledge: 0.31 of at least 0.67" in told
    assert "0.31 0.42 0.95 0.50 0.02 – –" in told
    assert "fails the competence check" in summary(render_report(study))
    good = replace(study, screening=replace(study.screening, interpretable=True))
    assert "Not interpretable" not in words(render_report(good))
    assert "competence check" not in summary(render_report(good))


def test_raised_flags_are_told_with_their_advice(study: Study) -> None:
    raised = Flag("harm", "Thoughts of harm", "Show whom to call.", AnswerMode.SAMPLED, 0.25, True)
    unanswered = replace(raised, mode=AnswerMode.SCORED, share=None)
    quiet = replace(raised, title="Nothing", raised=False)
    first, *others = study.screening.personas
    flagged = replace(study.screening, personas=(replace(first, flags=(raised, unanswered, quiet)), *others))
    told = words(section(render_report(replace(study, screening=flagged)), "screening"))
    assert "sampled: 25%. Show whom to call." in told
    assert "scored: no answer. Show whom to call." in told
    assert "Nothing" not in told


def test_answers_of_an_item_are_drawn_in_proportion(study: Study) -> None:
    html = section(render_report(study), "screening")
    first = study.screening.personas[0].items[0]
    assert f'flex-grow:{first.scored[0]:.5f}" title="Never: {first.scored[0]:.0%}"' in html
    total = sum(first.sampled) + first.num_refused + first.num_invalid
    assert f'class="refused" style="flex-grow:{first.num_refused / total:.5f}"' in html
    assert "20 4 4 2 9 3 13" in words(html)


def test_provenance_holds_every_digest_and_time(study: Study) -> None:
    text = words(section(render_report(study), "provenance"))
    for fact in (
        study.dataset.digest,
        BASE_DIGEST,
        PROTOCOL_HASH,
        *(each.name for each in study.revisions),
        "vllm 0.29.0",
    ):
        assert fact in text
    assert "finetune 3 min 35 s" in text


@pytest.mark.parametrize(
    ("part", "empty", "id_", "said"),
    [
        ("dataset", Dataset(), "posts", "No posts were imported."),
        ("communities", (), "communities", "No communities were found yet."),
        ("network_svg", "", "communities", "The network was not drawn."),
        ("revisions", (), "training", "No adapters were trained yet."),
        ("answers", (), "asked", "No persona was asked yet."),
        ("fidelity", FidelityReport(), "written", "No posts were generated yet."),
        ("fidelity", FidelityReport(), "fidelity", "Fidelity was not measured yet."),
        ("screening", Screening(), "screening", "No persona was screened yet."),
        ("times", (), "provenance", "No times were kept."),
    ],
)
def test_a_missing_part_is_said_to_be_missing(study: Study, part: str, empty: object, id_: str, said: str) -> None:
    changes = {part: empty}
    html = render_report(replace(study, **changes))
    assert said not in words(render_report(study))
    assert said in words(section(html, id_))


def test_an_empty_study_has_a_report() -> None:
    page = Page(render_report(Study()))
    assert not page.open
    assert "This study has found nothing yet" in page.text


def test_half_measured_parts_are_shown_as_far_as_they_go(study: Study) -> None:
    finetuned, context, _ = study.fidelity.voices
    partial = replace(
        study.fidelity,
        human=OriginScores(),
        voices=(
            replace(
                finetuned,
                semantics=finetuned.semantics[:1],
                origin=replace(finetuned.origin, confusion=(), bundle_macro_f1=None),
            ),
            replace(context, semantics=(), corpora=()),
        ),
    )
    bare = PersonaScreening(
        persona="personas/macro-counters",
        items=(ItemResult("unknown"),),
        scales=(ScaleScore("other", AnswerMode.SAMPLED, 3.0),),
    )
    html = render_report(
        replace(study, fidelity=partial, screening=replace(study.screening, personas=(bare,)), instrument=Instrument())
    )
    page = Page(html)
    assert not page.open
    assert "Finetuned 0.54 0.49 to 0.58 –" in page.text
    assert "Macro counters sampled 3.0" in page.text
    assert section(html, "fidelity").count('class="matrix"') == 1


def test_the_same_study_gives_the_same_page(study: Study) -> None:
    assert render_report(study) == render_report(full_study())
