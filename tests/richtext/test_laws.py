"""What holds for every document, whoever wrote it."""

import re
from html.parser import HTMLParser

from hypothesis import example, given, settings
from hypothesis import strategies as st

from owona_bot.playground.checks import Report
from owona_bot.playground.rich_rules import RICH_TEXT
from owona_bot.richtext import html, markdown, plain, slack
from owona_bot.richtext.document import Code, Document, Item, Link, Mention, Paragraph, Text
from owona_bot.richtext.names import spoken_out
from owona_bot.richtext.normal import clean, normal
from tests.richtext.strategies import documents, expressible, json, texts

TAGS = {"p", "br", "ul", "ol", "li", "blockquote", "pre", "code", "span", "a", "strong", "em", "s", "u"}
NAMES = {"U1": "Anna <b>", "C3": "#hilfe", "S2": "Technik"}


@settings(deadline=None)
@given(documents)
def test_the_normal_form_of_a_normal_form_is_itself(document: Document) -> None:
    assert normal(normal(document)) == normal(document)


@settings(deadline=None)
@given(documents)
def test_slack_gives_back_what_it_was_given(document: Document) -> None:
    assert slack.read(slack.write(document)) == normal(document)


@settings(deadline=None)
@given(documents)
def test_slack_would_take_every_block(document: Document) -> None:
    report = Report("message")
    written = slack.write(document)
    RICH_TEXT(written, "", report)
    assert not report.faults
    assert "'elements': []" not in str(written["elements"])
    assert "'text': ''" not in str(written)


@settings(deadline=None)
@given(expressible)
@example(Document((Paragraph((Text("a", frozenset({"bold"})), Text("b_c"))),)))
@example(Document((Paragraph((Text("a_b", frozenset({"italic"})), Text("(c)", frozenset({"bold", "italic"})))),)))
@example(
    Document((Paragraph((Text("a", frozenset({"bold", "italic"})), Text(" b", frozenset({"italic"})))),)),
)
def test_markdown_reads_what_it_wrote(document: Document) -> None:
    assert markdown.read(markdown.write(document)) == document


@settings(deadline=None)
@given(documents)
def test_markdown_loses_nothing_the_second_time(document: Document) -> None:
    once = markdown.read(markdown.write(document, NAMES))
    assert markdown.read(markdown.write(once)) == once


@settings(deadline=None)
@given(expressible)
def test_html_reads_what_it_wrote_but_for_odd_spaces(document: Document) -> None:
    assert spaced(html.read(html.write(document, {}))) == spaced(document)


@settings(deadline=None)
@given(documents)
def test_html_shows_the_text_and_nothing_else(document: Document) -> None:
    page = Page()
    page.feed(html.write(document, NAMES))
    page.close()
    assert squeezed("".join(page.text)) == squeezed("".join(visible_words(document)))
    assert page.tags <= {
        "p",
        "br",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "code",
        "span",
        "a",
        "strong",
        "em",
        "s",
        "u",
    }
    assert all(re.match(r"(?:https?|mailto|tel):", href) for href in page.hrefs)


@settings(deadline=None)
@given(documents)
def test_plain_text_has_all_words_in_order(document: Document) -> None:
    rest = iter(squeezed(plain.write(document, NAMES)))
    assert all(letter in rest for letter in squeezed("".join(visible_words(document))))


@settings(deadline=None)
@given(documents)
def test_plain_text_read_and_written_again_is_the_same(document: Document) -> None:
    once = plain.write(document, NAMES)
    assert plain.write(plain.read(once), NAMES) == once


@settings(deadline=None)
@given(documents)
def test_nobody_is_called_and_no_id_is_shown_outside_slack(document: Document) -> None:
    assert not any(isinstance(run, Mention) for run in runs_of(spoken_out(document, NAMES)))


@settings(deadline=None)
@given(texts)
def test_reading_makes_no_mention_of_text(text: str) -> None:
    for read in (markdown.read, html.read, plain.read):
        assert '"user"' not in str(slack.write(read(text)))
        assert not any(isinstance(run, Mention) for run in runs_of(read(text)))


@settings(deadline=None)
@given(texts)
def test_any_text_is_read_into_the_normal_form(text: str) -> None:
    for read in (markdown.read, html.read, plain.read):
        assert normal(read(text)) == read(text)


@settings(deadline=None)
@given(st.dictionaries(st.just("elements") | st.text(max_size=2), json))
def test_any_json_is_read(block: dict[str, object]) -> None:
    assert normal(slack.read(block)) == slack.read(block)


class Page(HTMLParser):
    """What a browser would show."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: set[str] = set()
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def runs_of(document: Document) -> list[object]:
    return [run for block in document.blocks if not isinstance(block, Code) for run in block.runs]


def visible_words(document: Document) -> list[str]:
    words = []
    for block in spoken_out(document, NAMES).blocks:
        if isinstance(block, Code):
            words.append(block.text)
            continue
        for run in block.runs:
            words.append(run.label or run.url if isinstance(run, Link) else getattr(run, "text", ""))
    return words


def squeezed(text: str) -> str:
    return "".join(clean(text).split())


def spaced(document: Document) -> Document:
    """Tabs and no-break spaces become spaces in HTML."""

    def even(text: str) -> str:
        return text.replace("\t", "    ").replace("\xa0", " ")

    def block(part: Paragraph | Item | Code) -> Paragraph | Item | Code:
        if isinstance(part, Code):
            return part
        made = tuple(Text(even(run.text), run.marks) if isinstance(run, Text) else run for run in part.runs)
        return type(part)(made, *[getattr(part, name) for name in part.__slots__[1:]])

    return normal(Document(tuple(map(block, document.blocks))))
