import math

import pytest

from chorus.errors import InvalidSampling
from chorus.types.sampling import Sampling


def test_the_defaults_and_the_limits_are_in_range() -> None:
    Sampling().check()
    Sampling(n=256, temperature=0.0, top_p=1.0, top_k=0, max_tokens=1).check()


@pytest.mark.parametrize(
    ("sampling", "field"),
    [
        (Sampling(n=0), "n"),
        (Sampling(n=10_000), "n"),
        (Sampling(temperature=math.nan), "temperature"),
        (Sampling(temperature=-1), "temperature"),
        (Sampling(top_p=0), "top_p"),
        (Sampling(top_p=math.inf), "top_p"),
        (Sampling(top_k=-1), "top_k"),
        (Sampling(max_tokens=0), "max_tokens"),
        (Sampling(seed=-1), "seed"),
    ],
)
def test_the_field_out_of_range_is_named(sampling: Sampling, field: str) -> None:
    with pytest.raises(InvalidSampling) as caught:
        sampling.check()
    assert caught.value.field == f"sampling.{field}"
