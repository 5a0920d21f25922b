"""How far a screening can be trusted: the competence of every voice, how its ways of answering agree, and what was flagged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chorus.cli.report.labels import Labels, Voice
from chorus.gateway.client import Competence, Flag, PersonaScreening


@dataclass(frozen=True, slots=True)
class Quality:
    """How one persona answers, apart from what it answers."""

    voice: Voice
    competence: Competence
    agreement: float | None
    """Of scored and sampled answers, mean over items; None where no item has both."""
    position_bias: float | None
    robustness: float | None
    """Against paraphrases."""
    refusal_rate: float | None


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag that was raised."""

    voice: Voice
    flag: Flag


def qualities(personas: Sequence[PersonaScreening], labels: Labels) -> tuple[Quality, ...]:
    """Of every persona that was checked."""
    return tuple(_quality(persona, labels) for persona in personas if persona.competence)


def raised_flags(personas: Sequence[PersonaScreening], labels: Labels) -> tuple[FlagRow, ...]:
    """The flags that were raised, persona by persona."""
    return tuple(
        FlagRow(labels.persona(persona.persona), flag) for persona in personas for flag in persona.flags if flag.raised
    )


def _quality(persona: PersonaScreening, labels: Labels) -> Quality:
    items = persona.statistics
    return Quality(
        labels.persona(persona.persona),
        persona.competence or Competence(),
        _mean(item.agreement for item in items),
        _mean(item.position_bias for item in items),
        _mean(item.paraphrase_robustness for item in items),
        _mean(item.refusal_rate for item in items),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
