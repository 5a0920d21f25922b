import pytest
import torch

from chorus.serving.lora_batch import add_adapters, lay_out

NUM_SLOTS, RANK, IN, WIDTHS = 5, 3, 8, (4, 6)


def one_by_one(output, inputs, a, b, slots):
    """The definition, token by token."""
    begin = 0
    for a_slots, b_slots, width in zip(a, b, WIDTHS, strict=True):
        for token, slot in enumerate(slots.tolist()):
            if slot >= 0:
                output[token, begin : begin + width] += b_slots[slot, 0] @ a_slots[slot, 0] @ inputs[token]
        begin += width
    return output


@pytest.mark.parametrize(
    "slots",
    [
        [0],
        [0, 1, 2, 3, 4],
        [4, 1, 0, 1, 4, 2, 3, 0, 2, 3],
        [-1, 2, -1, 3],
        [3] * 70,
        [3] * 70 + [-1] * 5 + [1] * 33 + [0],
        [0, 4] + [2] * 64,
        [0, 1, 2, 3, 4] * 20 + [1] * 40 + [-1, 3],
    ],
    ids=["one", "each", "even", "some without", "all of one", "prompt among answers", "whole chunks", "prompt of many"],
)
def test_every_token_gets_its_own_adapter_and_no_other(slots: list[int]) -> None:
    generator = torch.Generator().manual_seed(1)
    given = torch.tensor(slots)
    inputs = torch.randn(len(slots), IN, generator=generator)
    a = [torch.randn(NUM_SLOTS, 1, RANK, IN, generator=generator) for _ in WIDTHS]
    b = [torch.randn(NUM_SLOTS, 1, width, RANK, generator=generator) for width in WIDTHS]
    output = torch.randn(len(slots), sum(WIDTHS), generator=generator)
    expected = one_by_one(output.clone(), inputs, a, b, given)
    layout = lay_out(given, NUM_SLOTS)
    assert layout is not None
    add_adapters(output, inputs, a, b, WIDTHS, layout)
    torch.testing.assert_close(output, expected)


def test_an_adapter_is_scaled() -> None:
    inputs, a, b = torch.ones(1, IN), [torch.ones(1, 1, RANK, IN)], [torch.ones(1, 1, 4, RANK)]
    output = torch.zeros(1, 4)
    layout = lay_out(torch.tensor([0]), 1)
    assert layout is not None
    add_adapters(output, inputs, a, b, (4,), layout, scaling=0.5)
    assert output.tolist() == [[0.5 * RANK * IN] * 4]


def test_no_layout_where_no_token_has_an_adapter() -> None:
    assert lay_out(torch.tensor([-1, -1]), 4) is None
    assert lay_out(torch.tensor([], dtype=torch.long), 4) is None


def test_one_adapter_alone_is_one_chunk_in_order() -> None:
    layout = lay_out(torch.tensor([4] * 70), 8)
    assert layout is not None
    assert layout.is_in_order
    assert [(part.width, len(part.tokens)) for part in layout.parts] == [(70, 70)]
    mixed = lay_out(torch.tensor([4] * 70 + [-1]), 8)
    assert mixed is not None
    assert not mixed.is_in_order


def test_a_prompt_among_the_answers_of_all_leaves_their_weights_where_they_lie() -> None:
    layout = lay_out(torch.tensor([*range(32)] * 2 + [5] * 17), 32)
    assert layout is not None
    answers, prompt = layout.parts
    assert (answers.slots, answers.width) == (None, 2)
    assert prompt.slots is not None
    assert prompt.slots.tolist() == [5]


def test_a_long_prompt_wastes_no_places_on_others() -> None:
    layout = lay_out(torch.tensor([7] * 2000 + list(range(32))), 32)
    assert layout is not None
    assert sum(len(part.tokens) for part in layout.parts) <= 2000 + 3 * 32
