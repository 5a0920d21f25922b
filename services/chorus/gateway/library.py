"""The instruments that can be administered: those that come with Chorus, in its own wording."""

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

from chorus.errors import InvalidInstrument, NotFound
from chorus.gateway.instrument import COLLECTION, Instrument
from chorus.gateway.instrument_file import read_instrument
from chorus.types.names import parse


class Library:
    """Instruments by name."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self._by_name: dict[str, Instrument] = {}
        for instrument in instruments:
            if instrument.name in self._by_name:
                raise InvalidInstrument(f"two files call themselves {instrument.name}; rename one")
            self._by_name[instrument.name] = instrument

    def get(self, name: str) -> Instrument:
        """The instrument of that name; ``NotFound`` if there is none."""
        parse(name, COLLECTION, field="instrument")
        try:
            return self._by_name[name]
        except KeyError:
            known = ", ".join(sorted(self._by_name))
            raise NotFound(f"there is no {name}; there are {known}", field="instrument") from None

    def list(self) -> tuple[Instrument, ...]:
        """All of them, by name."""
        return tuple(self._by_name[name] for name in sorted(self._by_name))


def bundled() -> Library:
    """The library that comes with Chorus."""
    return read_folder(files("chorus.gateway") / "instruments")


def read_folder(folder: Traversable) -> Library:
    """The instruments in a folder's ``*.yaml``; ``InvalidInstrument`` for the first that is not one."""
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return Library(read_instrument(file.read_text(encoding="utf-8"), file.name) for file in found)
