"""Words as characters, so that texts are compared word by word at the speed of strings.

A text becomes a string with one character for each of its words. Only words that stand in the references get a character of
their own; all others share one that the references do not have, for they can match nothing.
"""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+")
_UNKNOWN = "\0"


def words(text: str) -> list[str]:
    """Runs of letters and digits, lower case, not stemmed.

    >>> words("Half a cup, twice!")
    ['half', 'a', 'cup', 'twice']
    """
    return _WORD.findall(text.lower())


class References:
    """Texts that others are compared with."""

    def __init__(self, texts: Sequence[str]) -> None:
        """References without a word stay, as empty strings: positions are those of ``texts``."""
        self._characters: dict[str, str] = {}
        for text in texts:
            for word in words(text):
                self._characters.setdefault(word, chr(len(self._characters) + 1))
        self.encoded: list[str] = [self.encode(text) for text in texts]

    def encode(self, text: str) -> str:
        """A character for each word of a text."""
        return "".join(self._characters.get(word, _UNKNOWN) for word in words(text))
