"""Topics from a file: one on a line."""

from pathlib import Path

from chorus.errors import InvalidArgument

MAX_BYTES = 100_000


def read_topics(path: Path) -> tuple[str, ...]:
    """The lines of a file, without empty ones and those that begin with ``#``; ``InvalidArgument`` where there is none."""
    try:
        data = path.read_bytes()[: MAX_BYTES + 1]
    except OSError as error:
        raise InvalidArgument(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise InvalidArgument(f"{path}: larger than {MAX_BYTES:,} bytes; a topic is a few words")
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidArgument(f"{path}:{line}: not UTF-8; save the file as UTF-8") from None
    topics = tuple(text for line in lines if (text := line.strip()) and not text.startswith("#"))
    if not topics:
        raise InvalidArgument(f"{path} has no topic in it: write one on a line")
    return topics
