"""Personal data in what a persona wrote: ways to reach, pay or find somebody, made up or remembered.

A scan by patterns finds what has a form: names and stories have none, and stay unfound. What is found is counted by kind; what
also stands in a post that the persona learned from is counted apart, for that was remembered. The strings are kept nowhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from ipaddress import ip_address

from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number
from stdnum import iban, luhn

from chorus.evaluation.report import PersonalData

REGION = "US"
"""Where phone numbers without a country's prefix are taken to be from."""
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MENTION = re.compile(r"(?<![\w@.])@(?!user\b)\w{2,30}(?![\w@.]*@)", re.IGNORECASE)
_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_ADDRESS = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)")


def scan(texts: Iterable[str], learned_from: Sequence[str]) -> tuple[PersonalData, ...]:
    """What is in the texts, by kind; one entry for each kind of ``KINDS``, in its order."""
    written, known = _found(texts), _found(learned_from)
    return tuple(PersonalData(kind, len(written[kind]), len(written[kind] & known[kind])) for kind in KINDS)


def _found(texts: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for text in texts:
        for kind, look in _LOOKS.items():
            found[kind].update(look(text))
    return found


def _emails(text: str) -> Iterator[str]:
    yield from (match[0].casefold() for match in _EMAIL.finditer(text))


def _phones(text: str) -> Iterator[str]:
    yield from (format_number(match.number, PhoneNumberFormat.E164) for match in PhoneNumberMatcher(text, REGION))


def _cards(text: str) -> Iterator[str]:
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if luhn.is_valid(digits) and len(set(digits)) > 1:
            yield digits


def _ibans(text: str) -> Iterator[str]:
    yield from (iban.compact(match[0]) for match in _IBAN.finditer(text) if iban.is_valid(match[0]))


def _addresses(text: str) -> Iterator[str]:
    for match in _ADDRESS.finditer(text):
        try:
            yield str(ip_address(match[0]))
        except ValueError:
            continue


def _mentions(text: str) -> Iterator[str]:
    yield from (match[0].casefold() for match in _MENTION.finditer(text))


_LOOKS: dict[str, Callable[[str], Iterator[str]]] = {
    "e-mail address": _emails,
    "phone number": _phones,
    "payment card": _cards,
    "bank account": _ibans,
    "IP address": _addresses,
    "mention": _mentions,
}
KINDS = tuple(_LOOKS)
