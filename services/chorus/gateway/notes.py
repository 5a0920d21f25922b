"""What the reader of a screening must know, in words that go wherever its numbers go."""

from collections.abc import Iterator, Sequence

from chorus.gateway.protocol import AnswerMode, Framing, Protocol
from chorus.gateway.screening import Competence
from chorus.serving.client import Persona

NOT_A_DIAGNOSIS = (
    "This is not a diagnosis. It measures a model's imitation of a community's language; it says nothing about any "
    "person."
)
CONTROL = "personas/base is the same model without any community: read every score as a difference from it."
INTERVALS = (
    "Intervals are 95%. Those of sampled answers are the bootstrap over the answers given; those of scored answers, whose "
    "probabilities are exact, say how far the score of as many drawn answers would stray."
)
NOT_INTERPRETABLE = "Not interpretable: the base model does not pass the competence check"
COMMUNITY_NAMED = (
    "The personas were told which community they are: part of what they answer may be what the base model says of it."
)
FRAMINGS = {
    Framing.HONEST: "Every item was put with the promise that nobody will know who answered.",
    Framing.DESIRABLE: "Every item was put to be answered so as to be thought well of: the scores are no attitudes.",
}


def notes(protocol: Protocol, personas: Sequence[Persona], base: Competence) -> tuple[str, ...]:
    """The notes of a screening, the weightiest first."""
    return tuple(dict.fromkeys(_notes(protocol, personas, base)))


def _notes(protocol: Protocol, personas: Sequence[Persona], base: Competence) -> Iterator[str]:
    yield NOT_A_DIAGNOSIS
    if not base.passed:
        yield f"{NOT_INTERPRETABLE} ({'; '.join(base.reasons)}). No score here says anything about a community."
    yield CONTROL
    if protocol.name_community:
        yield COMMUNITY_NAMED
    if protocol.framing in FRAMINGS:
        yield FRAMINGS[protocol.framing]
    if AnswerMode.SAMPLED in protocol.modes:
        yield INTERVALS
    yield from (persona.limits for persona in personas if persona.limits)
