from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from chorus.evaluation.corpus import Corpus, plan, write
from chorus.evaluation.encoder import LatentSemanticEncoder
from chorus.evaluation.measure import Measures, Tools, measure
from chorus.evaluation.models import Models
from chorus.evaluation.notes import write_notes
from chorus.evaluation.origin import LinearClassifier
from chorus.evaluation.personas import persona_of
from chorus.evaluation.posts import split_by_author
from chorus.evaluation.report import Voice, VoiceScores
from chorus.evaluation.sifting import StoredCorpus, sift
from chorus.types.split import is_held_out

Clean = Callable[[str], str]


async def measures_of(communities: Any, personas: Any, clean: Clean, num_posts: int = 60) -> Measures:
    async def progress(_written: int) -> None:
        return None

    own = [split_by_author(name, posts, clean) for name, posts in communities.posts.items()]
    corpora: dict[Voice, list[StoredCorpus]] = {voice: [] for voice in Voice}
    for voice in Voice:
        for posts in own:
            persona = persona_of(voice, posts.community)
            (part,) = plan(("meals", "rest"), num_posts)
            written = await write(personas, persona, part, 0, progress)
            corpora[voice].append(StoredCorpus(Corpus(persona, written), "artifact:0"))
    encoder = LatentSemanticEncoder([text for posts in own for text in posts.training], 0)
    readers = {"toxicity": Models().classifier("toxicity")}
    sifted = sift(own, corpora, clean, max_perplexity=400)
    return measure(own, corpora, sifted, Tools(LinearClassifier, encoder, readers), (), seed=0)


def voices(measures: Measures) -> tuple[VoiceScores, VoiceScores, VoiceScores]:
    finetuned, context, base = measures.voices
    assert (finetuned.voice, context.voice, base.voice) == ("finetuned", "context", "base")
    return finetuned, context, base


async def test_voices_are_ranked_by_how_faithful_they_are(communities: Any, personas: Any, cleaner: Clean) -> None:
    measures = await measures_of(communities, personas, cleaner)
    finetuned, context, base = voices(measures)
    human = measures.human.macro_f1.value
    assert abs(finetuned.origin.macro_f1.value - human) < 0.1
    assert finetuned.origin.macro_f1.low > context.origin.macro_f1.value > base.origin.macro_f1.value
    assert base.origin.macro_f1.value <= 1 / 3 + 1e-9
    for near, middle, far in zip(finetuned.semantics, context.semantics, base.semantics, strict=True):
        assert near.frechet.value < middle.frechet.value < far.frechet.value
        assert near.floor == far.floor
        assert near.floor.low < near.floor.value < near.frechet.value * 1.2


async def test_the_human_ceiling_is_of_held_out_authors(communities: Any, personas: Any, cleaner: Clean) -> None:
    measures = await measures_of(communities, personas, cleaner, num_posts=20)
    held_out = [post for posts in communities.posts.values() for post in posts if is_held_out(post.author)]
    assert measures.human.num_posts == len(held_out)
    assert measures.human.macro_f1.value < 1


async def test_counts_of_a_corpus_add_up(communities: Any, personas: Any, cleaner: Clean) -> None:
    written = iter(["", "URL", "twice the same", "twice the same"] * 20)
    faithful = personas.say
    personas.say = lambda persona, seed: next(written) if seed < 4 else faithful(persona, seed)
    for voice in voices(await measures_of(communities, personas, cleaner)):
        for corpus in voice.corpora:
            assert (corpus.num_generated, corpus.num_empty, corpus.num_duplicates) == (60, 2, 1)
            assert corpus.num_generated == 3 + corpus.num_memorised + corpus.num_kept
            assert len(corpus.samples) == 5


async def test_a_memorising_persona_is_caught(communities: Any, personas: Any, cleaner: Clean) -> None:
    faithful = personas.say
    learned = {
        name.replace("communities/", "personas/"): [post.text for post in posts if not is_held_out(post.author)]
        for name, posts in communities.posts.items()
    }
    personas.say = lambda persona, seed: learned[persona][seed] if persona in learned else faithful(persona, seed)
    measures = await measures_of(communities, personas, cleaner)
    finetuned, context, _ = voices(measures)
    for corpus, scores in zip(finetuned.corpora, finetuned.memorisation, strict=True):
        assert corpus.num_memorised == corpus.num_generated - corpus.num_duplicates == 60
        assert corpus.num_kept == 20
        assert scores.share_memorised == 1
        assert scores.rouge_l[-1] == 60
        assert scores.mean_copied > 8
    assert all(corpus.num_memorised == 0 for corpus in context.corpora)
    for scores in (*context.memorisation, *measures.human_memorisation):
        assert scores.share_memorised < 0.1
        assert scores.mean_copied < 5
    notes = " ".join(write_notes(measures, 3, ["small"]))
    assert "personas/apple: fewer than 20 posts were not memorised" in notes
    assert "personas/apple.context: fewer" not in notes


async def test_a_silent_persona_is_reported_and_ends_nothing(communities: Any, personas: Any, cleaner: Clean) -> None:
    faithful = personas.say
    personas.say = lambda persona, seed: "" if persona == "personas/berry" else faithful(persona, seed)
    measures = await measures_of(communities, personas, cleaner)
    finetuned, _, base = voices(measures)
    assert [scores.community for scores in finetuned.semantics] == ["communities/apple", "communities/cedar"]
    assert len(base.semantics) == 3
    assert finetuned.corpora[1].num_empty == 60
    assert finetuned.origin.f1[1] == 0


async def test_notes_name_what_the_numbers_stand_on(communities: Any, personas: Any, cleaner: Clean) -> None:
    notes = write_notes(await measures_of(communities, personas, cleaner), 3, ["small base", "small base", ""])
    assert notes[0] == "small base"
    text = " ".join(notes[1:])
    for expected in ("chance is 0.333", "temperature 0.95", "latent semantic analysis", "held-out authors"):
        assert expected in text


async def test_personas_with_shuffled_labels_are_told_apart_by_chance_only(
    communities: Any, personas: Any, cleaner: Clean, voice: Callable[[str, int], str], names: tuple[str, ...]
) -> None:
    personas.say = lambda persona, seed: voice(Random(f"{persona}:{seed}").choice(names), 10_000 + seed)
    finetuned, _, _ = voices(await measures_of(communities, personas, cleaner, num_posts=120))
    assert finetuned.origin.macro_f1.low < 1 / 3 < finetuned.origin.macro_f1.high


async def test_a_community_that_changes_is_told_apart_less_well_by_time(
    communities: Any, personas: Any, cleaner: Clean, voice: Callable[[str, int], str], names: tuple[str, ...]
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert (await measures_of(communities, personas, cleaner, num_posts=20)).human_by_time is None
    for name in names:
        following = names[(names.index(name) + 1) % len(names)]
        communities.posts[name] = [
            # In the last fifth everybody speaks as their neighbours did.
            replace(
                post, create_time=start + timedelta(hours=at), text=voice(following, at) if at >= 144 else post.text
            )
            for at, post in enumerate(communities.posts[name])
        ]
    measures = await measures_of(communities, personas, cleaner, num_posts=20)
    assert measures.human_by_time is not None
    assert measures.human_by_time.macro_f1.high < 0.2
