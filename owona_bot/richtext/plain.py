"""Plain text that reads well: the `message` column, the text part of a mail, a terminal.

Bold, italic and code are not shown; struck words stand between tildes, or they would seem to hold.
"""

from collections.abc import Iterable, Iterator, Sequence

from owona_bot.richtext.document import Block, Code, Document, Item, Link, Names, Paragraph, Run, Runs, Text
from owona_bot.richtext.links import same
from owona_bot.richtext.lists import groups, levels
from owona_bot.richtext.names import spoken_out
from owona_bot.richtext.normal import normal


def read(text: str) -> Document:
    """Paragraphs, as typed: nothing in them is syntax."""
    return normal(Document((Paragraph((Text(text),)),)))


def write(document: Document, names: Names) -> str:
    """Lines are as long as they are. Reading and writing it once more changes nothing."""
    parts = []
    for quoted, blocks in groups(spoken_out(document, names).blocks):
        body = "\n\n".join(map(block, blocks))
        parts.append(prefixed(body, "> ", "> ") if quoted else body)
    return "\n\n".join(parts)


def block(part: Block | list[Item]) -> str:
    """A list's entries follow each other without empty lines."""
    match part:
        case Code(text):
            return prefixed(text, "    ", "    ")
        case Paragraph(runs) | Item(runs):
            return line(runs)
        case items:
            return "\n".join(entries(items))


def entries(items: Sequence[Item]) -> Iterator[str]:
    """Each stands under the first letter of the one it belongs to."""
    widths: list[int] = []
    for item, level in zip(items, levels(items), strict=True):
        marker = "- " if item.number is None else f"{item.number}. "
        before = " " * sum(widths[:level])
        widths[level:] = [len(marker)]
        yield prefixed(line(item.runs), before + marker, before + " " * len(marker))


def prefixed(text: str, first: str, others: str) -> str:
    """Empty lines get no trailing space."""
    head, *tail = text.split("\n")
    return "\n".join([f"{first}{head}".rstrip(), *(f"{others}{more}".rstrip() for more in tail)])


def line(runs: Runs) -> str:
    """May hold line breaks."""
    return "".join(tilded(runs))


def tilded(runs: Iterable[Run]) -> Iterator[str]:
    """A tilde where striking begins and ends."""
    struck = False
    for run in runs:
        if ("strike" in run.marks) != struck:
            yield "~"
            struck = not struck
        yield shown(run)
    yield "~" if struck else ""


def shown(run: Run) -> str:
    """A link's address follows its label, unless the label says it."""
    match run:
        case Text(text):
            return text
        case Link(url, label):
            return f"{label} ({url})" if label and not same(label, url) else label or url
        case _:
            return ""
