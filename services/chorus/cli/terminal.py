"""The terminal: results go to standard output, everything else to standard error.

Texts of strangers are shown without what could steer a terminal: control characters and marks that turn the direction of writing.
"""

import sys
import unicodedata

import msgspec
from rich.console import Console
from rich.text import Text

out = Console()
aside = Console(stderr=True)

_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks of Unicode that turn the direction of the text after them."""


def readable(text: str) -> str:
    r"""A text of which nothing steers the terminal.

    >>> readable("one\ntwo\x1b[31m\u202e")
    'one\ntwo [31m'
    """
    kept = (" " if unicodedata.category(letter) == "Cc" and letter != "\n" else letter for letter in text)
    return "".join(letter for letter in kept if letter not in _TURNS)


def cell(text: str) -> Text:
    """A text of strangers in a table."""
    return Text(readable(text))


def persona_cell(name: str) -> Text:
    """A persona's name in a table, without the word that all of them begin by."""
    return cell(name.removeprefix("personas/"))


def say(line: str) -> None:
    """A line about what goes on."""
    aside.print(Text(readable(line)), soft_wrap=not aside.is_terminal)


def put(line: str = "", style: str = "") -> None:
    """A line of the result, whole however narrow the terminal is: a name in it is what the next command needs."""
    out.print(Text(readable(line).rstrip(), style), soft_wrap=True)


def put_text(text: str, indent: int = 0, style: str = "", head: str = "") -> None:
    """A paragraph of the result, wrapped to the terminal; ``head`` stands in the indent of its first line."""
    for place, line in enumerate(Text(readable(text), style).wrap(out, max(20, out.width - indent))):
        line.rstrip()
        out.print(Text((head if place == 0 else "").ljust(indent)) + line, soft_wrap=True)


def print_json(value: object) -> None:
    """A value as one line of JSON on standard output."""
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.flush()
