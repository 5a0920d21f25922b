"""How a persona draws its words."""

import math
from dataclasses import dataclass

from chorus.errors import InvalidSampling

MAX_ANSWERS = 256
MAX_STOPS, MAX_STOP_CHARACTERS = 8, 64


@dataclass(frozen=True, slots=True)
class Sampling:
    """Sampling parameters with their defaults. Mirrors ``chorus.types.v1.Sampling``."""

    n: int = 1
    """Answers wanted, 1 to 256."""
    temperature: float = 0.9
    """0 is greedy decoding; at most 5."""
    top_p: float = 0.95
    """Nucleus mass in (0, 1]."""
    top_k: int = 50
    """Most likely tokens kept; 0 keeps all."""
    max_tokens: int = 64
    """Tokens per answer."""
    seed: int = 0
    """Answer i is drawn with ``seed + i``."""
    stop: tuple[str, ...] = ()
    """An answer ends before the first of these; at most 8, of 1 to 64 characters each."""

    def check(self) -> None:
        """Raise ``InvalidSampling`` naming the first field that is out of range."""
        in_range = {
            "n": 1 <= self.n <= MAX_ANSWERS,
            "temperature": math.isfinite(self.temperature) and 0 <= self.temperature <= 5,
            "top_p": math.isfinite(self.top_p) and 0 < self.top_p <= 1,
            "top_k": self.top_k >= 0,
            "max_tokens": self.max_tokens >= 1,
            "seed": 0 <= self.seed < 2**63 - MAX_ANSWERS,
            "stop": len(self.stop) <= MAX_STOPS and all(1 <= len(each) <= MAX_STOP_CHARACTERS for each in self.stop),
        }
        for field, ok in in_range.items():
            if not ok:
                raise InvalidSampling(
                    f"{field} = {getattr(self, field)} is out of range; see chorus.types.v1.Sampling for the limits",
                    field=f"sampling.{field}",
                )
