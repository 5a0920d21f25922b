"""A persona's words as an answer: an option, a number, a refusal, or nothing that can be counted.

Strict on purpose. A blank is not the lowest option, and a text that names two options names none: what cannot be read with
certainty is invalid and counted as such.
"""

import re

from chorus.gateway.instrument import Item, ItemKind, Option
from chorus.gateway.screening import Given, Uncounted

REFUSED, INVALID, MISSING = (Given(uncounted=why) for why in (Uncounted.REFUSED, Uncounted.INVALID, Uncounted.MISSING))

_REFUSALS = re.compile(
    r"""\b(?:
      (?:i\s+)?(?:can\s?not|can['’]?t|could\s?n['’]?t|won['’]?t|will\s+not|would\s+rather\s+not|['’]d\s+rather\s+not|
                  prefer\s+not\s+to|refuse\s+to|decline\s+to|am\s+not\s+able\s+to|['’]m\s+not\s+able\s+to|
                  am\s+unable\s+to|['’]m\s+unable\s+to|do\s+not\s+want\s+to|do\s?n['’]t\s+want\s+to)\s+
          (?:\w+\s+)?(?:answer|say|respond|help|discuss|share|disclose|provide|give|talk)
      | (?:rather|prefer)\s+not(?:\s+to)?\s+(?:answer|say|share|tell)
      | as\s+an?\s+(?:ai|artificial|language\s+model|assistant)
      | (?:am|['’]m)\s+(?:only\s+|just\s+)?an?\s+(?:ai|artificial|language\s+model|assistant|bot)\b
      | (?:do\s+not|don['’]t)\s+have\s+(?:a\s+body|personal|feelings|opinions)
      | no\s+(?:comment|answer)
      | none\s+of\s+your\s+business
      | (?:i['’]?m|i\s+am)\s+sorry,?\s+but
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LEAD = re.compile(r"(?:(?:my|the)\s+)?(?:answer|option|choice)\s*(?:is|:|=)?\s+", re.IGNORECASE)
_LETTER = re.compile(r"\(?([a-z])(?:\)|[.:])?", re.IGNORECASE)
_LETTER_AND_TEXT = re.compile(r"\(?([a-z])(?:[).:]|\s-)\s*(.+)", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(
    r"(?:about |around |approximately |roughly |~ ?)?([+-]?[0-9]{1,9}(?:\.[0-9]{1,6})?) ?(.*)", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s,;&+/.()]+")
_ZERO = frozenset({"none", "zero", "never", "not once"})
_NONE = frozenset({"none", "none of these", "none of them", "none of the above"})


def read(item: Item, text: str) -> Given:
    """What a persona's words say in answer to an item."""
    if not text.strip():
        return MISSING
    said = _LEAD.sub("", text.strip().strip("\"'“”‘’`*_").strip(), count=1)
    given = _read(item, said) if said else INVALID
    return REFUSED if given == INVALID and _REFUSALS.search(text) else given


def _read(item: Item, said: str) -> Given:
    if item.kind.is_number:
        return _number(item, said)
    return _several(item.options, said) if item.kind is ItemKind.SEVERAL else _option(item.options, said)


def _option(options: tuple[Option, ...], said: str) -> Given:
    if match := _LETTER.fullmatch(said):
        return _by_letter(options, match[1])
    for index, option in enumerate(options):
        if _plain(said) in (_plain(option.text), _plain(option.as_statement)):
            return Given((index,))
    match = _LETTER_AND_TEXT.fullmatch(said)
    if match is None:
        return INVALID
    by_letter, by_text = _by_letter(options, match[1]), _option(options, match[2].strip())
    return by_letter if by_letter == by_text else INVALID


def _several(options: tuple[Option, ...], said: str) -> Given:
    if _plain(said) in _NONE:
        return Given()
    letters = [part for part in _BETWEEN.split(said.casefold()) if part not in ("", "and")]
    if any(len(letter) > 1 for letter in letters):
        return _option(options, said)
    named = [_by_letter(options, letter) for letter in letters]
    return INVALID if INVALID in named else Given(tuple(sorted({place for one in named for place in one.options})))


def _by_letter(options: tuple[Option, ...], letter: str) -> Given:
    for index, option in enumerate(options):
        if option.id == letter.lower():
            return Given((index,))
    return INVALID


def _number(item: Item, said: str) -> Given:
    if item.kind is ItemKind.COUNT and _plain(said) in _ZERO:
        said = "0"
    match = _NUMBER.fullmatch(said)
    if match is None or _plain(match[2]) not in ("", _plain(item.unit)):
        return INVALID
    value = float(match[1])
    if not item.minimum <= value <= item.maximum or (item.kind is ItemKind.COUNT and not value.is_integer()):
        return INVALID
    return Given(value=value)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split()).rstrip(" .!")
