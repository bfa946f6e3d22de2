"""HTML of strangers: sanitised, and as plain text in which quotes begin with `> `."""

import re
from html import escape
from html.parser import HTMLParser

import nh3

from owona_bot.domain.text import visible

HTML_CHARACTERS = 512 * 1024
TAGS = 20_000
ENTITIES = 50_000
DEPTH = 300
QUOTE_DEPTH = 8
CUT = "-----Original Message-----"
"""What `marked_text` writes where a container says that all below is the old thread."""

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
VOID = frozenset({"br", "col", "hr", "img", "wbr", "area", "base", "embed", "input", "link", "meta", "source", "track"})
STRUCTURE = nh3.ALLOWED_TAGS | {"big", "font", "main", "section"}
SAFE: dict[str, set[str]] = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
MARKS = {"*": {"class", "id", "type", "name", "style"}, **SAFE}
SCHEMES = {"http", "https", "mailto", "tel", "cid"}

QUOTED_CLASS = re.compile(r"\b(?:yahoo_quoted|protonmail_quote|zmail_extra|tutanota_quote)\b")
THREAD_ID = re.compile(r"(?:x_)*(?:appendonsend|divRplyFwdMsg|stopSpelling|mail-editor-reference-message-container)")
OUTLOOK_RULE = re.compile(r"border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)\s+1\.0pt", re.I)
BLOCK = re.compile(
    "address|article|aside|blockquote|center|dd|div|dl|dt|figure|footer|h[1-6r]|header|li|main|ol|p|pre|section|table|tr|ul"
)
SPACED = re.compile("p|h[1-6]|ul|ol|table|blockquote|pre|dl")
KNOWN_QUOTES = re.compile(
    r"gmail_(?:quote|attr)|type\s*=\s*.?cite|appendonsend|divRplyFwdMsg|stopSpelling|moz-cite-prefix|name\s*=\s*.?quote"
    r"|yahoo_quoted|protonmail_quote|zmail_extra|tutanota_quote|mail-editor-reference|border-top:\s*solid #",
    re.I,
)

Attributes = list[tuple[str, str | None]]


def tame(html: str) -> str:
    """Markup that the sanitiser takes seconds for (100,000 nested tags: 19 s) loses its tags; all is cut to size."""
    html = html[:HTML_CHARACTERS]
    depth = deepest = tags = 0
    for tag in TAG.finditer(html):
        tags += 1
        if tag[2].lower() not in VOID:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    if tags > TAGS or deepest > DEPTH or html.count("&") > ENTITIES:
        return escape(re.sub(r"<[^<>]{0,2000}>", " ", html).replace("&", " "), quote=False)
    return html


def sanitised(html: str) -> str:
    """Fit to be shown: no script, style or form, and no picture from elsewhere, which would tell that it was read."""
    return visible(nh3.clean(tame(html), tags=STRUCTURE, attributes=SAFE, attribute_filter=_local, url_schemes=SCHEMES))


def _local(tag: str, attribute: str, value: str) -> str | None:
    return None if tag == "img" and attribute == "src" and not value.lower().startswith("cid:") else value


def text_of(html: str) -> str:
    """Plain text: lines, `- ` items, links in parentheses, quotes behind `> `."""
    return _read(html, marks=False)


def marked_text(html: str) -> str:
    """As `text_of`, with the line `CUT` where the containers of known mail programs begin the old thread."""
    return _read(html, marks=True)


def _read(html: str, *, marks: bool) -> str:
    clean = nh3.clean(tame(html), tags=STRUCTURE, attributes=MARKS, url_schemes=SCHEMES, link_rel=None)
    writer = _Writer(marks)
    writer.feed(clean)
    writer.close()
    return writer.text()


class _Writer(HTMLParser):
    """Reads the sanitiser's well-formed output only: on raw HTML the stdlib's parser is quadratic."""

    def __init__(self, marks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._marks = marks
        self._lines: list[str] = []
        self._line: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._links: list[tuple[str, int]] = []
        self._quotes = 0
        self._pre = 0
        self._gap = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._end_line(forced=True)
            return
        if BLOCK.fullmatch(tag):
            self._block(tag)
        if self._marks and _begins_thread(given):
            self._lines += ["", CUT]
        if tag == "img":
            self._line.append(f"[{given['alt']}]" if given.get("alt") else "")
        elif tag not in VOID:
            self._enter(tag, given)

    def _enter(self, tag: str, given: dict[str, str]) -> None:
        quotes = _is_quote(tag, given)
        self._open.append((tag, quotes))
        self._quotes += quotes
        self._pre += tag == "pre"
        if tag == "a":
            self._links.append((given.get("href", ""), len(self._line)))
        if tag == "li":
            self._line.append("- ")
        if tag in {"td", "th"} and "".join(self._line).strip():
            self._line.append(" \t")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        if tag == "a" and self._links:
            self._link(*self._links.pop())
        if BLOCK.fullmatch(tag):
            self._block(tag)
        self._quotes -= self._open.pop()[1]
        self._pre -= tag == "pre"

    def _link(self, href: str, start: int) -> None:
        shown = "".join(self._line[start:]).strip()
        bare = href.removeprefix("mailto:").removeprefix("tel:")
        if (
            shown
            and href
            and not href.startswith("cid:")
            and bare.rstrip("/") not in {shown.rstrip("/"), f"http://{shown}", f"https://{shown}"}
        ):
            self._line.append(f" ({href})")

    def handle_data(self, data: str) -> None:
        if not self._pre:
            self._line.append(re.sub(r"[ \t\r\n\f]+", " ", data))
            return
        first, *more = data.split("\n")
        self._line.append(first)
        for line in more:
            self._end_line(forced=True)
            self._line.append(line)

    def _block(self, tag: str) -> None:
        self._end_line()
        self._gap = self._gap or SPACED.fullmatch(tag) is not None

    def _end_line(self, *, forced: bool = False) -> None:
        line = "".join(self._line)
        line = line.rstrip() if self._pre else re.sub(" {2,}", " ", line.replace("\xa0", " ")).strip(" ")
        spacer = not line and "\xa0" in "".join(self._line)  # how programs write an empty line
        self._line = []
        if not line and not forced and not spacer:
            return
        prefix = "> " * min(self._quotes, QUOTE_DEPTH)
        if self._gap and line and self._lines:
            self._lines.append(prefix.rstrip() if self._lines[-1].startswith(">") else "")
        self._gap = self._gap and not line
        self._lines.append((prefix + line).rstrip())

    def text(self) -> str:
        """At most one empty line in a row; no line ends in spaces."""
        self._end_line()
        whole = visible("\n".join(self._lines))
        return re.sub(r"\n{3,}", "\n\n", whole).strip("\n")


def _is_quote(tag: str, given: dict[str, str]) -> bool:
    return (
        tag == "blockquote" or given.get("name") == "quote" or QUOTED_CLASS.search(given.get("class", "")) is not None
    )


def _begins_thread(given: dict[str, str]) -> bool:
    return bool(THREAD_ID.fullmatch(given.get("id", "")) or OUTLOOK_RULE.search(given.get("style", "")))
