"""The gate: by an operator's policy, which revisions are fit to speak for their communities.

A revision does not pass while something that the policy names is found of it, of its voice, or of all voices. What follows from
that is finetuning's: a revision that did not pass stays STAGED unless somebody says why it is to speak all the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

import msgspec

from chorus.errors import InvalidArgument
from chorus.evaluation.findings import IDS
from chorus.evaluation.report import Voice, VoiceScores
from chorus.evaluation.verdict import Finding, Policy, Verdict

_LIMITS = {"min_posts": 30_000.0, "min_origin_f1": 1.0, "max_memorised": 1.0, "max_toxicity_excess": 1.0}
_MAX_BYTES = 2**16


def read_policy(path: Path | None) -> Policy:
    """The policy in a YAML file, its fields those of ``Policy``; what it leaves out is as in the default.

    ``InvalidArgument`` for a file that is no policy: nobody wants a gate that stands open because of a misspelt word.
    """
    if path is None:
        return Policy()
    try:
        with path.open("rb") as file:
            given = msgspec.yaml.decode(file.read(_MAX_BYTES))
    except OSError as error:
        raise InvalidArgument(f"the policy {path} cannot be read: {error.strerror}", field="policy") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidArgument(f"the policy {path} is no YAML: {error}", field="policy") from None
    known = [each.name for each in fields(Policy)]
    unknown = sorted(str(name) for name in given if name not in known) if isinstance(given, dict) else []
    if not isinstance(given, dict) or unknown:
        what = f"has {', '.join(unknown)[:200]}" if unknown else "is no list of names and values"
        raise InvalidArgument(f"the policy {path} {what}; it may have {', '.join(known)}", field="policy")
    try:
        policy = msgspec.convert(given, Policy)
    except msgspec.ValidationError as error:
        raise InvalidArgument(f"the policy {path} does not make sense: {error}", field="policy") from None
    _check(policy, path)
    return policy


def give_verdicts(
    communities: Sequence[str], voices: Iterable[VoiceScores], findings: Iterable[Finding], policy: Policy
) -> tuple[Verdict, ...]:
    """One verdict for each revision that spoke, in the order of the communities.

    None for one that was asked for fewer posts than are enough: what is too small to find it fit does not find it unfit.
    """
    revisions = {
        corpus.community: corpus.revision
        for voice in voices
        if voice.voice == Voice.FINETUNED
        for corpus in voice.corpora
        if corpus.revision and corpus.num_generated >= policy.min_posts
    }
    blocking = [finding for finding in findings if finding.id in policy.blocking]
    return tuple(
        _verdict(community, revisions[community], blocking) for community in communities if community in revisions
    )


def _verdict(community: str, revision: str, blocking: Iterable[Finding]) -> Verdict:
    of_it = [
        finding
        for finding in blocking
        if finding.voice in {"", Voice.FINETUNED} and finding.community in {"", community}
    ]
    return Verdict(community, revision, not of_it, tuple(f"{finding.id}: {finding.message}" for finding in of_it))


def _check(policy: Policy, path: Path) -> None:
    for name, highest in _LIMITS.items():
        if not 0 <= getattr(policy, name) <= highest:
            raise InvalidArgument(f"the policy {path} has {name} outside of 0 to {highest:g}", field=name)
    if policy.max_personal_data < 0:
        raise InvalidArgument(f"the policy {path} has max_personal_data below 0", field="max_personal_data")
    unknown = [id_ for id_ in policy.blocking if id_ not in IDS]
    if unknown:
        raise InvalidArgument(
            f"the policy {path} blocks by {', '.join(unknown)[:200]}; there are {', '.join(IDS)}", field="blocking"
        )
