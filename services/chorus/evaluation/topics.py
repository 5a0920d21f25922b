"""Topics: what personas are asked to write about, and in which words."""

from collections.abc import Sequence
from importlib.resources import files
from itertools import chain, zip_longest

import yaml

from chorus.errors import InvalidArgument

MAX_TOPICS = 200
MAX_TOPIC_LENGTH = 200


def bundled_topics() -> tuple[str, ...]:
    """The list for the theme of dieting and body image."""
    text = files("chorus.evaluation").joinpath("topics.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text))


def topics_of(terms: Sequence[Sequence[str]], number: int) -> tuple[str, ...]:
    """The first terms of each community, at most ``number`` of each, in turn; one that several have is taken once.

    >>> topics_of([["carbs", "bacon"], ["miles", "Carbs", "shoes"]], 2)
    ('carbs', 'miles', 'bacon')
    """
    turns = zip_longest(*(own[:number] for own in terms))
    found: dict[str, str] = {}
    for term in filter(None, chain(*turns)):
        found.setdefault(term.casefold(), term)
    return tuple(found.values())


def check_topics(topics: tuple[str, ...]) -> None:
    """Raise ``InvalidArgument`` for a topic without a word, one too long, one given twice, or too many of them."""
    if len(topics) > MAX_TOPICS:
        raise InvalidArgument(f"there are {len(topics)} topics; give at most {MAX_TOPICS}", field="config.topics")
    seen: set[str] = set()
    for position, topic in enumerate(topics):
        field = f"config.topics[{position}]"
        if not any(character.isalnum() for character in topic):
            raise InvalidArgument("a topic needs at least one word; leave the empty one out", field=field)
        if len(topic) > MAX_TOPIC_LENGTH:
            raise InvalidArgument(f"a topic has at most {MAX_TOPIC_LENGTH} characters", field=field)
        if topic.casefold() in seen:
            raise InvalidArgument("a topic is given twice; give each once", field=field)
        seen.add(topic.casefold())


def prompt(topic: str) -> str:
    """The instruction: near the plainest one that adapters are finetuned on, so that it is followed."""
    return f"Write a post about {topic}."


def keywords(topic: str) -> tuple[str, ...]:
    """The words by which a context persona looks for posts on a topic; short ones say too little."""
    words = tuple(word.strip(".,;:!?\"'()").lower() for word in topic.split())
    return tuple(word for word in words if len(word) > 3) or (topic,)
