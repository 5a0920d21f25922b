"""How the text that a small base learns from is laid out: as exchanges of one prompt and one response.

Half of the posts answer a plain request to write; the other half follow a few posts of the same group, which is how a context
persona is asked, so that the base learns to go on in the manner it is shown. No prompt ever names a group. Bundled
instructions come with them, twice. Every pass over the posts is laid out afresh.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from chorus.finetuning.instructions import Instruction
from chorus.finetuning.templates import TEMPLATES

_MAX_WORDS = 20
"""Words of each post shown as context."""
_NUM_SHOWN = (2, 14)
_MANY_SHOWN = (15, 30)
"""Now and then many posts are shown, so that a long prompt is nothing new."""
_MANY_SHARE = 0.06
_TOPIC_SHARE = 0.5
_INSTRUCTION_PASSES = 2
"""Times that the instructions are gone through in one pass over the posts."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_SHOWN = "Here are posts by one group of people.\n{posts}\n\n{request}"

REQUESTS = (
    "Write a post.",
    "Write a short post.",
    "Write one post.",
    "Post something.",
    "Share what is on your mind.",
    "What would you post today?",
    "Write a message for your followers.",
    "Say something to everybody.",
    "Write one more.",
    "Write another message.",
    "What do you want to say?",
    "Please write a post of your own.",
    *TEMPLATES,
)
"""Ways to ask for a post about anything, those of the demonstrations among them."""

TOPICAL_REQUESTS = (
    "Write a post about {topic}.",
    "Write a short post about {topic}.",
    "Post something about {topic}.",
    "What would you post about {topic}?",
    "Say something about {topic}.",
    "What do you think of {topic}?",
    "Write one more, about {topic}.",
)
"""Ways to ask for a post about a topic."""


@dataclass(frozen=True, slots=True)
class GroupedPosts:
    """Posts of one community, by training authors."""

    group: str
    """What tells it from the others; never shown to the model."""
    texts: tuple[str, ...]
    """Texts of the posts."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One prompt and the response to it."""

    prompt: str
    """One user turn."""
    response: str
    """What is answered."""


def lay_out(groups: Sequence[GroupedPosts], instructions: Sequence[Instruction], seed: int) -> tuple[Exchange, ...]:
    """One pass over posts and instructions as exchanges, in random order."""
    rng = Random(f"base-text-{seed}")
    exchanges = [Exchange(pair.instruction, pair.response) for pair in instructions] * _INSTRUCTION_PASSES
    for group in groups:
        exchanges += _of_group([text.strip() for text in group.texts if text.strip()], rng)
    rng.shuffle(exchanges)
    return tuple(exchanges)


def plain_requests(texts: Sequence[str], seed: int) -> tuple[Exchange, ...]:
    """Every text as the answer to a request without context; on held-out posts it measures a base."""
    rng = Random(f"plain-{seed}")
    return tuple(Exchange(_request(text, rng), text.strip()) for text in texts if text.strip())


def _of_group(texts: Sequence[str], rng: Random) -> Iterator[Exchange]:
    for number, text in enumerate(rng.sample(texts, len(texts))):
        request = _request(text, rng)
        shown = _shown(texts, text, rng) if number % 2 else ()
        yield Exchange(_SHOWN.format(posts="\n".join(shown), request=request) if shown else request, text)


def _shown(texts: Sequence[str], answer: str, rng: Random) -> tuple[str, ...]:
    """Other posts of the group, as a list."""
    low, high = _MANY_SHOWN if rng.random() < _MANY_SHARE else _NUM_SHOWN
    drawn = rng.sample(texts, min(len(texts), rng.randint(low, high)))
    return tuple(f"- {' '.join(text.split()[:_MAX_WORDS])}" for text in drawn if text != answer)


def _request(text: str, rng: Random) -> str:
    words = _WORD.findall(text)
    if words and rng.random() < _TOPIC_SHARE:
        start = rng.randrange(len(words))
        topic = " ".join(words[start : start + rng.randint(1, 2)]).lower()
        return rng.choice(TOPICAL_REQUESTS).format(topic=topic)
    return rng.choice(REQUESTS)
