"""Forms that answers are held to: what is refused at sight.

What is a form and of a reasonable size may still ask for more than the engine can do; ``rehearsal`` finds that out.
"""

import json
from hashlib import sha256

import msgspec
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from chorus.errors import InvalidArgument
from chorus.serving.answer import FREE, Structure

MAX_CHOICES, MAX_CHOICE_CHARACTERS = 256, 512
MAX_REGEX_CHARACTERS = 512
MAX_SCHEMA_CHARACTERS = 16_384


def check_structure(structure: Structure, field: str = "structure") -> None:
    """``InvalidArgument`` for a form that is none, or is too large to be held to."""
    given = [name for name in ("choice", "regex", "json_schema") if getattr(structure, name)]
    if len(given) > 1:
        raise InvalidArgument(f"{' and '.join(given)} are both given; an answer has one form", field=field)
    if structure.choice:
        _check_choice(structure.choice, f"{field}.choice")
    if len(structure.regex) > MAX_REGEX_CHARACTERS:
        raise InvalidArgument(f"a regex has at most {MAX_REGEX_CHARACTERS} characters", field=f"{field}.regex")
    if structure.json_schema:
        _check_schema(structure.json_schema, f"{field}.json_schema")


def structure_digest(structure: Structure) -> str:
    """SHA-256 of a form, hexadecimal; empty where answers are free."""
    if structure == FREE:
        return ""
    return sha256(msgspec.json.encode(structure, order="deterministic")).hexdigest()


def _check_choice(choice: tuple[str, ...], field: str) -> None:
    if len(choice) > MAX_CHOICES:
        raise InvalidArgument(f"{len(choice)} texts to choose from; give at most {MAX_CHOICES}", field=field)
    if not all(text.strip() and len(text) <= MAX_CHOICE_CHARACTERS for text in choice):
        raise InvalidArgument(f"a text to choose has 1 to {MAX_CHOICE_CHARACTERS} characters", field=field)
    if len(set(choice)) < len(choice):
        raise InvalidArgument("two texts to choose from are the same; make them distinct", field=field)


def _check_schema(text: str, field: str) -> None:
    if len(text) > MAX_SCHEMA_CHARACTERS:
        raise InvalidArgument(f"a schema has at most {MAX_SCHEMA_CHARACTERS:,} characters", field=field)
    try:
        schema = json.loads(text)
        if not isinstance(schema, dict):
            raise InvalidArgument('a JSON Schema is an object, for example {"type": "object"}', field=field)
        Draft202012Validator.check_schema(schema)
    except json.JSONDecodeError as error:
        raise InvalidArgument(f"the schema is not JSON: {error}", field=field) from None
    except SchemaError as error:
        raise InvalidArgument(f"not a JSON Schema: {error.message[:200]}", field=field) from None
    except RecursionError:
        raise InvalidArgument("the schema is nested too deeply", field=field) from None
