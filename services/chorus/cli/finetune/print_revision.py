"""What the commands print of revisions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import exp

from chorus.cli.bars import sparkline
from chorus.cli.report.gains import difference, signed
from chorus.cli.report.text import count, counted, decimal, duration, listed, moment, number, percent, plain
from chorus.cli.session import short
from chorus.cli.terminal import put, put_text, say
from chorus.finetuning.client import (
    TARGETS,
    Collected,
    FinetuningConfig,
    Fingerprint,
    Revision,
    RevisionOrigin,
    RevisionState,
)

FACT_INDENT = 21
MEASURED = (
    "In nats per token, on texts that the adapter never learned from; gain is the base's loss less the adapter's."
)


@dataclass(frozen=True, slots=True)
class Collection:
    """What garbage collection took, or would take."""

    collected: Collected = field(default_factory=Collected)
    dry_run: bool = False


def print_revisions(revisions: Sequence[Revision]) -> None:
    """One revision after another, newest first."""
    for revision in revisions:
        metrics = revision.metrics
        gain = difference(metrics.base_validation_loss, metrics.validation_loss)
        put(f"{revision.name}", "bold")
        put(
            f"    {plain(revision.state):<11}  loss {decimal(metrics.validation_loss, 3)}  gain {signed(gain)}  "
            f"{plain(revision.origin)} {moment(revision.create_time)}{'' if revision.location else '  [weights collected]'}"
        )
        put(f"    {revision.base_model}", "dim")
        _print_verdict(revision, 4)
        if revision.quarantine_reason:
            put_text(revision.quarantine_reason, 4, "yellow")
    if not revisions:
        say("There is no such revision. Train one with `chorus finetune train COMMUNITY…`.")


def print_state(revision: Revision) -> None:
    """What became of a revision."""
    put(f"{revision.name} is {plain(revision.state)}", "bold")
    if revision.quarantine_reason:
        put_text(revision.quarantine_reason, 2)
    _print_verdict(revision)
    if revision.state is RevisionState.STAGED:
        put(f"Next: chorus finetune promote {short(revision.name)}")
    if revision.state is RevisionState.ACTIVE:
        put(f"To take it back: chorus finetune roll-back {short(revision.community)}", "dim")


def print_revision(revision: Revision) -> None:
    """Everything that is known of a revision."""
    put(revision.name, "bold")
    put(f"{plain(revision.state)}, {plain(revision.origin)}; {revision.community} on {revision.base_model}", "dim")
    if revision.quarantine_reason:
        put_text(f"Quarantined: {revision.quarantine_reason}", style="yellow")
    if not revision.location:
        put("Its weights were collected: it cannot speak again.", "yellow")
    _print_verdict(revision)
    _print_metrics(revision)
    _print_history(revision)
    _print_facts("How it was trained", _training(revision))
    _print_facts("Where it comes from", _provenance(revision))
    _print_fingerprint(revision.fingerprint)


def print_collected(collection: Collection) -> None:
    """Revisions whose weights went, or would go."""
    collected = collection.collected
    would = "would go" if collection.dry_run else "went; their records stay"
    for name in collected.revisions:
        put(name)
    put(
        f"Weights of {counted(len(collected.revisions), 'revision')} {would}: {collected.num_bytes / 2**20:,.1f} MiB",
        "bold",
    )


def _print_verdict(revision: Revision, indent: int = 2) -> None:
    if verdict := revision.verdict:
        found = "found fit to speak" if verdict.passed else "found unfit to speak"
        put(
            f"{' ' * indent}{found} by {verdict.report}, {moment(verdict.create_time)}",
            "" if verdict.passed else "yellow",
        )
        for reason in verdict.reasons:
            put_text(reason, indent + 2, "yellow")
    if revision.override_reason:
        put_text(f"Active all the same: {revision.override_reason}", indent, "yellow")


def _print_metrics(revision: Revision) -> None:
    metrics = revision.metrics
    put()
    put(f"{'':32}    loss    base    gain", "bold")
    for title, loss, base in (
        ("held-out authors", metrics.validation_loss, metrics.base_validation_loss),
        ("later posts", metrics.later_loss, metrics.base_later_loss),
        ("general instructions", metrics.general_loss, metrics.base_general_loss),
    ):
        figures = f"{decimal(loss, 3):>8}{decimal(base, 3):>8}{signed(difference(base, loss)):>8}"
        put(f"  {title:<30}{figures}")
    put(f"  Followed word for word: {percent(metrics.followed)}; the base {percent(metrics.base_followed)}")
    put_text(MEASURED, style="dim")


def _print_history(revision: Revision) -> None:
    measured = [point.validation_loss for point in revision.history if point.validation_loss is not None]
    if not measured:
        return
    metrics = revision.metrics
    put()
    put("Validation loss as it learned", "bold")
    least = min(measured)
    put(f"  {sparkline([loss - least + 0.05 * (max(measured) - least or 1) for loss in measured])}")
    kept = f"step {count(metrics.best_step)} of {count(metrics.num_steps)} was kept"
    put(f"  {decimal(measured[0], 3)} to {decimal(least, 3)}; {kept}", "dim")


def _print_facts(title: str, facts: Iterator[tuple[str, str]]) -> None:
    told = [(name, fact) for name, fact in facts if fact]
    if not told:
        return
    put()
    put(title, "bold")
    for name, fact in told:
        if " " in fact:
            put_text(fact, FACT_INDENT, head=f"  {name}")
        else:
            # What is copied from here stays in one piece.
            put(f"  {name}".ljust(FACT_INDENT) + fact)


def _training(revision: Revision) -> Iterator[tuple[str, str]]:
    if revision.origin is RevisionOrigin.IMPORTED:
        return
    yield "recipe", _recipe(revision.config)
    yield (
        "demonstrations",
        f"{count(revision.num_demonstrations)} learned from, {count(revision.num_validation)} measured on",
    )
    yield "demonstration set", revision.demonstration_set
    yield "parent", revision.parent
    if revision.seconds:
        yield "time", f"{duration(revision.seconds)}, {revision.tokens_per_second:,.0f} tokens per second"


def _recipe(config: FinetuningConfig) -> str:
    parts = [
        f"rank {config.rank}",
        f"alpha {config.alpha or 2 * config.rank}",
        f"learning rate {config.learning_rate:g}",
        f"{config.epochs} epochs at most",
        f"{count(config.batch_tokens)} tokens per step",
        f"seed {config.seed}",
        f"patience {config.patience}",
        f"{number(config.demonstrations.general_ratio or 0.0)} general instructions per post",
    ]
    if config.targets and set(config.targets) != set(TARGETS):
        parts.append(f"only {listed(config.targets)}")
    if config.quantize_base:
        parts.append("base in 4 bits")
    return ", ".join(parts)


def _provenance(revision: Revision) -> Iterator[tuple[str, str]]:
    yield "partition", revision.partition
    yield "dataset", revision.dataset
    yield "weights", revision.weights_digest
    yield "base model", revision.base_model_digest
    yield "made by", revision.code_version
    yield "made", moment(revision.create_time)
    yield "active since", moment(revision.activate_time) if revision.activate_time else ""
    yield "location", revision.location


def _print_fingerprint(fingerprint: Fingerprint) -> None:
    if not fingerprint.prompts:
        return
    put()
    put("Fingerprint: the most probable next token of fixed prompts, by the adapter and by the base", "bold")
    for prompt in fingerprint.prompts:
        if prompt.adapter and prompt.base:
            first, base = prompt.adapter[0], prompt.base[0]
            put(f"  token {first.token:>6}  {exp(first.log_probability):.3f}  {exp(base.log_probability):.3f}")
