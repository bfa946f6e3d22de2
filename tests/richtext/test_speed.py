"""40,000 hostile characters hold up nothing: every reader and writer is measured by the processor's own time."""

from collections.abc import Callable
from time import process_time

import pytest

from owona_bot.richtext import html, markdown, plain, slack
from owona_bot.richtext.document import Code, Document
from owona_bot.richtext.highlight import LANGUAGES, LARGEST

SIZE = 40_000
BOUND = 0.6
"""Seconds; 0.2 on a quiet machine. What is not linear takes several."""

UNITS = (
    "> ", "- ", "*a ", "*", "[", "![", "`a", "[a](b", "**a *b ", "<a ", "<a", "<",
    "&#", "a\n", "- a\n", "1) ", "~~a", "[](", "\\", "<http:", "[a]: b\n", "  ", "\t", "```\n",
    "*a_b ", "<!--", "</", "<?", "<![CDATA[", "<a b='", "<div>", "<script>", "<svg>", "<ul><li>a", "<b>a",
    "<a href=https://x.de>x",
    "<pre>a</pre>", "<blockquote>a", "<code>a<br>", "<td>", "<u>a<b>b", "\u0000", "\u202e", "\ud800", " \n",
    "<!channel>", "<@U1>",
)  # fmt: skip


def seconds(act: Callable[[], object]) -> float:
    start = process_time()
    act()
    return process_time() - start


def slowest(document: Document) -> float:
    """Of the writers."""
    return max(
        seconds(lambda: markdown.write(document)),
        seconds(lambda: html.write(document, {})),
        seconds(lambda: plain.write(document, {})),
        seconds(lambda: slack.read(slack.write(document))),
    )


@pytest.mark.parametrize("unit", UNITS)
def test_hostile_text_is_read_and_written_in_time(unit: str) -> None:
    text = unit * (SIZE // len(unit))
    assert seconds(lambda: markdown.read(text)) < BOUND
    assert seconds(lambda: html.read(text)) < BOUND
    assert seconds(lambda: plain.read(text)) < BOUND
    assert slowest(markdown.read(text)) < BOUND
    assert slowest(html.read(text)) < BOUND
    assert slowest(plain.read(text)) < BOUND


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("unit", ["'", "<", "(", "a ", "$ a\n", "\\'", "/*", "a.", "\n", "&", "@", "<!--"])
def test_hostile_code_is_coloured_in_time(language: str, unit: str) -> None:
    document = Document((Code("x" + unit * ((LARGEST - 2) // len(unit)) + "x", language),))
    assert seconds(lambda: html.write(document, {})) < BOUND


def test_more_code_than_that_keeps_one_colour() -> None:
    assert "<span" not in html.write(Document((Code("x = 1\n" * LARGEST, "python"),)), {})
