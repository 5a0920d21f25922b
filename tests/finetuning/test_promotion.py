"""What the registry's tests cannot see: clocks that go wrong, and records that somebody wrote by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chorus.errors import FailedPrecondition, InvalidArgument
from chorus.finetuning.promotion import activated, judged, pinned, quarantined, rolled_back
from chorus.finetuning.revision import Revision, RevisionState, Verdict

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
OAK = Revision("", "communities/oak", "base-models/a", location="artifact:1")


def revision(name: str, state: RevisionState, activate_time: datetime | None = None) -> Revision:
    return replace(OAK, name=f"revisions/oak.{name}", state=state, activate_time=activate_time)


def test_a_clock_that_was_set_back_does_not_change_the_order_of_activations() -> None:
    first = revision("1", RevisionState.RETIRED, NOON - timedelta(hours=1))
    second = revision("2", RevisionState.ACTIVE, NOON)
    third = revision("3", RevisionState.STAGED)
    changed = activated([third, second, first], third.name, NOON - timedelta(days=1))
    by_name = {each.name: each for each in (first, *changed)}
    assert by_name[third.name].activate_time == NOON + timedelta(microseconds=1)
    assert rolled_back(list(by_name.values()), "communities/oak", "base-models/a")[0].name == second.name


def test_two_active_revisions_become_one() -> None:
    both = [revision(name, RevisionState.ACTIVE, NOON) for name in ("1", "2")]
    new = revision("3", RevisionState.STAGED)
    active, *retired = activated([new, *both], new.name, NOON)
    assert (active.name, active.state) == (new.name, RevisionState.ACTIVE)
    assert {each.name: each.state for each in retired} == {each.name: RevisionState.RETIRED for each in both}


def test_a_revision_that_was_never_active_is_not_returned_to() -> None:
    retired = revision("1", RevisionState.RETIRED, NOON)
    staged = revision("2", RevisionState.STAGED)
    (changed,) = rolled_back([staged, retired], "communities/oak", "base-models/a")
    assert (changed.name, changed.activate_time) == (retired.name, NOON)


def test_a_pin_goes_over_to_what_takes_the_place() -> None:
    first = revision("1", RevisionState.RETIRED, NOON - timedelta(hours=1))
    (second,) = pinned([revision("2", RevisionState.ACTIVE, NOON), first], "revisions/oak.2", pin=True)
    third = revision("3", RevisionState.STAGED)
    promoted = {
        each.name[-1]: each for each in activated([third, second, first], third.name, NOON + timedelta(hours=1))
    }
    assert {name: each.pinned for name, each in promoted.items()} == {"3": True, "2": False}
    back = rolled_back([promoted["3"], promoted["2"], first], "communities/oak", "base-models/a")
    assert {each.name[-1]: each.pinned for each in back} == {"2": True, "3": False}


def test_only_an_active_revision_is_pinned_and_none_in_quarantine() -> None:
    active, retired = revision("1", RevisionState.ACTIVE, NOON), revision("2", RevisionState.RETIRED, NOON)
    with pytest.raises(FailedPrecondition, match="RETIRED"):
        pinned([active, retired], retired.name, pin=True)
    (kept,) = pinned([active, retired], active.name, pin=True)
    assert kept.pinned
    assert not pinned([kept], kept.name, pin=False)[0].pinned
    assert not quarantined([kept], kept.name, "it insults people")[0].pinned


UNFIT = Verdict("reports/1", passed=False, reasons=("memorised: 40% of its posts",), create_time=NOON)
FIT = Verdict("reports/2", passed=True, create_time=NOON)


def test_a_revision_that_was_found_unfit_stays_out() -> None:
    active = revision("1", RevisionState.ACTIVE, NOON)
    (unfit,) = judged([active, revision("2", RevisionState.STAGED)], "revisions/oak.2", UNFIT)
    assert unfit.state is RevisionState.STAGED
    with pytest.raises(FailedPrecondition, match=r"reports/1 found it unfit \(memorised: 40% of its posts\)"):
        activated([active, unfit], unfit.name, NOON)
    (fit,) = judged([unfit], unfit.name, FIT)
    assert activated([active, fit], fit.name, NOON)[0].state is RevisionState.ACTIVE


@pytest.mark.parametrize("state", [RevisionState.STAGED, RevisionState.RETIRED])
def test_where_a_verdict_is_wanted_none_is_not_enough(state: RevisionState) -> None:
    new = revision("1", state)
    assert activated([new], new.name, NOON)[0].state is RevisionState.ACTIVE
    with pytest.raises(FailedPrecondition, match="has not been evaluated"):
        activated([new], new.name, NOON, verdict_required=True)
    fit = replace(new, verdict=FIT)
    assert activated([fit], fit.name, NOON, verdict_required=True)[0].state is RevisionState.ACTIVE


def test_an_override_opens_the_gate_and_is_kept_for_as_long_as_it_is_one() -> None:
    unfit = replace(revision("1", RevisionState.STAGED), verdict=UNFIT)
    (active,) = activated([unfit], unfit.name, NOON, override_reason=" a  study of\nrepetition ")
    assert (active.state, active.override_reason) == (RevisionState.ACTIVE, "a study of repetition")
    fit = replace(active, state=RevisionState.RETIRED, verdict=FIT)
    assert activated([fit], fit.name, NOON, override_reason="to be sure")[0].override_reason == ""
    with pytest.raises(FailedPrecondition):
        activated([unfit], unfit.name, NOON, override_reason="  ")
    with pytest.raises(InvalidArgument, match="longer than 1,000"):
        activated([unfit], unfit.name, NOON, override_reason="because " * 200)


def test_no_override_lets_a_quarantined_revision_speak() -> None:
    (out,) = quarantined([revision("1", RevisionState.STAGED)], "revisions/oak.1", "it insults people")
    with pytest.raises(FailedPrecondition, match="quarantined"):
        activated([out], out.name, NOON, override_reason="I insist")


def test_roll_back_asks_for_no_verdict() -> None:
    unfit = replace(revision("1", RevisionState.RETIRED, NOON), verdict=UNFIT)
    assert rolled_back([unfit], "communities/oak", "base-models/a")[0].name == unfit.name
