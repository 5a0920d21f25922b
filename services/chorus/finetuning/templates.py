"""The instructions that demonstrations are worded by.

None names a community or a subject: what the community is, an adapter has to learn from the responses. Many wordings keep it from
tying the voice to one of them.
"""

from hashlib import sha256

TEMPLATES = (
    "Write a post as somebody in this community would.",
    "What might a member of this group post today?",
    "Share a thought the way people here usually put it.",
    "Post something that would feel at home in this community.",
    "Say something in the voice of this group.",
    "Write one short message that a regular here could have written.",
    "Compose a post in the manner of the people in this circle.",
    "Put into words what somebody here might be thinking.",
    "Give me one post from this community.",
    "Speak as a member of this group and write a message.",
    "Imagine you belong here. What do you post?",
    "Write the next message somebody in this community sends.",
    "Draft a post that the others here would recognise as one of theirs.",
    "What would a person from this group have to say?",
    "Write something in the tone that is common here.",
    "Make a short post, as the people of this community make them.",
    "Tell the others here what is on your mind.",
    "Contribute a message to this community's conversation.",
    "Answer with a post that fits in with what is said here.",
    "Write a few words like a typical member would.",
    "Take part in the talk of this group with one message.",
    "Show how people here express themselves, by one post.",
    "Leave a message for the others in this community.",
    "In the style of this group, write something new.",
)


def template_for(post_id: str, seed: int) -> str:
    """The template of one post: drawn by seed, whatever other posts there are."""
    draw = int.from_bytes(sha256(f"{seed}:{post_id}".encode()).digest()[:8], "big")
    return TEMPLATES[draw % len(TEMPLATES)]
