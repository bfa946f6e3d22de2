"""Puts a document together from the events of a nested format: Markdown's tokens, HTML's tags."""

from dataclasses import replace

from owona_bot.richtext.document import NONE, Block, Code, Document, Item, Link, Mark, Marks, Paragraph, Run, Text
from owona_bot.richtext.normal import normal


class Builder:
    """Marks, quotes and lists may be opened and closed in any order: what is left open ends with the text."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.marks: Marks = NONE
        self.open: dict[Mark, int] = {}
        self.quotes = 0
        self.lists: list[int | None] = []
        self.entry: tuple[int, int | None] | None = None
        self.url: str | None = None
        self.label_from = 0

    def text(self, text: str) -> None:
        """More of the present block."""
        self.runs.append(Text(text, self.marks))

    def mark(self, mark: Mark, step: int) -> None:
        """`step` is 1 to open, -1 to close; a mark opened twice is closed twice."""
        self.open[mark] = max(self.open.get(mark, 0) + step, 0)
        self.marks = frozenset(name for name, count in self.open.items() if count)

    def quote(self, step: int) -> None:
        """A quote in a quote is one quote."""
        self.end()
        self.quotes = max(self.quotes + step, 0)

    def link(self, url: str | None) -> None:
        """What follows is the label of `url`, until the next call."""
        if self.url is not None:
            label = self.runs[self.label_from :]
            shared = frozenset.intersection(*(run.marks for run in label)) if label else self.marks
            words = "".join(run.text for run in label if isinstance(run, Text))
            self.runs[self.label_from :] = [Link(self.url, words, shared)]
        self.url, self.label_from = url, len(self.runs)

    def enter_list(self, first: int | None) -> None:
        """`first` is the number of the first entry, None for bullets."""
        self.end()
        self.lists.append(first)

    def leave_list(self) -> None:
        """Text after it belongs to the entry around it, if any."""
        self.end()
        if self.lists:
            self.lists.pop()
        self.entry = None

    def enter_item(self, number: int | None = None) -> None:
        """`number` is for an entry that says its own."""
        self.end()
        if not self.lists:
            self.lists.append(None)
        following = self.lists[-1]
        if following is not None:
            following = number or following
            self.lists[-1] = following + 1
        self.entry = (len(self.lists) - 1, following)

    def code(self, text: str, language: str) -> None:
        """Code stands by itself, in a list too."""
        self.end()
        self.blocks.append(Code(text, language, self.quotes > 0))

    def end(self) -> None:
        """The present block is complete; further paragraphs of an entry become lines of it."""
        self.link(None)
        runs, self.runs = tuple(self.runs), []
        if not any(map(seen, runs)):
            return
        last = self.blocks[-1] if self.blocks else None
        if self.entry is not None:
            self.blocks.append(Item(runs, *self.entry, self.quotes > 0))
            self.entry = None
        elif self.lists and isinstance(last, Item) and last.quoted == (self.quotes > 0):
            self.blocks[-1] = replace(last, runs=(*last.runs, Text("\n"), *runs))
        else:
            self.blocks.append(Paragraph(runs, self.quotes > 0))

    def document(self) -> Document:
        """All of it, in normal form."""
        self.end()
        return normal(Document(tuple(self.blocks)))


def seen(run: Run) -> bool:
    """More than space, unless it is code."""
    return not isinstance(run, Text) or bool(run.text if "code" in run.marks else run.text.strip())
