"""Communities, arranged for the eye: one card for each."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from chorus.cli.report.columns import ColumnChart, activity
from chorus.cli.report.labels import NEUTRAL, Label, Labels
from chorus.cli.report.text import percent
from chorus.graph.client import Community, LanguageCount, Profile

NEGLIGIBLE = 0.0005
"""A smaller share of tie weight is not worth a line."""
ELSEWHERE = Label("", "elsewhere", "–", NEUTRAL)


@dataclass(frozen=True, slots=True)
class FlowRow:
    """Where some of a community's tie weight goes."""

    label: Label
    share: float
    tag: str = ""
    """Why it is not simply another community of the page."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of a community."""

    label: Label
    profile: Profile
    languages: str
    activity: ColumnChart | None
    """None where posts have no time."""
    flows: tuple[FlowRow, ...]

    @property
    def community(self) -> Community:
        """The community itself."""
        return self.profile.community

    @property
    def days(self) -> int:
        """Length of the periods of its activity."""
        return next((period.num_days for period in self.profile.activity), 0)

    @property
    def anchor(self) -> str:
        """Where the page is jumped to."""
        return anchor(self.community.name)


def arrange(profiles: Sequence[Profile], labels: Labels) -> tuple[Card, ...]:
    """The cards of the communities, in their order."""
    listed = frozenset(profile.community.name for profile in profiles)
    return tuple(
        Card(
            label=labels.community(profile.community.name),
            profile=profile,
            languages=_languages(profile.languages),
            activity=activity(profile.activity) if profile.activity else None,
            flows=tuple(_flows(profile, labels, listed)),
        )
        for profile in profiles
    )


def anchor(community: str) -> str:
    """The id of a community's card on the page."""
    return community.replace("/", "-").replace(".", "-")


def _languages(languages: Sequence[LanguageCount]) -> str:
    if not any(each.language for each in languages):
        return ""
    total = sum(each.num_posts for each in languages)
    return ", ".join(f"{each.language or 'not stated'} {percent(each.num_posts / total)}" for each in languages)


def _flows(profile: Profile, labels: Labels, listed: Collection[str]) -> Iterator[FlowRow]:
    for flow in profile.flows:
        if flow.share < NEGLIGIBLE:
            continue
        if not flow.community:
            yield FlowRow(ELSEWHERE, flow.share)
        elif flow.community == profile.community.name:
            yield FlowRow(labels.community(flow.community), flow.share, "itself")
        elif flow.community in listed:
            yield FlowRow(labels.community(flow.community), flow.share)
        else:
            yield FlowRow(replace(ELSEWHERE, name=flow.community, text=flow.display_name), flow.share, "excluded")
