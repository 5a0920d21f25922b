"""Protocols: checked, seeded, pinned by a hash."""

from dataclasses import replace

import pytest

from chorus.errors import InvalidArgument
from chorus.gateway.instrument import Instrument, Item, ItemKind
from chorus.gateway.protocol import AnswerMode, Arrangement, Framing, OptionFormat, Protocol, protocol_hash


def test_the_hash_is_the_same_for_the_same_measurement_in_every_process() -> None:
    plain = Instrument("instruments/tea", "Tea", items=(Item("1", "Cups?", ItemKind.COUNT, maximum=9),))
    assert protocol_hash(plain, Protocol()) == "f27475f7f119f6d05cf9c70a04bf7a947e0ed13fa1dd3bb01733d5d690ebe0dd"


def test_the_hash_tells_every_difference(wcs: Instrument, swed: Instrument) -> None:
    reworded = replace(wcs, items=(replace(wcs.items[0], text="Another wording?"), *wcs.items[1:]))
    measurements = [
        (wcs, Protocol()),
        (swed, Protocol()),
        (reworded, Protocol()),
        (wcs, Protocol(num_samples=21)),
        (wcs, Protocol(seed=1)),
        (wcs, Protocol(option_format=OptionFormat.LETTERS)),
        (wcs, Protocol(num_seeds=2)),
        (wcs, Protocol(modes=(AnswerMode.SCORED,))),
        (wcs, Protocol(arrangement=Arrangement.BATTERY)),
        (wcs, Protocol(framing=Framing.HONEST)),
        (wcs, Protocol(paraphrases=True)),
        (wcs, Protocol(name_community=True)),
    ]
    assert len({protocol_hash(*measurement) for measurement in measurements}) == len(measurements)


@pytest.mark.parametrize(
    ("protocol", "field"),
    [
        (Protocol(num_samples=0), "num_samples"),
        (Protocol(num_samples=257), "num_samples"),
        (Protocol(num_seeds=0), "num_seeds"),
        (Protocol(num_seeds=21), "num_seeds"),
        (Protocol(seed=-1), "seed"),
        (Protocol(seed=2**62), "seed"),
    ],
)
def test_a_protocol_out_of_range_is_refused(protocol: Protocol, field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        protocol.check()
    assert refused.value.field == f"protocol.{field}"


def test_answers_are_drawn_from_the_models_own_distribution_with_a_seed_per_item() -> None:
    five, six = Protocol(seed=7).sampling("5"), Protocol(seed=7).sampling("6")
    assert (five.n, five.temperature, five.top_p, five.top_k) == (50, 1.0, 1.0, 0)
    assert five == Protocol(seed=7).sampling("5")
    assert len({five.seed, six.seed, Protocol(seed=8).sampling("5").seed}) == 3
    five.check()
