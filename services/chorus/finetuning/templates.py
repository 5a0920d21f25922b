"""The instructions that demonstrations are worded by.

None names a community or a subject: what the community is, an adapter has to learn from the responses. Many wordings, of several
kinds, keep it from tying the voice to one of them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

_PLACE = re.compile(r"\[([^]]+)\]")


class Kind(StrEnum):
    """How a template asks for a post."""

    REQUEST = "REQUEST"
    QUESTION = "QUESTION"
    ROLE = "ROLE"
    """Be somebody of the community."""
    STYLE = "STYLE"
    """Sound like the community."""
    CONTINUATION = "CONTINUATION"
    """Go on with what is being said there."""
    THOUGHT = "THOUGHT"
    """Say what is on somebody's mind."""


@dataclass(frozen=True, slots=True)
class Template:
    """One wording."""

    kind: Kind
    wording: str
    """What stands for the community is in square brackets: a thing such as ``[this group]``, or ``[here]``."""

    @property
    def text(self) -> str:
        """The instruction, blind to which community it is."""
        return _PLACE.sub(r"\1", self.wording)

    def naming(self, community: str) -> str:
        """The instruction with the community's name in it.

        >>> Template(Kind.ROLE, "Write as a regular [here] would.").naming("Keto")
        'Write as a regular in the community “Keto” would.'
        """
        name = f"the community “{' '.join(community.split())}”"
        return _PLACE.sub(lambda found: f"in {name}" if found[1] == "here" else name, self.wording)


POOL = (
    Template(Kind.REQUEST, "Give me one post from [this community]."),
    Template(Kind.QUESTION, "What might a member of [this group] post today?"),
    Template(Kind.ROLE, "Write a post as somebody in [this community] would."),
    Template(Kind.STYLE, "Say something in the voice of [this group]."),
    Template(Kind.CONTINUATION, "Write the next message somebody in [this community] sends."),
    Template(Kind.THOUGHT, "Put into words what somebody [here] might be thinking."),
    Template(Kind.REQUEST, "Post something that would feel at home in [this community]."),
    Template(Kind.QUESTION, "Imagine you are a regular [here]. What do you post?"),
    Template(Kind.ROLE, "Speak as a member of [this group] and write a message."),
    Template(Kind.STYLE, "Compose a post in the manner of the people in [this circle]."),
    Template(Kind.CONTINUATION, "Contribute a message to the conversation of [this community]."),
    Template(Kind.THOUGHT, "Share a thought the way people [here] usually put it."),
    Template(Kind.REQUEST, "Leave a message for the others in [this community]."),
    Template(Kind.QUESTION, "What would a person from [this group] have to say?"),
    Template(Kind.ROLE, "Write one short message that a regular [here] could have written."),
    Template(Kind.STYLE, "Write something in the tone that is common [here]."),
    Template(Kind.CONTINUATION, "Take part in the talk of [this group] with one message."),
    Template(Kind.THOUGHT, "Tell the others [here] what is on your mind."),
    Template(Kind.REQUEST, "Draft a post that the others [here] would recognise as one of theirs."),
    Template(Kind.QUESTION, "How would somebody [here] put what they want to say?"),
    Template(Kind.ROLE, "Write a few words as a typical member of [this community] would."),
    Template(Kind.STYLE, "In the style of [this group], write something new."),
    Template(Kind.CONTINUATION, "Posts keep coming in [this community]. Write one more."),
    Template(Kind.THOUGHT, "Somebody in [this community] has something to get off their chest. Write it down."),
    Template(Kind.REQUEST, "Make a short post, as the people of [this community] make them."),
    Template(Kind.QUESTION, "What is somebody in [this community] saying right now?"),
    Template(Kind.ROLE, "You belong to [this group]. Write to the others."),
    Template(Kind.STYLE, "Show how people [here] express themselves, by one post."),
    Template(Kind.CONTINUATION, "Answer with a post that fits in with what is said [here]."),
    Template(Kind.THOUGHT, "Write down what a member of [this circle] would want the others to hear."),
)
"""All wordings. Kinds take turns, so that the first few hold several of them."""

TEMPLATES = tuple(template.text for template in POOL)
"""The instructions, blind to the community."""


def template_for(post_id: str, seed: int, num_templates: int = 0) -> Template:
    """The template of one post: drawn by seed, whatever other posts there are, of the first so many or (0) of all."""
    pool = POOL[: num_templates or None]
    draw = int.from_bytes(sha256(f"{seed}:{post_id}".encode()).digest()[:8], "big")
    return pool[draw % len(pool)]
