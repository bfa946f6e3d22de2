"""People and emoji as outsiders see them: a name, a character, never an id, never a ping."""

from collections.abc import Iterator
from dataclasses import replace

from owona_bot.richtext.document import Block, Code, Document, Emoji, Mention, Names, Run, Text
from owona_bot.richtext.emoji import drawn
from owona_bot.richtext.normal import normal, one_line


def spoken_out(document: Document, names: Names) -> Document:
    """Normal, with mentions and emoji turned into text: nothing in it can call anybody."""
    whole = normal(document)
    if not any(calls(part) for part in whole.blocks):
        return whole
    return normal(Document(tuple(block(part, names) for part in whole.blocks)))


def calls(part: Block) -> bool:
    """It holds a mention or an emoji."""
    return not isinstance(part, Code) and any(isinstance(run, Mention | Emoji) for run in part.runs)


def block(part: Block, names: Names) -> Block:
    """Code holds no runs."""
    return part if isinstance(part, Code) else replace(part, runs=tuple(texts(part.runs, names)))


def texts(runs: tuple[Run, ...], names: Names) -> Iterator[Run]:
    """An emoji between words of one mark takes that mark, so that no mark ends around it."""
    for place, run in enumerate(runs):
        match run:
            case Mention():
                yield Text(called(run, names), run.marks)
            case Emoji():
                sides = [*runs[max(place - 1, 0) : place], *runs[place + 1 : place + 2]]
                shared = frozenset.intersection(*(side.marks for side in sides)) if sides else run.marks
                yield Text(drawn(run), shared - {"code"})
            case _:
                yield run


def called(mention: Mention, names: Names) -> str:
    """The display name; `@…` or `#…` for who is not known; a broadcast is a plain word."""
    name = one_line(names.get(mention.id, ""))
    match mention.kind:
        case "broadcast":
            return mention.id
        case "channel":
            return f"#{name.removeprefix('#') or '…'}"
        case _:
            return name.lstrip("@") or "@…"
