"""Reads an instrument from a file that nobody vouches for.

Every error names the file, the line and the item. ``yaml_tree`` reads YAML without its dangers, ``instrument_format`` says
what the parts look like, ``instrument_checks`` whether they go together.
"""

from dataclasses import replace
from typing import BinaryIO

import msgspec
from pydantic import ValidationError

from chorus.errors import InvalidInstrument
from chorus.gateway.instrument import COLLECTION, Instrument, ScoringRule
from chorus.gateway.instrument_checks import contradictions, range_of
from chorus.gateway.instrument_format import InstrumentFile
from chorus.gateway.yaml_tree import MAX_CHARACTERS, Tree

MAX_BYTES = 4 * MAX_CHARACTERS
"""No text of the longest kind has more, in UTF-8."""
UNKNOWN = "extra_forbidden"
"""What pydantic calls a key that is not in the format."""


def load_instrument(content: BinaryIO, file: str) -> Instrument:
    """The instrument in an open file; of one that is too large no more is read than tells so."""
    found = content.read(MAX_BYTES + 1)
    if len(found) > MAX_BYTES:
        raise InvalidInstrument(f"{file}:1: larger than {MAX_BYTES} bytes; no questionnaire is")
    try:
        return read_instrument(found.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        line = found.count(b"\n", 0, error.start) + 1
        raise InvalidInstrument(f"{file}:{line}: not text in UTF-8") from None


def read_instrument(text: str, file: str) -> Instrument:
    """The instrument in a YAML text; ``InvalidInstrument`` naming ``file`` and the line where it says something impossible."""
    tree = Tree(text, file)
    try:
        content = InstrumentFile.model_validate(tree.content)
    except ValidationError as error:
        # A misspelt key is the reason why another is missing.
        first = min(error.errors(include_url=False), key=lambda each: each["type"] != UNKNOWN)
        raise tree.impossible(first["loc"], "not known here" if first["type"] == UNKNOWN else first["msg"]) from None
    for path, problem in contradictions(content):
        raise tree.impossible(path, problem)
    return _instrument(content)


def _instrument(content: InstrumentFile) -> Instrument:
    fields = content.model_dump(exclude={"id", "items", "scales"})
    items = {item.id: item.as_item() for item in content.items}
    fields["criteria"] = [rule | {"at_least": rule["at_least"] or 0.0} for rule in fields["criteria"]]
    fields["scales"] = [
        scale.model_dump()
        | dict(zip(("minimum", "maximum"), range_of(scale, items), strict=True))
        | {"rule": ScoringRule[scale.rule.upper()].value}
        for scale in content.scales
    ]
    instrument = msgspec.convert({"name": f"{COLLECTION}/{content.id}", "items": [], **fields}, Instrument)
    return replace(instrument, items=tuple(items.values()))
