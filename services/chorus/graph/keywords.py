"""Keyword collection: which records have any of a list of words, phrases and #hashtags.

Letter case does not matter, and white space between the words of a phrase is all alike. A word is also found as a hashtag, a
#hashtag only as one; neither is found inside a longer word.
"""

from collections.abc import Sequence

import polars as pl

_BOUNDARY = r"[^\p{L}\p{M}\p{N}_]"
HITS = pl.Schema({"row": pl.UInt32(), "keyword": pl.UInt32()})


class Keywords:
    """A list of keywords to look for."""

    def __init__(self, keywords: Sequence[str]) -> None:
        texts = [" ".join(keyword.lower().split()) for keyword in keywords]
        patterns = [f"(?:^|{_BOUNDARY}){pl.escape_regex(text)}(?:$|{_BOUNDARY})" for text in texts]
        self._table = pl.DataFrame(
            {"text": texts, "pattern": patterns}, schema={"text": pl.String(), "pattern": pl.String()}
        ).with_row_index("keyword")

    def find(self, texts: pl.Series) -> pl.DataFrame:
        """``HITS``: rows of ``texts`` and the numbers of the keywords they have."""
        plain = texts.str.to_lowercase().str.replace_all(r"\s+", " ")
        # Substrings first, by one automaton for all keywords; then which of them are whole words.
        substrings = plain.str.extract_many(self._table["text"].unique().to_list(), overlapping=True)
        return (
            pl.DataFrame({"plain": plain, "text": substrings})
            .with_row_index("row")
            .explode("text")
            .drop_nulls("text")
            .unique(["row", "text"])
            .join(self._table, on="text")
            .sort("keyword", "row")
            .filter(pl.col("plain").str.contains(pl.col("pattern")))
            .select("row", "keyword")
            .cast(HITS)
        )
