"""Files of general instructions in the form of Alpaca.

A JSON list, or JSON lines, of objects with ``instruction``, ``output`` and perhaps ``input``; other fields are ignored. What is
given as input belongs to what is asked. A file is taken whole or not at all.
"""

import re
from collections.abc import Iterator

import msgspec

from chorus.errors import InvalidInstructions
from chorus.finetuning.instructions import Instruction

_BYTE = re.compile(r"\(byte (\d+)\)")
_EXAMPLE = '{"instruction": "…", "input": "…", "output": "…"}'
_WANTED = f"the file should be a JSON list, or one JSON object a line, of entries like {_EXAMPLE}"


class _Entry(msgspec.Struct, gc=False):
    instruction: str
    output: str
    input: str | None = None


def parse_instructions(data: bytes) -> tuple[Instruction, ...]:
    """The pairs of a file; ``InvalidInstructions`` with the line or the entry where it is something else."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        # msgspec skips over unknown fields without a look at their encoding.
        data.decode()
    except UnicodeDecodeError as error:
        raise InvalidInstructions(f"line {_line(data, error.start)}: not UTF-8; save the file as UTF-8") from None
    entries = _list(data) if data.lstrip()[:1] == b"[" else _lines(data)
    pairs = tuple(_pair(where, value) for where, value in entries)
    if not pairs:
        raise InvalidInstructions(f"there is no entry in the file; it should hold objects like {_EXAMPLE}")
    return pairs


def _list(data: bytes) -> Iterator[tuple[str, bytes | msgspec.Raw]]:
    try:
        entries = msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        found = _BYTE.search(str(error))
        line = _line(data, int(found[1]) if found else len(data))
        raise InvalidInstructions(f"line {line}: not a JSON list; {_WANTED}") from None
    return ((f"entry {number}", entry) for number, entry in enumerate(entries, start=1))


def _lines(data: bytes) -> Iterator[tuple[str, bytes | msgspec.Raw]]:
    # Not by splitlines, which takes more for the end of a line than JSON lines do.
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            yield f"line {number}", line


def _pair(where: str, value: bytes | msgspec.Raw) -> Instruction:
    try:
        entry = msgspec.json.decode(value, type=_Entry)
    except msgspec.ValidationError as error:
        raise InvalidInstructions(f"{where}: {error}; each entry should be like {_EXAMPLE}") from None
    except (msgspec.DecodeError, RecursionError):
        raise InvalidInstructions(f"{where}: not JSON; {_WANTED}") from None
    asked, given, answer = entry.instruction.strip(), (entry.input or "").strip(), entry.output.strip()
    for field, text in (("instruction", asked), ("output", answer)):
        if not text:
            raise InvalidInstructions(f"{where}: {field} is empty; fill it in, or leave the entry out")
    return Instruction(f"{asked}\n\n{given}" if given else asked, answer)


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1
