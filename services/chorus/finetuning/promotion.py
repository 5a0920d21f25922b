"""What happens to the states of a community's revisions: pure functions from all of them to those that change.

    STAGED ──activate──▶ ACTIVE ──another is activated──▶ RETIRED ──activate, roll back──▶ ACTIVE
    any ──quarantine──▶ QUARANTINED, for good

Roll-back walks back through the activations, newest first, and each walks one further: after A, B and C it gives B, and then A.
``activate_time`` is what it walks by. So a revision that roll-back returns to keeps the time it had, and the one that it leaves
loses its own: whatever is activated next, roll-back does not return to a revision that was rolled back from. Activating it
again is how that one comes back.

A pin is the ACTIVE revision's, and goes over to the one that takes its place.

The gate: a revision that an evaluation found unfit is not activated, nor, where the operator wants a verdict, one that has none,
unless somebody says why it is to be so all the same. Roll-back is for when something is on fire, and asks nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chorus.errors import FailedPrecondition, InvalidArgument, NotFound
from chorus.finetuning.revision import Revision, RevisionState, Verdict

MAX_REASON_LENGTH = 1000
_TICK = timedelta(microseconds=1)


def staged(revisions: Sequence[Revision], new: Revision) -> list[Revision]:
    """A new revision as STAGED. One that is there stays as it is, but gets weights back that were collected."""
    known = next((each for each in revisions if each.name == new.name), None)
    if known is None:
        return [replace(new, state=RevisionState.STAGED)]
    if known.base_model != new.base_model:
        raise FailedPrecondition(
            f"{known.name} is known as an adapter of {known.base_model}; the same weights cannot be one of {new.base_model}"
        )
    return [] if known.location else [replace(known, location=new.location)]


def kept_out(revision: Revision, *, verdict_required: bool) -> str:
    """Why the gate keeps a revision from becoming ACTIVE; empty where it does not."""
    if revision.verdict is None:
        return "it has not been evaluated" if verdict_required else ""
    if revision.verdict.passed:
        return ""
    return f"{revision.verdict.report} found it unfit ({'; '.join(revision.verdict.reasons) or 'no reason given'})"


def judged(revisions: Sequence[Revision], name: str, verdict: Verdict) -> list[Revision]:
    """The revision of that name with what an evaluation found of it; its state stays as it is."""
    return [replace(_find(revisions, name), verdict=verdict)]


def activated(
    revisions: Sequence[Revision],
    name: str,
    now: datetime,
    *,
    verdict_required: bool = False,
    override_reason: str = "",
) -> list[Revision]:
    """The revision of that name as ACTIVE, and the one before it as RETIRED; nothing where it is ACTIVE already.

    ``override_reason`` opens the gate for one that it keeps out, and stays with it.
    """
    chosen = _find(revisions, name)
    if chosen.state is RevisionState.ACTIVE:
        return []
    if chosen.state is RevisionState.QUARANTINED:
        raise FailedPrecondition(
            f"{name} is quarantined: {chosen.quarantine_reason}; promote another revision", field="name"
        )
    if not chosen.location:
        raise FailedPrecondition(f"the weights of {name} were collected; train or import it again", field="name")
    override = _reason(override_reason, "override_reason") if override_reason.strip() else ""
    why_not = kept_out(chosen, verdict_required=verdict_required)
    if why_not and not override:
        raise FailedPrecondition(
            f"{name} is kept from speaking: {why_not}; evaluate it, train another, or give a reason to override this",
            field="name",
        )
    chosen = replace(chosen, override_reason=override if why_not else "")
    # Later than every other activation even if the clock was set back, for roll-back goes by the order.
    times = [each.activate_time + _TICK for each in revisions if each.activate_time]
    activate_time = max(now, *times) if times else now
    before = _active(revisions, chosen.base_model)
    return [replace(_succeeding(chosen, before), activate_time=activate_time), *_retired(before)]


def rolled_back(revisions: Sequence[Revision], community: str, base_model: str) -> list[Revision]:
    """The revision as ACTIVE that was so before the present one, and the present one as RETIRED.

    Without a present one, because it was quarantined, the one that was ACTIVE before that.
    """
    # The present one has the newest time of all, for what was rolled back from has none.
    earlier = [
        (each.activate_time, each)
        for each in revisions
        if each.base_model == base_model
        and each.state is RevisionState.RETIRED
        and each.location
        and each.activate_time
    ]
    if not earlier:
        raise FailedPrecondition(
            f"{community} has no earlier revision on {base_model} to return to; promote one by its name",
            field="community",
        )
    _, chosen = max(earlier, key=lambda each: each[0])
    before = _active(revisions, base_model)
    return [_succeeding(chosen, before), *(replace(each, activate_time=None) for each in _retired(before))]


def quarantined(revisions: Sequence[Revision], name: str, reason: str) -> list[Revision]:
    """The revision of that name as QUARANTINED; of one that is so already, only the reason changes."""
    why = _reason(reason, "reason")
    if not why:
        raise InvalidArgument("say why the revision is taken out of use", field="reason")
    return [replace(_find(revisions, name), state=RevisionState.QUARANTINED, quarantine_reason=why, pinned=False)]


def pinned(revisions: Sequence[Revision], name: str, *, pin: bool) -> list[Revision]:
    """The revision of that name, pinned or not; only an ACTIVE one can be."""
    chosen = _find(revisions, name)
    if pin and chosen.state is not RevisionState.ACTIVE:
        state = chosen.state.removeprefix("REVISION_STATE_")
        raise FailedPrecondition(f"{name} is {state}; only an ACTIVE revision can be pinned", field="name")
    return [replace(chosen, pinned=pin)]


def _reason(text: str, field: str) -> str:
    reason = " ".join(text.split())
    if len(reason) > MAX_REASON_LENGTH:
        raise InvalidArgument(f"the reason is longer than {MAX_REASON_LENGTH:,} characters; shorten it", field=field)
    return reason


def _find(revisions: Sequence[Revision], name: str) -> Revision:
    found = next((each for each in revisions if each.name == name), None)
    if found is None:
        raise NotFound(f"there is no {name[:200]!r}", field="name")
    return found


def _active(revisions: Sequence[Revision], base_model: str) -> list[Revision]:
    """At most one, unless somebody wrote the records by hand."""
    return [each for each in revisions if each.state is RevisionState.ACTIVE and each.base_model == base_model]


def _succeeding(chosen: Revision, before: Sequence[Revision]) -> Revision:
    return replace(chosen, state=RevisionState.ACTIVE, pinned=any(each.pinned for each in before))


def _retired(revisions: Sequence[Revision]) -> list[Revision]:
    return [replace(each, state=RevisionState.RETIRED, pinned=False) for each in revisions]
