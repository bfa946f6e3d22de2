"""Which words are in how many tickets: it tells rare from common, and what was meant by a word that nobody wrote."""

from collections.abc import Mapping, Sequence

from owona_bot.database.engine import Raw

FREQUENCIES = "select word, documents from owona_bot.vocabulary where word = any($1::text[]) and documents > 0"

BEGINNINGS = """
    select start, (select coalesce(sum(documents), 0)::integer from (
        select documents from owona_bot.vocabulary
        where word >= start and word < start || chr(1114111) and documents > 0 limit 500) w) as documents
    from unnest($1::text[]) start"""

COMPLETED = """
    select word, documents from owona_bot.vocabulary
    where word >= $1 and word < $1 || chr(1114111) and documents > 0 limit $2"""

NEAR = """
    select word, documents from owona_bot.vocabulary
    where near && $1::text[] and documents > 0 order by documents desc limit 200"""

LONG = 8
"""Letters from which on two typos are forgiven, otherwise one."""

SHORT = 4
"""A word with fewer letters is taken as it is: too many others are near."""

LONGEST = 24

SUGGESTED = 3


async def frequencies(raw: Raw, words: Sequence[str]) -> Mapping[str, int]:
    """Of those that occur."""
    return {row["word"]: row["documents"] for row in await raw.fetch(FREQUENCIES, list(words))}


async def beginnings(raw: Raw, starts: Sequence[str]) -> Mapping[str, int]:
    """In how many tickets words begin like this, a ticket counted for each of 500 words at most."""
    return {row["start"]: row["documents"] for row in await raw.fetch(BEGINNINGS, list(starts))}


async def completed(raw: Raw, start: str, most: int) -> Mapping[str, int]:
    """Words, or facets, that begin with `start`, at most so many, and in how many tickets they are."""
    return {row["word"]: row["documents"] for row in await raw.fetch(COMPLETED, start, most)}


async def near(raw: Raw, word: str) -> list[str]:
    """The words that were probably meant: fewest typos first, then the most frequent."""
    if not (SHORT <= len(word) <= LONGEST and word.isalpha()):
        return []
    typos = 2 if len(word) >= LONG else 1
    found = await raw.fetch(NEAR, sorted(shortened(word, typos)))
    ranked = sorted((distance(word, row["word"]), -row["documents"], row["word"]) for row in found)
    return [other for typed, _, other in ranked if typed <= min(typos, ranked[0][0])][:SUGGESTED]


def shortened(word: str, letters: int) -> set[str]:
    """The word itself and what is left of it without up to so many letters.

    The vocabulary keeps the same with one letter less: whatever is one typo away has one of them in common.
    """
    found = last = {word}
    for _ in range(letters):
        last = {one[:n] + one[n + 1 :] for one in last for n in range(len(one))}
        found = found | last
    return found


def distance(one: str, other: str) -> int:
    """How many letters must be added, left out, replaced or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]
