"""Slack's rich_text JSON, the stored truth of what the team writes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from owona_bot.richtext.document import (
    MARKS,
    Block,
    Code,
    Document,
    Emoji,
    Item,
    Link,
    Marks,
    Mention,
    Paragraph,
    Run,
    Runs,
    Text,
)
from owona_bot.richtext.lists import follows
from owona_bot.richtext.normal import merged, normal
from owona_bot.richtext.strays import sequence, shape, strays, string, whole

Json = dict[str, object]

CALLS: dict[Literal["user", "usergroup", "channel", "broadcast"], str] = {
    "user": "user_id",
    "usergroup": "usergroup_id",
    "channel": "channel_id",
    "broadcast": "range",
}


def read(block: Mapping[str, object]) -> Document:
    """Raises nothing, whatever `block` holds; what is not known counts by the texts in it."""
    return normal(Document(tuple(blocks(sequence(block.get("elements"))))))


def blocks(parts: Sequence[object]) -> Iterator[Block]:
    """Sections side by side are one text, as are quotes."""
    open_: list[Run] = []
    quoted = False
    for part in map(shape, parts):
        kind = string(part.get("type"))
        if kind in {"rich_text_list", "rich_text_preformatted"} or (kind == "rich_text_quote") != quoted:
            yield Paragraph(tuple(open_), quoted)
            open_, quoted = [], kind == "rich_text_quote"
        if kind == "rich_text_list":
            yield from items(part)
        elif kind == "rich_text_preformatted":
            yield Code("".join(map(bare, runs(part))), string(part.get("language")), part.get("border") == 1)
        else:
            open_ += [*next_line(open_), *runs(part)]
    yield Paragraph(tuple(open_), quoted)


def next_line(before: list[Run]) -> list[Run]:
    """A line break, unless the text so far ends in one."""
    last = before[-1] if before else None
    return [] if last is None or (isinstance(last, Text) and last.text.endswith("\n")) else [Text("\n")]


def items(part: Mapping[str, object]) -> Iterator[Item]:
    """A list's entries; `offset` counts the numbers before its first."""
    first = whole(part.get("offset")) + 1
    for place, entry in enumerate(sequence(part.get("elements"))):
        number = first + place if part.get("style") == "ordered" else None
        yield Item(tuple(runs(shape(entry))), whole(part.get("indent")), number, part.get("border") == 1)


def runs(part: Mapping[str, object]) -> list[Run]:
    """Of a section, a quote, preformatted text; anything else counts by its texts."""
    if not str(part.get("type")).startswith("rich_text_"):
        return [Text(strays(part))]
    return [run(element) for element in sequence(part.get("elements"))]


def run(value: object) -> Run:
    """One element; an unknown one becomes the texts in it."""
    part = shape(value)
    marks = marks_of(shape(part.get("style")))
    match part:
        case {"type": "text", "text": str(text)}:
            return Text(text, marks)
        case {"type": "link", "url": str(url)}:
            return Link(url, string(part.get("text")), marks)
        case {"type": "emoji", "name": str(name)}:
            return Emoji(name, string(part.get("unicode")), whole(part.get("skin_tone")) or None)
        case _:
            return mention(part, marks) or Text(strays(value), marks)


def mention(part: Mapping[str, object], marks: Marks) -> Mention | None:
    """None for what calls nobody."""
    for kind, field in CALLS.items():
        if part.get("type") == kind and isinstance(id_ := part.get(field), str):
            return Mention(kind, id_, marks)
    return None


def marks_of(style: Mapping[str, object]) -> Marks:
    """Slack has more (highlights, previews off) that nobody outside could see."""
    return frozenset(mark for mark in MARKS if style.get(mark) is True)


def bare(run: Run) -> str:
    """What preformatted text shows of it."""
    match run:
        case Text(text):
            return text
        case Link(url, label):
            return label or url
        case Emoji(name):
            return f":{name}:"
        case Mention():
            return "@…"


def write(document: Document) -> Json:
    """A rich_text block; its `elements` are empty, which Slack refuses, when the document is."""
    tidied = normal(document).blocks
    elements: list[Json] = []
    start = 0
    for end, (before, after) in enumerate(pairwise((*tidied, None)), 1):
        if before is None or after is None or not together(before, after):
            elements.append(element(tidied[start:end]))
            start = end
    return {"type": "rich_text", "elements": elements}


def together(before: Block, after: Block) -> bool:
    """In one element of Slack's."""
    if before.quoted != after.quoted:
        return False
    if isinstance(before, Item) and isinstance(after, Item):
        return before.depth == after.depth and follows(before, after)
    return isinstance(before, Paragraph) and isinstance(after, Paragraph)


def element(alike: Sequence[Block]) -> Json:
    """`alike` are paragraphs, or items of one list, or a single block of code."""
    first = alike[0]
    match first:
        case Code(text, language):
            named = {"language": language} if language else {}
            return {"type": "rich_text_preformatted", "elements": [shown(Text(text))], **border(first), **named}
        case Item(_, depth, number):
            entries = [section("rich_text_section", item.runs) for item in alike if isinstance(item, Item)]
            style = "bullet" if number is None else "ordered"
            offset = {"offset": number - 1} if number is not None and number > 1 else {}
            made: Json = {"type": "rich_text_list", "style": style, "indent": depth, "elements": entries}
            return made | offset | border(first)
        case Paragraph():
            lines = [run for part in alike if isinstance(part, Paragraph) for run in (Text("\n\n"), *part.runs)]
            return section("rich_text_quote" if first.quoted else "rich_text_section", merged(lines[1:]))


def border(block: Block) -> Json:
    """How Slack draws lists and code in a quote."""
    return {"border": 1} if block.quoted else {}


def section(kind: str, runs: Runs) -> Json:
    """`runs` are not empty."""
    return {"type": kind, "elements": [shown(run) for run in runs]}


def shown(run: Run) -> Json:
    """One element."""
    style = {"style": {mark: True for mark in MARKS if mark in run.marks}} if run.marks else {}
    match run:
        case Text(text):
            return {"type": "text", "text": text, **style}
        case Link(url, label):
            return {"type": "link", "url": url, **({"text": label} if label else {}), **style}
        case Emoji(name, codes, skin):
            tone: Json = {"skin_tone": skin} if skin else {}
            return {"type": "emoji", "name": name, **({"unicode": codes} if codes else {}), **tone}
        case Mention(kind, id_):
            return {"type": kind, CALLS[kind]: id_, **style}
