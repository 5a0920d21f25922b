"""An instruction set: general pairs that keep an adapter following instructions."""

from dataclasses import dataclass
from datetime import datetime

BUNDLED = "instruction-sets/bundled"


@dataclass(frozen=True, slots=True)
class InstructionSet:
    """General instruction pairs. Mirrors ``chorus.finetuning.v1.InstructionSet``."""

    name: str = ""
    """``instruction-sets/<id>``; the id is taken from the digest."""
    digest: str = ""
    """SHA-256 of the pairs, hexadecimal."""
    location: str = ""
    """An artifact; empty for the bundled set."""
    file_name: str = ""
    num_pairs: int = 0
    create_time: datetime | None = None
