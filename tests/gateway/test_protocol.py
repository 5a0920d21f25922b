"""Protocols: checked, seeded, pinned by a hash."""

from dataclasses import replace

import pytest

from chorus.errors import InvalidArgument
from chorus.gateway.instrument import Instrument, Item, ItemKind
from chorus.gateway.protocol import OptionFormat, Protocol, protocol_hash


def test_the_hash_is_the_same_for_the_same_measurement_in_every_process() -> None:
    plain = Instrument("instruments/tea", "Tea", items=(Item("1", "Cups?", ItemKind.COUNT, maximum=9),))
    assert protocol_hash(plain, Protocol()) == "cc58c4a829cce92a209e4ac1e0108691606dea67573841b9f451474937f1c2e2"


def test_the_hash_tells_every_difference(wcs: Instrument, swed: Instrument) -> None:
    reworded = replace(wcs, items=(replace(wcs.items[0], text="Another wording?"), *wcs.items[1:]))
    measurements = [
        (wcs, Protocol()),
        (swed, Protocol()),
        (reworded, Protocol()),
        (wcs, Protocol(num_samples=21)),
        (wcs, Protocol(seed=1)),
        (wcs, Protocol(option_format=OptionFormat.LETTERS)),
    ]
    assert len({protocol_hash(*measurement) for measurement in measurements}) == len(measurements)


@pytest.mark.parametrize(
    ("protocol", "field"),
    [
        (Protocol(num_samples=0), "num_samples"),
        (Protocol(num_samples=257), "num_samples"),
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
    assert (five.n, five.temperature, five.top_p, five.top_k) == (20, 1.0, 1.0, 0)
    assert five == Protocol(seed=7).sampling("5")
    assert len({five.seed, six.seed, Protocol(seed=8).sampling("5").seed}) == 3
    five.check()
