"""40,000 hostile characters hold up nothing: every reader and writer is measured by the processor's own time."""

import gc
from collections.abc import Callable
from time import process_time
from typing import TypeVar

import pytest

from owona_bot.richtext import html, markdown, plain, slack
from owona_bot.richtext.document import Code, Document
from owona_bot.richtext.highlight import LANGUAGES, LARGEST

T = TypeVar("T")

SIZE = 40_000
BOUND = 0.6
"""Seconds; 0.2 on a quiet machine. What is not linear takes several."""

STEEPEST = 9
"""Times as long as a quarter of it."""

UNITS = (
    "> ", "- ", "*a ", "*", "[", "![", "`a", "[a](b", "**a *b ", "<a ", "<a", "<",
    "&#", "a\n", "- a\n", "1) ", "~~a", "[](", "\\", "<http:", "[a]: b\n", "  ", "\t", "```\n",
    "*a_b ", "<!--", "</", "<?", "<![CDATA[", "<a b='", "<div>", "<script>", "<svg>", "<ul><li>a", "<b>a",
    "<a href=https://x.de>x",
    "<pre>a</pre>", "<blockquote>a", "<code>a<br>", "<td>", "<u>a<b>b", "\u0000", "\u202e", "\ud800", " \n",
    "<!channel>", "<@U1>",
)  # fmt: skip


READERS = (markdown.read, html.read, plain.read)

WRITERS = (
    markdown.write,
    lambda document: html.write(document, {}),
    lambda document: plain.write(document, {}),
    lambda document: slack.read(slack.write(document)),
)


def seconds(act: Callable[[T], object], subject: T) -> float:
    """Without the garbage of all the tests before it, which is looked through the more often the more is made."""
    gc.disable()
    try:
        start = process_time()
        act(subject)
        return process_time() - start
    finally:
        gc.enable()


def holds_up_nothing(act: Callable[[T], object], whole: T, quarter: T) -> bool:
    """Soon done, or on a slow machine at least in proportion; what is quadratic takes 16 times as long."""
    taken = seconds(act, whole)
    return taken < BOUND or taken < STEEPEST * seconds(act, quarter)


@pytest.mark.parametrize("unit", UNITS)
def test_hostile_text_is_read_and_written_in_time(unit: str) -> None:
    whole, quarter = unit * (SIZE // len(unit)), unit * (SIZE // 4 // len(unit))
    for read in READERS:
        assert holds_up_nothing(read, whole, quarter)
        for write in WRITERS:
            assert holds_up_nothing(write, read(whole), read(quarter))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("unit", ["'", "<", "(", "a ", "$ a\n", "\\'", "/*", "a.", "\n", "&", "@", "<!--"])
def test_hostile_code_is_coloured_in_time(language: str, unit: str) -> None:
    whole, quarter = (
        Document((Code("x" + unit * ((size - 2) // len(unit)) + "x", language),)) for size in (LARGEST, LARGEST // 4)
    )
    assert holds_up_nothing(lambda document: html.write(document, {}), whole, quarter)


def test_more_code_than_that_keeps_one_colour() -> None:
    assert "<span" not in html.write(Document((Code("x = 1\n" * LARGEST, "python"),)), {})
