"""HTML that needs no stylesheet: mails and live pages."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from owona_bot.richtext.document import (
    MARKS,
    Block,
    Code,
    Document,
    Item,
    Link,
    Mark,
    Names,
    Paragraph,
    Run,
    Runs,
    Text,
)
from owona_bot.richtext.highlight import INK, PAPER, painter
from owona_bot.richtext.html_reader import read
from owona_bot.richtext.lists import Entry, Series, groups, tree
from owona_bot.richtext.names import spoken_out

__all__ = ["read", "write"]

FONT = "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.9em"
PRE = f"{FONT};background:{PAPER};color:{INK};padding:.75em 1em;border-radius:6px;white-space:pre-wrap"
CHIP = f"{FONT};background:{PAPER};color:{INK};padding:.1em .3em;border-radius:4px"
QUOTE = "margin:0 0 1em;padding:0 0 0 1em;border-left:3px solid #8c959f"

TAGS: dict[Mark, tuple[str, str]] = {
    "bold": ("<strong>", "</strong>"),
    "italic": ("<em>", "</em>"),
    "strike": ("<s>", "</s>"),
    "underline": ("<u>", "</u>"),
    "code": (f'<code style="{CHIP}">', "</code>"),
}

KEPT = re.compile(r"(?<=\n) | (?= )")
KEPT_AT_START = re.compile(r"^ |(?<=\n) | (?= )")
KEPT_IN_CODE = re.compile(r"^ | (?= )| $")
"""Spaces that HTML would swallow."""


def write(document: Document, names: Names) -> str:
    """A fragment of blocks; text is escaped, links lead to http, https, mailto and tel alone."""
    shown = spoken_out(document, names).blocks
    paint = painter(part.text for part in shown if isinstance(part, Code))
    parts = []
    for quoted, blocks in groups(shown):
        body = "\n".join(block(part, paint) for part in blocks)
        parts.append(f'<blockquote style="{QUOTE}">\n{body}\n</blockquote>' if quoted else body)
    return "\n".join(parts)


def block(part: Block | list[Item], paint: Callable[[str, str], str]) -> str:
    """One element; a list's series may be several."""
    match part:
        case Code(text, language):
            named = f' class="language-{escape(language)}"' if language else ""
            return f'<pre style="{PRE}"><code{named}>{paint(text, language)}</code></pre>'
        case Paragraph(runs) | Item(runs):
            return f"<p>{inline(runs)}</p>"
        case items:
            return lists(tree(items))


def lists(series: Sequence[Series]) -> str:
    """Numbers that do not follow begin a new list."""
    return "".join(map(one_list, series))


def one_list(series: Series) -> str:
    """Bullets or numbers."""
    entries = "".join(map(entry, series.entries))
    start = "" if series.start in {None, 1} else f' start="{series.start}"'
    return f"<ul>{entries}</ul>" if series.start is None else f"<ol{start}>{entries}</ol>"


def entry(one: Entry) -> str:
    """With the lists beneath it."""
    return f"<li>{inline(one.item.runs)}{lists(one.below)}</li>"


def inline(runs: Runs) -> str:
    """Text of one block."""
    return "".join(tagged(runs))


def tagged(runs: Runs) -> Iterator[str]:
    """An element reaches over all neighbours that have its mark."""
    open_: list[Mark] = []
    for place, run in enumerate(runs):
        while any(mark not in run.marks for mark in open_):
            yield TAGS[open_.pop()][1]
        for mark in MARKS:
            if mark in run.marks and mark not in open_:
                open_.append(mark)
                yield TAGS[mark][0]
        yield shown(run, place == 0)
    yield from (TAGS[mark][1] for mark in reversed(open_))


def shown(run: Run, first: bool) -> str:
    """One run without its marks; `first` of a block it begins a line."""
    match run:
        case Text(text) if "code" in run.marks:
            return literal(text, KEPT_IN_CODE)
        case Text(text):
            return literal(text, KEPT_AT_START if first else KEPT)
        case Link(url, label):
            return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{literal(label or url, KEPT)}</a>'
        case _:
            return ""


def literal(text: str, kept: re.Pattern[str]) -> str:
    """Escaped; line breaks and wide gaps as they were typed, a tab as four spaces."""
    wide = kept.sub("\N{NO-BREAK SPACE}", text.replace("\t", " " * 4))
    return escape(wide).replace("\n", "<br>").replace("\N{NO-BREAK SPACE}", "&nbsp;")
