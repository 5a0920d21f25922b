from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from chorus.finetuning.batches import Share, ShuffledBatches, token_batches


@given(st.lists(st.integers(1, 50)), st.integers(1, 200))
def test_every_text_is_in_one_batch_and_no_batch_is_too_large(lengths: list[int], budget: int) -> None:
    batches = token_batches(lengths, budget)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= budget


def test_batches_hold_texts_of_like_length() -> None:
    assert token_batches([9, 1, 8, 2, 9, 1], 20) == [[1, 5, 3], [2, 0], [4]]


def test_an_epoch_has_every_batch_in_its_own_order() -> None:
    batches = [[number] for number in range(30)]
    first, second = (list(ShuffledBatches(batches, seed=1, epoch=epoch)) for epoch in (0, 1))
    assert sorted(first) == sorted(second) == batches
    assert first != second
    assert first == list(ShuffledBatches(batches, seed=1))
    assert first != list(ShuffledBatches(batches, seed=2))


@given(st.lists(st.integers(0, 99), min_size=1, max_size=9, unique=True), st.integers(1, 4))
def test_workers_share_a_batch_out_and_none_is_without(batch: list[int], num_workers: int) -> None:
    shares = [Share(rank, num_workers).of(batch) for rank in range(num_workers)]
    assert all(shares)
    if len(batch) >= num_workers:
        assert sorted(chain.from_iterable(shares)) == sorted(batch)
    else:
        assert set(chain.from_iterable(shares)) == set(batch)
