"""What can go wrong, as one tree.

    ChorusError
    ├── InvalidArgument            the request itself is wrong; repeating it will not help
    │   ├── InvalidName            not the name of a resource
    │   ├── EmptyPrompt
    │   ├── PromptTooLong          prompt and answer do not fit the model's context
    │   ├── InvalidSampling
    │   ├── EmptyFile              a file without a byte, or without a line
    │   ├── UnreadableFile         not text lines, damaged compression, or not one post in it
    │   ├── InvalidInstrument      a questionnaire file that says something impossible
    │   ├── InvalidInstructions    a file that is no list of instructions and answers
    │   ├── InvalidAdapter         a PEFT folder that must not reach the engine
    │   └── InvalidBaseModel       not a Llama-family causal language model
    ├── NotFound
    ├── Unauthenticated            nobody knows who calls: no credentials, or bad ones
    ├── PermissionDenied           the caller may not have that
    │   └── OutsideImportRoots     a place that the operator has not opened to imports
    ├── FailedPrecondition         the request is right, the state is not
    │   ├── RequestIdReused        one request id, two different requests
    │   ├── NoTies                 a network without a tie between two members
    │   ├── NoCommunities          none is large enough
    │   ├── CommunityTooSmall      fewer authors than the operator lets a persona be made of
    │   ├── ModelNotCapable        a base model that cannot tell what posts are about
    │   ├── TooFewPosts            a community with too little to learn from
    │   ├── NoBaseModel            none has been made yet
    │   ├── RevisionNotActive      the persona's adapter is not, or no longer, ACTIVE
    │   ├── AdapterNotInEffect     an adapter that does not do in the engine what it did at training
    │   ├── PurposeRequired        a sensitive persona, asked without saying what for
    │   ├── RevisionChanged        an adapter was replaced in the middle of one measurement
    │   ├── UnsafeBinding          an address beyond loopback without TLS and authentication
    │   ├── InsecureConnection     a token that would leave the machine in the clear
    │   └── InvalidCertificate     files that are no certificate, or no key that fits
    ├── ResourceExhausted          a queue or a quota is full; try later
    ├── Unavailable                a part is starting, stopping or gone; try later
    │   └── Unreachable            nobody answers at that address
    ├── DeadlineExceeded
    ├── Cancelled
    ├── DataLoss                   stored bytes are not what they were
    └── Internal                   a fault of Chorus's own

Messages are for people and say what to do; they never hold an author's name, a post or a secret.
``reason`` is for machines. ``chorus.rpc.status`` says which gRPC code each class becomes.
"""

import re
from typing import ClassVar


class ChorusError(Exception):
    """Base of all errors that Chorus raises on purpose."""

    reason: ClassVar[str] = "CHORUS_ERROR"

    def __init_subclass__(cls) -> None:
        cls.reason = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).upper()

    def __init__(self, message: str, *, field: str = "", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        """The request field at fault, for example ``sampling.n``; empty when it is not one field."""
        self.retry_after = retry_after
        """Seconds after which trying again makes sense; None when it does not."""


class InvalidArgument(ChorusError):
    """The request itself is wrong; repeating it will not help."""


class InvalidName(InvalidArgument):
    """A text that is not the name of a resource of the wanted kind."""


class EmptyPrompt(InvalidArgument):
    """A prompt without a visible character."""


class PromptTooLong(InvalidArgument):
    """Prompt and answer together do not fit the model's context."""


class InvalidSampling(InvalidArgument):
    """A sampling parameter out of its range."""


class EmptyFile(InvalidArgument):
    """A file without a byte, or without a line."""


class UnreadableFile(InvalidArgument):
    """Not text lines, damaged compression, or not one post in it."""


class InvalidInstrument(InvalidArgument):
    """A questionnaire file that says something impossible."""


class InvalidInstructions(InvalidArgument):
    """A file that is no list of instructions and answers."""


class InvalidAdapter(InvalidArgument):
    """A PEFT folder that must not reach the engine."""


class InvalidBaseModel(InvalidArgument):
    """Not a Llama-family causal language model that Chorus can serve."""


class NotFound(ChorusError):
    """No resource of that name."""


class Unauthenticated(ChorusError):
    """Nobody knows who calls: no credentials, or bad ones."""


class PermissionDenied(ChorusError):
    """The caller may not have that."""


class OutsideImportRoots(PermissionDenied):
    """A place that the operator has not opened to imports."""


class FailedPrecondition(ChorusError):
    """The request is right, but the state it needs is not there."""


class RequestIdReused(FailedPrecondition):
    """One request id used for two different requests."""


class NoTies(FailedPrecondition):
    """A network without a tie between two members."""


class NoCommunities(FailedPrecondition):
    """Detection found no community that is large enough."""


class CommunityTooSmall(FailedPrecondition):
    """A community with fewer authors than the operator lets a persona be made of."""


class ModelNotCapable(FailedPrecondition):
    """A base model that cannot tell what posts are about."""


class TooFewPosts(FailedPrecondition):
    """A community with too little to learn from."""


class NoBaseModel(FailedPrecondition):
    """No base model has been made yet."""


class RevisionNotActive(FailedPrecondition):
    """The persona's adapter revision is not, or no longer, ACTIVE."""


class AdapterNotInEffect(FailedPrecondition):
    """An adapter that does not do in the engine what it did when it was trained."""


class PurposeRequired(FailedPrecondition):
    """A persona marked as sensitive, asked or screened without saying what for."""


class RevisionChanged(FailedPrecondition):
    """An adapter revision was replaced in the middle of one measurement."""


class UnsafeBinding(FailedPrecondition):
    """An address beyond loopback without TLS and authentication."""


class InsecureConnection(FailedPrecondition):
    """A token that would leave this machine in the clear."""


class InvalidCertificate(FailedPrecondition):
    """Files that are no certificate, or no key that fits it."""


class ResourceExhausted(ChorusError):
    """A queue or a quota is full; try later."""


class Unavailable(ChorusError):
    """A part is starting, stopping or gone; try later."""


class Unreachable(Unavailable):
    """Nobody answers at that address."""


class DeadlineExceeded(ChorusError):
    """The call's time ran out."""


class Cancelled(ChorusError):
    """The caller, or an operator, called it off."""


class DataLoss(ChorusError):
    """Stored bytes are not what they were when they were written."""


class Internal(ChorusError):
    """A fault of Chorus's own; its log has the details."""
