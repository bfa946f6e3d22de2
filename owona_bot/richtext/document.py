"""What a message says and how it looks, as flat as Slack's own rich_text.

A quote is a row of `quoted` blocks, a list a row of items; nesting is each item's `depth`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

Mark = Literal["bold", "italic", "strike", "underline", "code"]
Marks = frozenset[Mark]

MARKS: tuple[Mark, ...] = ("bold", "italic", "strike", "underline", "code")
"""Outermost first."""

NONE: Marks = frozenset()
CODE: Marks = frozenset({"code"})

DEEPEST = 8
"""Slack's last `indent`."""

HIGHEST = 999_999
"""The last number of an ordered list that every format takes."""

Names = Mapping[str, str]
"""Display names by Slack's ids of users, groups and channels."""


@dataclass(frozen=True, slots=True)
class Text:
    """Literal: nothing in it is syntax. A line feed is a line break."""

    text: str
    marks: Marks = NONE


@dataclass(frozen=True, slots=True)
class Link:
    """`label` is empty where the address itself is shown."""

    url: str
    label: str = ""
    marks: Marks = NONE


@dataclass(frozen=True, slots=True)
class Mention:
    """`id` is Slack's; of a broadcast it is `here`, `channel` or `everyone`. Only Slack's JSON makes one."""

    kind: Literal["user", "usergroup", "channel", "broadcast"]
    id: str
    marks: Marks = NONE


@dataclass(frozen=True, slots=True)
class Emoji:
    """`codes` are hexadecimal code points with hyphens between, as Slack sends them; a custom emoji has none."""

    name: str
    codes: str = ""
    skin: int | None = None
    marks: ClassVar[Marks] = NONE


Run = Text | Link | Mention | Emoji
Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines with no empty one between."""

    runs: Runs
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list; `number` is None for a bullet, `depth` goes from 0 to 8."""

    runs: Runs
    depth: int = 0
    number: int | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted lines; `language` is a lower-case name such as `python`, or empty."""

    text: str
    language: str = ""
    quoted: bool = False


Block = Paragraph | Item | Code


@dataclass(frozen=True, slots=True)
class Document:
    """Every reader returns the normal form; every writer takes any."""

    blocks: tuple[Block, ...] = ()
