import pytest

from chorus.errors import EmptyPrompt, FailedPrecondition, PromptTooLong
from chorus.serving.context import MAX_POSTS, ContextPrompts, select
from chorus.types.post import Post
from chorus.types.split import is_held_out

TRAINING = next(f"author{n}" for n in range(100) if not is_held_out(f"author{n}"))
HELD_OUT = next(f"author{n}" for n in range(100) if is_held_out(f"author{n}"))


def posts(count: int, author: str = TRAINING) -> list[Post]:
    return [Post(id=f"{author}-{n}", author=author, text=f"post {author} number{n} about bread") for n in range(count)]


def prompts_of(fakes, given: list[Post], context_length: int = 400) -> ContextPrompts:
    return ContextPrompts(fakes.Catalogue(posts={"communities/a": given}), fakes.Tokenizer(), context_length)


def text_of(fakes, tokens: tuple[int, ...]) -> str:
    return fakes.Tokenizer().text(tokens)


async def test_posts_come_before_the_question_and_fill_the_room(fakes) -> None:
    tokens = await prompts_of(fakes, posts(300)).render("communities/a", "What now?", (), 64)
    text = text_of(fakes, tokens)
    assert text.rindex("number") < text.index("What now?")
    assert 400 - 64 - 10 < len(tokens) <= 400 - 64


async def test_two_questions_begin_with_the_same_posts(fakes) -> None:
    context = prompts_of(fakes, posts(300))
    first = await context.render("communities/a", "What now?", (), 64)
    second = await context.render("communities/a", "And a rather longer question than that one?", (), 32)
    assert first[:250] == second[:250]


async def test_posts_with_a_topic_come_first(fakes) -> None:
    odd = Post(id="odd", author=TRAINING, text="Soup, again")
    tokens = await prompts_of(fakes, [*posts(300), odd]).render("communities/a", "What now?", ("soup",), 64)
    assert text_of(fakes, tokens).index("Soup") < text_of(fakes, tokens).index("number")


async def test_held_out_authors_are_never_shown(fakes) -> None:
    tokens = await prompts_of(fakes, [*posts(3), *posts(3, HELD_OUT)]).render("communities/a", "What now?", (), 64)
    assert HELD_OUT not in text_of(fakes, tokens)
    assert TRAINING in text_of(fakes, tokens)
    with pytest.raises(FailedPrecondition):
        await prompts_of(fakes, posts(3, HELD_OUT)).render("communities/a", "What now?", (), 64)


async def test_posts_are_read_once(fakes) -> None:
    catalogue = fakes.Catalogue(posts={"communities/a": posts(3)})
    context = ContextPrompts(catalogue, fakes.Tokenizer(), 400)
    for topic in ("soup", "bread"):
        await context.render("communities/a", "What now?", (topic,), 64)
    assert catalogue.num_post_reads == 1


async def test_a_prompt_without_room_for_a_post_is_refused(fakes) -> None:
    with pytest.raises(PromptTooLong):
        await prompts_of(fakes, posts(3), context_length=80).render("communities/a", "What now?", (), 64)
    with pytest.raises(EmptyPrompt):
        await prompts_of(fakes, posts(3)).render("communities/a", " ", (), 64)


def test_posts_are_cut_to_twenty_words_and_counted() -> None:
    long = " ".join(f"w{n}" for n in range(30))
    assert select([long], ())[0] == "- " + " ".join(f"w{n}" for n in range(20))
    assert len(select(["x"] * 400, ())) == MAX_POSTS


def test_topics_are_whole_words() -> None:
    assert select(["a carpet", "a Car!"], ["car"])[0] == "- a Car!"
    assert select(["a c.r", "a car"], ["c.r", " "])[0] == "- a c.r"
