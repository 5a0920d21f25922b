"""The instruments that can be administered: those that come with Chorus, in its own wording, and those of the operator."""

import logging
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path

from chorus.errors import InvalidInstrument, NotFound
from chorus.gateway.instrument import COLLECTION, Instrument
from chorus.gateway.instrument_file import load_instrument
from chorus.types.names import parse

logger = logging.getLogger(__name__)

SUFFIXES = (".yaml", ".yml")


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
    with as_file(files("chorus.gateway") / "instruments") as folder:
        return read_folder(folder)


def installed(folder: Path | None) -> Library:
    """The bundled instruments and those in an operator's folder, which take the place of bundled ones of the same name."""
    if folder is None:
        return bundled()
    both = {instrument.name: instrument for instrument in bundled().list()}
    for instrument in read_folder(folder).list():
        what = "replaces the bundled one" if instrument.name in both else "added"
        logger.info("%s from %s %s", instrument.name, folder, what)
        both[instrument.name] = instrument
    return Library(both.values())


def read_folder(folder: Path) -> Library:
    """The instruments in a folder's YAML files; ``InvalidInstrument`` with what is first wrong in each that is not one."""
    if not folder.is_dir():
        raise InvalidInstrument(f"{folder} is not a folder of instruments")
    found: dict[str, Instrument] = {}
    problems: list[str] = []
    for path in sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES):
        try:
            instrument = read_file(path, path.name, inside=folder)
            if instrument.name in found:
                raise InvalidInstrument(f"{path.name}:1: {instrument.name} is in another file, too")
            found[instrument.name] = instrument
        except InvalidInstrument as error:
            problems.append(error.message)
    if problems:
        raise InvalidInstrument("; ".join(problems))
    return Library(found.values())


def read_file(path: Path, name: str, inside: Path | None = None) -> Instrument:
    """The instrument in a file, which may have to be inside a folder; ``InvalidInstrument`` naming it if there is none."""
    if not path.is_file():
        raise InvalidInstrument(f"{name}:1: not a file")
    # A ConfigMap is mounted as links, but to files below the folder.
    if inside is not None and not path.resolve().is_relative_to(inside.resolve()):
        raise InvalidInstrument(f"{name}:1: a link that leads out of the folder")
    try:
        with path.open("rb") as content:
            return load_instrument(content, name)
    except OSError as error:
        raise InvalidInstrument(f"{name}:1: cannot be read: {error.strerror}") from None
