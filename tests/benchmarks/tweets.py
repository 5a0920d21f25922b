"""A raw dump of artificial tweets (API v1.1), some lines cut in the middle: planted communities in invented words."""

import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from planted import plant

VOCABULARY = 60_000
START = 1_664_582_400
SECONDS = 15_500_000
LINES_PER_WRITE = 20_000
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HEAD = '{{"created_at":"{created}","id":{id},"id_str":"{id}","{field}":"{text}","truncated":false,"user":{user},'
USER = '{{"id":{id},"id_str":"{id}","screen_name":"{name}","followers_count":{followers},"lang":null}}'
REPOSTED = '"retweeted_status":{{"id_str":"{id}","user":{{"id_str":"{author}","screen_name":"user{number}"}}}},'
TAIL = '"retweet_count":3,"favorite_count":0,"entities":{{"hashtags":[],"urls":[{urls}],"user_mentions":[]}},"lang":"en"}}\n'
URL = '{{"url":"https://t.co/{number:x}","expanded_url":"https://site{site}.example/page{page}"}}'


def write_tweets(path: Path, num_authors: int, num_lines: int, repost_share: float = 0.5, seed: int = 0) -> None:
    """Write the dump; one line in a thousand is cut."""
    random = np.random.default_rng(seed)
    num_reposts = int(num_lines * repost_share)
    planted = plant(num_authors, num_reposts, seed=seed)
    texts, authors = _posts(random, planted.community, num_lines - num_reposts)
    is_repost = random.permutation(np.arange(num_lines) < num_reposts)
    is_cut = random.random(num_lines) < 0.001
    times = np.sort(random.integers(START, START + SECONDS, num_lines))
    post = repost = 0
    with path.open("w", encoding="utf-8") as file:
        lines: list[str] = []
        for number in range(num_lines):
            if is_repost[number]:
                author, original = int(planted.author[repost]), int(planted.original_author[repost])
                line = _repost(number, int(times[number]), author, original)
                repost += 1
            else:
                line = _post(number, int(times[number]), int(authors[post]), texts[post], post)
                post += 1
            lines.append(line[: len(line) // 2] + "\n" if is_cut[number] else line)
            if len(lines) == LINES_PER_WRITE:
                file.writelines(lines)
                lines.clear()
        file.writelines(lines)


def _posts(random: np.random.Generator, community: np.ndarray, num_posts: int) -> tuple[list[str], np.ndarray]:
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
    vocabulary = np.array(["".join(random.choice(syllables, random.integers(2, 5))) for _ in range(VOCABULARY)])
    frequency = 1 / np.arange(1, VOCABULARY + 1) ** 1.05
    authors = random.integers(0, len(community), num_posts)
    lengths = random.integers(6, 22, num_posts)
    words = random.choice(VOCABULARY, lengths.sum(), p=frequency / frequency.sum())
    own = random.random(len(words)) < 0.2
    words = np.where(own, (words + np.repeat(community[authors], lengths) * 37) % VOCABULARY, words)
    ends = np.concatenate([[0], np.cumsum(lengths)])
    spelled = vocabulary[words]
    return [" ".join(spelled[begin:end]) for begin, end in pairwise(ends)], authors


def _post(number: int, time_: int, author: int, text: str, post: int) -> str:
    urls = ""
    if post % 3 == 0:
        text += f" #{text.partition(' ')[0]}"
    if post % 4 == 0:
        text += f" https://t.co/{post:x}"
        urls = URL.format(number=post, site=post % 5_000, page=post % 40_000)
    if post % 5 == 0:
        text = f"@Friend{post} {text} &amp; so on"
    return _head(number, time_, author, "full_text", text) + TAIL.format(urls=urls)


def _repost(number: int, time_: int, author: int, original: int) -> str:
    text = f"RT @user{original}: some words that were reposted by somebody else and cut off at the en…"
    of = REPOSTED.format(id=_id(number) - 999, author=original + 10**9, number=original)
    return _head(number, time_, author, "text", text) + of + TAIL.format(urls="")


def _head(number: int, time_: int, author: int, field: str, text: str) -> str:
    at = time.gmtime(time_)
    clock = f"{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}"
    created = f"{DAYS[at.tm_wday]} {MONTHS[at.tm_mon - 1]} {at.tm_mday:02} {clock} +0000 {at.tm_year}"
    user = USER.format(id=author + 10**9, name=f"User{author}", followers=author % 977)
    return HEAD.format(created=created, id=_id(number), field=field, text=text, user=user)


def _id(number: int) -> int:
    return 1_580_000_000_000_000_000 + number * 7_919
