"""Communities that are marked as sensitive: whoever asks one of their personas says what for."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from chorus.errors import PurposeRequired
from chorus.serving.client import kind_of
from chorus.storage.records import Records
from chorus.types.names import is_id
from chorus.types.page import MAX_PAGE_SIZE

KNOWN_SECONDS = 3.0
"""So long another gateway's mark may be unknown here."""


@dataclass(frozen=True, slots=True)
class SensitiveMark:
    """Whether a community is sensitive."""

    name: str = ""
    community: str = ""
    sensitive: bool = False
    create_time: datetime | None = None


class Sensitivity:
    """The marks of an installation."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._known: frozenset[str] = frozenset()
        self._known_until = 0.0

    async def mark(self, persona: str, sensitive: bool) -> None:
        """Mark a persona's community, and so all of its personas."""
        kind_of(persona)
        community = _community(persona)
        name = f"marks/{community.partition('/')[2] or 'base'}"
        await self._records.put(SensitiveMark(name, community, sensitive, datetime.now(UTC)))
        self._known_until = 0.0

    async def among(self, personas: Sequence[str]) -> tuple[str, ...]:
        """Those of the personas that are sensitive."""
        marked = await self._communities()
        return tuple(name for name in personas if _community(name) in marked) if marked else ()

    async def check(self, personas: Sequence[str], purpose: str) -> None:
        """``PurposeRequired`` where one of them is sensitive and no purpose is stated."""
        if purpose:
            return
        for name in await self.among(personas):
            raise PurposeRequired(
                f"{name} is marked as sensitive: say what for, by --purpose or CHORUS_PURPOSE on the command line, else in the "
                "metadata chorus-purpose; it goes into the audit log"
            )

    async def _communities(self) -> frozenset[str]:
        if monotonic() >= self._known_until:
            self._known = frozenset([mark.community async for mark in self._marks() if mark.sensitive])
            self._known_until = monotonic() + KNOWN_SECONDS
        return self._known

    async def _marks(self) -> AsyncIterator[SensitiveMark]:
        token, is_last = "", False
        while not is_last:
            page = await self._records.list(SensitiveMark, page_size=MAX_PAGE_SIZE, page_token=token)
            for mark in page.items:
                yield mark
            token, is_last = page.next_page_token, not page.next_page_token


def _community(persona: str) -> str:
    """The community of what may be no persona's name at all.

    The state of a community in one partition, ``communities/<id>.<partition>``, has a context persona too, of the same people.

    >>> _community("personas/keto"), _community("personas/keto.7a20.context"), _community("keto")
    ('communities/keto', 'communities/keto', '')
    """
    collection, _, id_ = persona.partition("/")
    return kind_of(persona)[1].partition(".")[0] if collection == "personas" and is_id(id_) else ""
