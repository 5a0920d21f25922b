"""The recipe of the small base, and the digest by which a base that was built before is found again.

A Llama of 2.6 M parameters, trained for two to five minutes on two cores. Its purpose is that everything runs without a hub and
without a GPU; adapters on it audibly speak differently, and no more is claimed (see ``BUILT_LIMITS``).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from chorus.finetuning.base_text import GroupedPosts
from chorus.finetuning.instructions import instructions_digest

RECIPE_VERSION = 3
"""Raise it when the same inputs would give another model."""


@dataclass(frozen=True, slots=True)
class BaseConfig:
    """Everything about a built base that is not text."""

    seed: int = 0
    """Of weights, layout and order."""
    vocabulary: int = 4096
    """Tokens, the special ones included; fewer where the text has no more."""
    hidden: int = 192
    """Width."""
    layers: int = 4
    """Depth."""
    head_dim: int = 64
    """Width of one attention head."""
    mlp: int = 512
    """Width of the MLP."""
    context_length: int = 1024
    """Tokens of prompt and answer together."""
    steps: int = 0
    """Optimiser steps; 0 for as many as the text deserves."""
    batch_tokens: int = 1024
    """Tokens per step, padding included."""
    learning_rate: float = 2e-2
    """Peak, of both optimisers."""
    warm_up: int = 40
    """Steps until the peak; then a cosine to zero."""
    weight_decay: float = 0.05
    """Of the matrices."""
    max_norm: float = 1.0
    """Gradients are clipped to it."""


CHARACTERS_PER_STEP = 2000
"""Of posts, where the text decides. What a base has not read of the manner its communities share, every adapter learns, and then
all of them gain on all communities."""
MIN_STEPS, MAX_STEPS = 700, 1500
"""Bounds where the text decides: two minutes and five."""

QUICK = BaseConfig(vocabulary=1024, hidden=64, layers=2, head_dim=32, mlp=128, steps=120, warm_up=10)
"""A base in seconds, for tests: it learns the shape of an exchange and a few words."""

STANDARD = BaseConfig()
"""The recipe for the demo and for studies without a given model."""


def num_steps(posts: Sequence[GroupedPosts], config: BaseConfig) -> int:
    """Optimiser steps that a base on these posts takes.

    >>> num_steps([GroupedPosts("a", ("word " * 400,) * 1000)], BaseConfig())
    1000
    >>> num_steps([], BaseConfig()), num_steps([], BaseConfig(steps=5))
    (700, 5)
    """
    deserved = sum(len(text) for group in posts for text in group.texts) // CHARACTERS_PER_STEP
    return config.steps or max(MIN_STEPS, min(deserved, MAX_STEPS))


def base_digest(posts: Sequence[GroupedPosts], config: BaseConfig) -> str:
    """SHA-256 over all that decides the weights of a built base, hexadecimal; the order of groups and posts counts not."""
    inputs = {
        "recipe": RECIPE_VERSION,
        "config": asdict(config),
        "instructions": instructions_digest(),
        "posts": [[group.group, list(group.texts)] for group in in_order(posts)],
    }
    return sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def in_order(posts: Sequence[GroupedPosts]) -> tuple[GroupedPosts, ...]:
    """Groups and their texts sorted, so that a stream's order decides nothing."""
    return tuple(GroupedPosts(g.group, tuple(sorted(g.texts))) for g in sorted(posts, key=lambda group: group.group))
