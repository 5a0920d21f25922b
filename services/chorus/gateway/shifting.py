"""The same personas under another protocol: what a framing, a wording or a form of the options does to their scores."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields

import numpy as np

from chorus.errors import FailedPrecondition
from chorus.gateway.comparison import Pair
from chorus.gateway.pairing import Row, drawn, pair_of
from chorus.gateway.protocol import Protocol
from chorus.gateway.screening import PersonaScreening, Screening
from chorus.gateway.statistics import Array


def held_against(
    here: Screening, personas: Sequence[PersonaScreening], there: Screening, others: Sequence[PersonaScreening]
) -> None:
    """Check that ``there`` asks the same of the same weights in another way; ``FailedPrecondition`` if not."""
    if there.instrument != here.instrument:
        raise FailedPrecondition(f"{there.name} is of {there.instrument}, not {here.instrument}", field="against")
    if there.protocol == here.protocol:
        raise FailedPrecondition(
            f"{there.name} was measured as {here.name} was; against is for another protocol", field="against"
        )
    revisions = {one.persona: one.revision for one in others}
    both = [one for one in personas if one.persona in revisions]
    if not both:
        raise FailedPrecondition(f"{there.name} has none of the personas of {here.name}", field="against")
    for one in both:
        if revisions[one.persona] != one.revision:
            raise FailedPrecondition(f"{one.persona} was screened with another revision there", field="against")


def shifts(
    rows: Sequence[Row], replicates: Mapping[str, Array], others: Iterable[Row], random: np.random.Generator
) -> Iterator[Pair]:
    """Each persona's score less its own under the other protocol."""
    there = {row.persona: row for row in others}
    for row in rows:
        other = there.get(row.persona)
        if other:
            yield pair_of(row, other, (replicates[row.persona], drawn(other, random)), random)


def in_words(here: Protocol, there: Protocol) -> str:
    """What differs between two protocols.

    >>> from chorus.gateway.protocol import Framing
    >>> in_words(Protocol(framing=Framing.DESIRABLE, num_samples=20), Protocol(framing=Framing.HONEST))
    'Shifts are scores here less scores there: num samples 20 here, 50 there; framing desirable here, honest there.'
    """
    named = [field.name for field in fields(Protocol) if getattr(here, field.name) != getattr(there, field.name)]
    said = [
        f"{name.replace('_', ' ')} {_said(getattr(here, name))} here, {_said(getattr(there, name))} there"
        for name in named
    ]
    return f"Shifts are scores here less scores there: {'; '.join(said)}."


def _said(value: object) -> str:
    """A setting as people read it.

    >>> from chorus.gateway.protocol import BOTH, OptionFormat
    >>> _said(True), _said(OptionFormat.LETTERS), _said(BOTH)
    ('yes', 'letters', 'scored and sampled')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " and ".join(map(_said, value))
    return str(value).rpartition("_")[2].lower()
