"""YAML that nobody vouches for, as texts, lists and mappings of which every place knows its line.

YAML's guesses about types are switched off (``yes`` and ``12`` stay texts), and so are its anchors and tags, which make
small files grow large or run code. Depth is measured on the tokens, before anything is built of them.
"""

import unicodedata
from typing import TypeAlias

import yaml

from chorus.errors import InvalidInstrument

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 6

Path: TypeAlias = tuple[str | int, ...]
"""Where something stands: keys of mappings and places in lists, from the root."""

_OPENS = (
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
)
_CLOSES = (yaml.BlockEndToken, yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)


class Tree:
    """A YAML text, read."""

    def __init__(self, text: str, file: str) -> None:
        """``InvalidInstrument`` naming ``file`` and line where the text is no YAML, or more than a questionnaire needs of it."""
        self._file = file
        self._lines: dict[Path, int] = {}
        if len(text) > MAX_CHARACTERS:
            raise self._error(1, f"larger than {MAX_CHARACTERS} characters; no questionnaire is")
        try:
            self._check_tokens(text)
            node = yaml.compose(text, yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "unreadable"
            raise self._error(mark.line + 1 if mark else 1, f"not YAML: {problem}") from None
        if node is None:
            raise self._error(1, "the file is empty")
        self.content = self._plain(node, ())

    def impossible(self, path: Path, problem: str) -> InvalidInstrument:
        """The error that something at a path, or the nearest thing around it, is wrong."""
        line = next(self._lines[path[:length]] for length in range(len(path), -1, -1) if path[:length] in self._lines)
        where = ".".join(map(str, path))
        return self._error(line, f"{self._entry_at(path)}{where + ': ' if where else ''}{problem}")

    def _error(self, line: int, problem: str) -> InvalidInstrument:
        return InvalidInstrument(f"{self._file}:{line}: {problem}")

    def _check_tokens(self, text: str) -> None:
        depth = 0
        for token in yaml.scan(text, yaml.SafeLoader):
            line = token.start_mark.line + 1
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                raise self._error(line, "anchors, aliases and tags are not allowed")
            depth += isinstance(token, _OPENS) - isinstance(token, _CLOSES)
            if depth > MAX_DEPTH:
                raise self._error(line, "nested too deeply")

    def _plain(self, node: yaml.Node, path: Path) -> object:
        line = node.start_mark.line + 1
        if path in self._lines:
            raise self._error(line, f"{path[-1]} is there twice")
        self._lines[path] = line
        if isinstance(node, yaml.ScalarNode):
            return self._text(node)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*path, index)) for index, child in enumerate(node.value)]
        pairs = [(self._text(key), value) for key, value in node.value]
        return {key: self._plain(value, (*path, key)) for key, value in pairs}

    def _text(self, node: yaml.Node) -> str:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.ScalarNode):
            raise self._error(line, "a key is a plain word")
        text = str(node.value)
        # An escape such as "\e" or "\ud800" brings in what would steer a terminal, or cannot be sent as UTF-8.
        if any(unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n" for letter in text):
            raise self._error(line, "a control character")
        return text

    def _entry_at(self, path: Path) -> str:
        """The item, scale, criterion or flag that a path leads into, by its id."""
        match path, self.content:
            case (str(part), int(index), *_), dict(content) if isinstance(entries := content[part], list):
                match entries[index]:
                    case {"id": str(id_)}:
                        return f"{SINGULAR.get(part, part)} {id_}: "
        return ""


SINGULAR = {"items": "item", "scales": "scale", "criteria": "criterion", "flags": "flag"}
