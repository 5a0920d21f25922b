from hypothesis import given
from hypothesis import strategies as st

from chorus.finetuning.base_batches import IGNORED, bucketed

_SEQUENCES = st.lists(st.lists(st.integers(1, 99), min_size=2, max_size=30), min_size=1, max_size=30)


@given(_SEQUENCES, st.integers(0, 3))
def test_every_sequence_is_in_one_batch_within_the_budget(sequences: list[list[int]], seed: int) -> None:
    batches = list(bucketed(sequences, 0, 64, seed))
    rows = [[token for token in row if token] for batch in batches for row in batch.tokens.tolist()]
    assert sorted(rows) == sorted(sequences)
    assert all(batch.tokens.numel() <= 64 for batch in batches)


@given(_SEQUENCES)
def test_padding_and_nothing_else_is_ignored(sequences: list[list[int]]) -> None:
    for batch in bucketed(sequences, 0, 64, 0):
        assert ((batch.labels == IGNORED) == (batch.tokens == 0)).all()
        assert (batch.labels[batch.tokens != 0] == batch.tokens[batch.tokens != 0]).all()


def test_padding_is_little() -> None:
    sequences = [[1] * length for length in range(2, 40)] * 8
    batches = list(bucketed(sequences, 0, 256, 0))
    assert sum(batch.tokens.numel() for batch in batches) < 1.15 * sum(map(len, sequences))
