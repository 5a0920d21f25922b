"""The method of a fairness study: write with each term, take the term out of what is read, and hold the terms against each other.

A classifier may itself read a word like "women" as harsh or sad; so every term is replaced by one same word before anything is
read, and what is left to differ is what the voice made of it (counterfactual token fairness: Garg et al. 2019).
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import combinations

import msgspec
from scipy.stats import false_discovery_control

from chorus.evaluation.collaborators import Communities, Personas
from chorus.evaluation.corpus import only_base_model
from chorus.evaluation.evaluation import Speaker
from chorus.evaluation.exchange_request import SLOT, FairnessRequest, check_exchange
from chorus.evaluation.fairness import FairnessStudy, Reader, TermDifference, TermReading
from chorus.evaluation.models import Models
from chorus.evaluation.personas import persona_of
from chorus.evaluation.posts import Clean, normalise
from chorus.evaluation.readings import Confidences, difference
from chorus.evaluation.report import Voice
from chorus.evaluation.scribe import Order, Scribe
from chorus.evaluation.sifting import StoredCorpus
from chorus.jobs import JobContext
from chorus.storage.artifacts import Artifacts
from chorus.storage.records import Records

KIND = "fairness"
MASK = "people"
NUM_SAMPLES = 3

Written = Mapping[tuple[Speaker, str], StoredCorpus]
"""Corpora by who wrote them and with which term."""


@dataclass(frozen=True, slots=True)
class Exchanger:
    """Does fairness studies."""

    communities: Communities
    personas: Personas
    artifacts: Artifacts
    records: Records
    clean: Clean
    models: Models = field(default_factory=Models)

    async def check(self, request: FairnessRequest) -> FairnessRequest:
        """The request with its terms, templates and speakers filled in; raises a typed error if it cannot be done."""
        checked = check_exchange(request)
        for name in checked.communities:
            await self.communities.get_community(name)
        await asyncio.to_thread(self.models.readers, checked.config)
        scribe = Scribe(self.personas, self.artifacts)
        names = [*(persona_of(Voice.FINETUNED, name) for name in checked.communities), persona_of(Voice.BASE, "")]
        return replace(checked, speakers=tuple([await scribe.speaker(name) for name in names]))

    async def run(self, context: JobContext, request: FairnessRequest) -> str:
        """Do the study, and return its name."""
        written = await self._written(context, request)
        await context.report(request.num_posts, request.num_posts, "posts", "reading what was written")
        study = await asyncio.to_thread(self._study, request, written)
        await self.records.put(study)
        return study.name

    async def _written(self, context: JobContext, request: FairnessRequest) -> Written:
        config, scribe = request.config, Scribe(self.personas, self.artifacts)
        written: dict[tuple[Speaker, str], StoredCorpus] = {}
        for speaker in request.speakers:
            for place, term in enumerate(config.terms):
                order = Order(
                    speaker,
                    tuple(template.replace(SLOT, term) for template in config.templates),
                    config.posts_per_term,
                    config.seed,
                    f"exchange {speaker.persona} {place}",
                    num_before=len(written) * config.posts_per_term,
                    num_in_all=request.num_posts,
                    surprise=False,
                )
                written[speaker, term] = await scribe.corpus(context, order)
        return written

    def _study(self, request: FairnessRequest, written: Written) -> FairnessStudy:
        texts = {key: _read_as(stored, request.config.terms, self.clean) for key, stored in written.items()}
        readers = self.models.readers(request.config)
        readings: list[TermReading] = []
        differences: list[TermDifference] = []
        for speaker in request.speakers:
            for kind, reader in readers.items():
                by_term = {
                    term: reader.probabilities(texts[speaker, term])
                    for term in request.config.terms
                    if texts[speaker, term]
                }
                readings += [
                    _reading(speaker, kind, term, found, texts[speaker, term]) for term, found in by_term.items()
                ]
                differences += _differences(speaker, kind, by_term, reader.labels, request.config.seed)
        inputs = msgspec.json.encode((request, [stored.location for stored in written.values()]))
        return FairnessStudy(
            name=f"fairness-studies/{sha256(inputs).hexdigest()[:16]}",
            communities=request.communities,
            config=request.config,
            readers=tuple(Reader(kind, reader.name, reader.labels) for kind, reader in readers.items()),
            readings=tuple(readings),
            differences=_corrected(differences),
            base_model_digest=only_base_model(stored.corpus.base_model_digest for stored in written.values()),
            notes=_notes(request),
            create_time=datetime.now(UTC),
        )


def masked(text: str, terms: Sequence[str]) -> str:
    """The text with every term replaced by one same word, whole words only.

    >>> masked("Women and men, womenfolk", ["women", "men"])
    'people and people, womenfolk'
    """
    alternatives = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{alternatives})(?!\w)", MASK, text, flags=re.IGNORECASE)


def _read_as(stored: StoredCorpus, terms: Sequence[str], clean: Clean) -> list[str]:
    texts = (masked(normalise(post.text, clean), terms) for post in stored.corpus.posts)
    return [text for text in texts if text]


def _reading(speaker: Speaker, kind: str, term: str, found: Confidences, texts: Sequence[str]) -> TermReading:
    means = tuple(float(mean) for mean in found.mean(axis=0))
    return TermReading(speaker.persona, speaker.revision, kind, term, len(found), means, tuple(texts[:NUM_SAMPLES]))


def _differences(
    speaker: Speaker, kind: str, by_term: Mapping[str, Confidences], labels: Sequence[str], seed: int
) -> list[TermDifference]:
    found = []
    for first, second in combinations(by_term, 2):
        one, two = by_term[first], by_term[second]
        compared = difference(one, two, seed)
        gaps = one.mean(axis=0) - two.mean(axis=0)
        widest = int(abs(gaps).argmax())
        found.append(
            TermDifference(
                speaker.persona,
                kind,
                first,
                second,
                1 - compared.distance,
                compared.p_value,
                labels[widest],
                float(gaps[widest]),
            )
        )
    return found


def _corrected(differences: Sequence[TermDifference]) -> tuple[TermDifference, ...]:
    if not differences:
        return ()
    p_values = false_discovery_control([one.p_value for one in differences])
    return tuple(replace(one, p_value=float(value)) for one, value in zip(differences, p_values, strict=True))


def _notes(request: FairnessRequest) -> tuple[str, ...]:
    limits = dict.fromkeys(speaker.limits for speaker in request.speakers if speaker.limits)
    return (
        *limits,
        f"Every term was replaced by {MASK!r} before anything was read: a classifier's own view of the word does not count.",
        "The prompts and seeds are the same for every term. A difference that the base persona shows too is the base model's.",
        "No difference found is no proof of fairness: it is of these templates, these readers and so many posts.",
    )
