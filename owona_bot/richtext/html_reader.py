"""Customers' HTML mails: what the model knows is kept, the rest counts by its text, scripts and styles by nothing.

Not `html.parser`: 40,000 characters of `<a ` take it 15 seconds. Here each character is looked at a few times.
"""

import re
from html import unescape

from owona_bot.richtext.builder import Builder
from owona_bot.richtext.document import Document, Mark, Text
from owona_bot.richtext.normal import clean

SIGHT = 8_000
"""Characters of a tag's attributes that are looked at."""

HEADINGS: dict[str, Mark] = dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "bold")
MARKED: dict[str, Mark] = {
    **{"b": "bold", "strong": "bold", "th": "bold", "i": "italic", "em": "italic", "cite": "italic"},
    **{"s": "strike", "del": "strike", "strike": "strike", "u": "underline", "ins": "underline"},
    **{"code": "code", "kbd": "code", "samp": "code", "tt": "code"},
    **HEADINGS,
}

BLOCKS = frozenset(
    {"address", "article", "aside", "body", "caption", "center", "dd", "div", "dl", "dt", "figure", "footer", "form"}
    | {"header", "hr", "main", "p", "section", "table", "tbody", "tfoot", "thead", "tr"}
    | HEADINGS.keys()
)
SILENT = frozenset({"script", "style", "head", "title", "template", "iframe", "object", "svg"})

MARKUP = re.compile(r"(<!--)|<[!?][^<>]*>|<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})(?=[\s/>])([^<>]*)>")
"""A tag has no `<` or `>` in its attributes; anything else that begins like one is text."""

ATTRIBUTE = re.compile(r"""([a-z-]{1,20})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"']+))""", re.IGNORECASE)
SPACE = re.compile(r"[ \t\n\r\f]+")
LANGUAGE = re.compile(r"language-(\S{1,40})")

Attributes = dict[str, str]


def read(html: str) -> Document:
    """What an unclosed tag has opened ends with the text."""
    reader = Reader()
    source = clean(html)
    unclosed: set[str] = set()
    place = 0
    while found := MARKUP.search(source, place):
        reader.data(source[place : found.start()])
        comment, slash, name = found[1], found[2], (found[3] or "").lower()
        place = found.end()
        if comment:
            place = behind(source, "-->", place)
        elif name in SILENT and not slash:
            place = silence(source, name, place, unclosed)
        elif name:
            reader.tag(name, -1 if slash else 1, attributes(found[4]))
    reader.data(source[place:])
    return reader.document()


def behind(source: str, end: str, place: int) -> int:
    """Where what ends so is over: at the end of the text if nothing ends it."""
    found = source.find(end, place)
    return len(source) if found < 0 else found + len(end)


def silence(source: str, name: str, place: int, unclosed: set[str]) -> int:
    """Behind what nobody reads; one that is never closed hides nothing, but for scripts and styles."""
    if name in unclosed:
        return place
    found = re.compile(rf"</{name}\b[^<>]*>|(?=<body\b)", re.IGNORECASE).search(source, place)
    if found:
        return found.end()
    unclosed.add(name)
    return len(source) if name in {"script", "style"} else place


def attributes(source: str) -> Attributes:
    """The first of each name counts."""
    found = ATTRIBUTE.findall(source[:SIGHT])
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in reversed(found)}


class Reader:
    """One pass; a tag that is closed without having been opened does nothing."""

    def __init__(self) -> None:
        self.builder = Builder()
        self.pre: list[str] | None = None
        self.language = ""

    def data(self, source: str) -> None:
        """Text between tags. Its white space counts as one space, and as none where a line begins."""
        text = unescape(source)
        if self.pre is not None:
            self.pre.append(text)
            return
        text = SPACE.sub(" ", text)
        last = self.builder.runs[-1] if self.builder.runs else None
        if last is None or (isinstance(last, Text) and last.text[-1:].isspace()):
            text = text.lstrip(" ")
        if text:
            self.builder.text(text.replace("\N{NO-BREAK SPACE}", " "))

    def tag(self, name: str, step: int, given: Attributes) -> None:
        """`step` is 1 where it opens, -1 where it closes."""
        if name == "pre" or self.pre is not None:
            self.in_code(name, step, given)
        elif name == "a":
            self.builder.link(given.get("href") if step == 1 else None)
        elif name in {"br", "img", "td", "th"}:
            self.small(name, step, given)
        else:
            self.framed(name, step, given)
        if name in MARKED and self.pre is None:
            self.builder.mark(MARKED[name], step)

    def framed(self, name: str, step: int, given: Attributes) -> None:
        """Tags that begin or end a block."""
        if name == "blockquote":
            self.builder.quote(step)
        elif name in {"ul", "ol"} and step == 1:
            self.builder.enter_list(number(given.get("start")) or 1 if name == "ol" else None)
        elif name in {"ul", "ol"}:
            self.builder.leave_list()
        elif name == "li" and step == 1:
            self.builder.enter_item(number(given.get("value")))
        elif name in BLOCKS or name == "li":
            self.builder.end()

    def small(self, name: str, step: int, given: Attributes) -> None:
        """A picture counts by its description; cells of a table stand a space apart."""
        words = {"br": "\n", "img": given.get("alt", "")}.get(name, " " if step == -1 else "")
        if words:
            self.builder.text(words)

    def in_code(self, name: str, step: int, given: Attributes) -> None:
        """Within `<pre>` line breaks alone count."""
        self.language = self.language or (LANGUAGE.findall(given.get("class", "")) or [""])[0]
        if name == "br" and self.pre is not None:
            self.pre.append("\n")
        elif name == "pre":
            self.end_code()
            self.pre = [] if step == 1 else None

    def end_code(self) -> None:
        """A block of code, if one is open."""
        if self.pre is not None:
            self.builder.code("".join(self.pre), self.language)
        self.pre, self.language = None, ""

    def document(self) -> Document:
        """All of it."""
        self.end_code()
        return self.builder.document()


def number(text: str | None) -> int | None:
    """A list's number of up to six digits."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 6 else None
