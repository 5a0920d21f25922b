"""Names of resources: ``<collection>/<id>``, the only form in which an id from outside is accepted.

An id that matches ``ID_PATTERN`` is safe as a path segment, in a URL and as a label: it has no slash, no leading dot and
no two dots in a row.
"""

import re
import unicodedata

from chorus.errors import InvalidName

ID_PATTERN = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
MAX_ID_LENGTH = 128


def is_id(text: str) -> bool:
    """Whether the text may be the id of a resource."""
    return len(text) <= MAX_ID_LENGTH and ID_PATTERN.fullmatch(text) is not None


def parse(name: str, collection: str, field: str = "name") -> str:
    """Return the id in a resource name; ``InvalidName`` if it is not ``<collection>/<id>``.

    >>> parse("communities/keto-macros", "communities")
    'keto-macros'
    """
    prefix, slash, id_ = name.partition("/")
    if prefix != collection or not slash or not is_id(id_):
        raise InvalidName(f"{name[:200]!r} is not a name like '{collection}/<id>'", field=field)
    return id_


def slug(text: str) -> str:
    """Turn any text into an id, or into an empty string where nothing usable is in it.

    >>> slug("Café & Crème")
    'cafe-creme'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
