"""CommonMark with ~~strike~~: what REST, MCP, canned replies and knowledge articles are written in."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from owona_bot.richtext import plain
from owona_bot.richtext.builder import Builder
from owona_bot.richtext.document import Block, Code, Document, Item, Mark, Names, Paragraph
from owona_bot.richtext.inline import inline
from owona_bot.richtext.lists import Series, groups, tree
from owona_bot.richtext.names import spoken_out
from owona_bot.richtext.normal import clean

NOBODY: Names = {}

NESTING = 60
"""Levels that the parser follows; beyond, it would drop what lies inside."""

SYNTAX = "*_~`<>&!\\-+#.)\n"
SIGNS, BRACKETS = 6_000, 600
"""So many in one text are no prose, and would hold up the loop: the parser looks ahead from each."""

ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")

SPANS: dict[str, Mark] = {"strong": "bold", "em": "italic", "s": "strike"}


class Parser(MarkdownIt):
    """Takes every address as it is: the normal form decides which may be clicked."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 (the library's name)
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def parser() -> MarkdownIt:
    """HTML in it is text."""
    return Parser("commonmark", {"html": False, "maxNesting": NESTING}).enable("strikethrough")


def read(text: str) -> Document:
    """Headings become bold; text that is mostly syntax is taken literally. A mention can't be written."""
    source = clean(text)
    live = ESCAPED.sub("", source)
    if live.count("[") > BRACKETS or sum(map(live.count, SYNTAX)) > SIGNS:
        return plain.read(text)
    tokens = parser().parse(source)
    if any(token.level >= NESTING - 2 for token in tokens):
        return plain.read(text)
    builder = Builder()
    for token in tokens:
        block_token(builder, token)
    return builder.document()


def block_token(builder: Builder, token: Token) -> None:
    """Paragraphs end where the next block begins."""
    match token.type:
        case "inline":
            for child in token.children or ():
                inline_token(builder, child)
        case "fence" | "code_block":
            builder.code(token.content, (token.info.split() or [""])[0])
        case "bullet_list_open":
            builder.enter_list(None)
        case "ordered_list_open":
            builder.enter_list(int(token.attrGet("start") or 1))
        case "bullet_list_close" | "ordered_list_close":
            builder.leave_list()
        case "list_item_open":
            builder.enter_item()
        case "blockquote_open" | "blockquote_close":
            builder.quote(token.nesting)
        case "heading_open" | "heading_close":
            builder.end()
            builder.mark("bold", token.nesting)
        case _:
            builder.end()


def inline_token(builder: Builder, token: Token) -> None:
    """A line end within a paragraph is a space, as CommonMark has it; an image is a link to it."""
    kind = token.type.removesuffix("_open").removesuffix("_close")
    if kind in SPANS:
        builder.mark(SPANS[kind], token.nesting)
    elif kind == "link":
        builder.link(str(token.attrGet("href")) if token.nesting == 1 else None)
    elif kind == "image":
        builder.link(str(token.attrGet("src")))
        builder.text(token.content)
        builder.link(None)
    elif kind == "code_inline":
        builder.mark("code", 1)
        builder.text(token.content)
        builder.mark("code", -1)
    else:
        builder.text({"softbreak": " ", "hardbreak": "\n"}.get(kind, token.content))


def write(document: Document, names: Names = NOBODY) -> str:
    """Reading it gives the same document, but for underlines, mentions, emoji and holes in the nesting."""
    parts = []
    for quoted, blocks in groups(spoken_out(document, names).blocks):
        body = "\n\n".join(map(block, blocks))
        parts.append("> " + body.replace("\n", "\n> ") if quoted else body)
    return "\n\n".join(parts)


def block(part: Block | list[Item]) -> str:
    """Neighbours stand an empty line apart."""
    match part:
        case Code(text, language):
            return fenced(text, language)
        case Paragraph(runs) | Item(runs):
            return inline(runs)
        case items:
            return "\n".join(lists(tree(items)))


def fenced(text: str, language: str) -> str:
    """The fence is longer than any in `text`."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"


def lists(series: Sequence[Series]) -> list[str]:
    """Lines. An ordered list that follows another has the other sign after its numbers, or it would go on."""
    lines: list[str] = []
    sign = "."
    for one in series:
        if lines and one.start not in {None, 1}:
            lines.append("")
        for place, entry in enumerate(one.entries):
            marker = "- " if one.start is None else f"{one.start + place}{sign} "
            body = [*inline(entry.item.runs).split("\n"), *below(entry.below)]
            lines += [marker + body[0], *(" " * len(marker) + line if line else "" for line in body[1:])]
        sign = ")" if sign == "." and one.start is not None else "."
    return lines


def below(series: Sequence[Series]) -> list[str]:
    """Lists within an entry. Only bullets and a number 1 may follow its text without an empty line."""
    apart = bool(series) and series[0].start not in {None, 1}
    return [*([""] if apart else []), *lists(series)]
