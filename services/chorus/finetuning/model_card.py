"""The model card of a revision: the README.md of its folder, for whoever finds it without Chorus.

Names and figures are Chorus's own. What people wrote, a base model's limits and the reason of a quarantine, is escaped, so that
it stays text wherever the card is shown.
"""

import re
from functools import cache
from hashlib import sha256

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from chorus.finetuning.base_model import BaseModel
from chorus.finetuning.revision import AdapterMetrics, Fingerprint, Revision

MISSING = "not measured"
_MARKUP = re.compile(r"([\\`*_\[\]<>&|~$])")


def model_card(revision: Revision, base_model: BaseModel) -> str:
    """The card as Markdown with YAML front matter."""
    return (
        _environment()
        .get_template("model_card.md.j2")
        .render(
            revision=revision,
            base_model=base_model,
            config=revision.config,
            measured=_measured(revision.metrics),
            fingerprint_digest=fingerprint_digest(revision.fingerprint),
        )
    )


def fingerprint_digest(fingerprint: Fingerprint) -> str:
    """SHA-256 of a fingerprint as JSON, hexadecimal; empty for none."""
    if not fingerprint.prompts:
        return ""
    return sha256(msgspec.json.encode(fingerprint, order="deterministic")).hexdigest()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("chorus.finetuning", "."),
        autoescape=False,  # HTML's escapes are not Markdown's
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["plain"] = _plain
    return made


def _measured(metrics: AdapterMetrics) -> list[tuple[str, str, str, str]]:
    """What was measured on, by the base model, by the adapter, and the difference."""
    rows = (
        ("Posts of held-out authors, loss", metrics.base_validation_loss, metrics.validation_loss),
        ("Posts of a later time, loss", metrics.base_later_loss, metrics.later_loss),
        ("General instructions, loss", metrics.base_general_loss, metrics.general_loss),
        ("General instructions, share answered word for word", metrics.base_followed, metrics.followed),
    )
    return [(what, _figure(base), _figure(adapter), _change(base, adapter)) for what, base, adapter in rows]


def _figure(value: float | None) -> str:
    return MISSING if value is None else f"{value:.4f}"


def _change(base: float | None, adapter: float | None) -> str:
    return "" if base is None or adapter is None else f"{adapter - base:+.4f}"


def _plain(text: str) -> str:
    """Text in one line that no reader of Markdown or HTML takes for markup.

    >>> _plain("a *b*\\n<script>")
    'a \\\\*b\\\\* \\\\<script\\\\>'
    """
    printable = "".join(character if character.isprintable() else " " for character in text)
    return _MARKUP.sub(r"\\\1", " ".join(printable.split()))
