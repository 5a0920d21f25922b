"""What people read for communities and personas: a name, a number and a colour that stay the same on the whole page."""

from collections.abc import Iterable
from dataclasses import dataclass

from chorus.graph.client import Community
from chorus.serving.client import BASE

_CONTEXT = ".context"
_STAGED = ".staged"


@dataclass(frozen=True, slots=True)
class Colour:
    """A fill, and the ink that can be read on it."""

    fill: str
    ink: str


COLOURS = (
    Colour("#0072b2", "#ffffff"),
    Colour("#d55e00", "#000000"),
    Colour("#009e73", "#000000"),
    Colour("#cc79a7", "#000000"),
    Colour("#e69f00", "#000000"),
    Colour("#56b4e9", "#000000"),
    Colour("#332288", "#ffffff"),
    Colour("#000000", "#ffffff"),
)
"""Okabe and Ito's palette in the order in which the network is drawn, so that a community keeps its colour. Colour-blind
readers can tell these apart too; past eight they repeat, and the number on every badge says the rest."""
NEUTRAL = Colour("#7a7f87", "#ffffff")


@dataclass(frozen=True, slots=True)
class Label:
    """How a community, or the control that belongs to none, is shown."""

    name: str
    text: str
    badge: str
    """The community's place by size, from 1; "B" for the base control."""
    colour: Colour = NEUTRAL


@dataclass(frozen=True, slots=True)
class Voice:
    """How a persona is shown."""

    name: str
    label: Label
    kind: str
    """"finetuned", "context" or "base"."""

    @property
    def is_control(self) -> bool:
        """Whether it speaks for no community."""
        return self.kind == "base"


CONTROL = Label(BASE, "Base model", "B")


class Labels:
    """The labels of communities, in their order; ``others`` are names of communities of which no more is known."""

    def __init__(self, communities: Iterable[Community], others: Iterable[str] = ()) -> None:
        titles = {community.name: community.display_name for community in communities}
        names = dict.fromkeys([*titles, *others])
        self._labels = {
            name: Label(name, titles.get(name) or _last(name), str(place + 1), COLOURS[place % len(COLOURS)])
            for place, name in enumerate(names)
        }

    def community(self, name: str) -> Label:
        """The label of a community; one without a colour for a community that is none of these."""
        return self._labels.get(name) or Label(name, _last(name), "?")

    def persona(self, name: str) -> Voice:
        """The label of a persona, told by its name."""
        if name == BASE:
            return Voice(name, CONTROL, "base")
        kind = "context" if name.endswith(_CONTEXT) else "finetuned"
        id_ = _last(name).removesuffix(_CONTEXT).removesuffix(_STAGED)
        return Voice(name, self.community(f"communities/{id_}"), kind)


def _last(name: str) -> str:
    return name.rpartition("/")[2]
