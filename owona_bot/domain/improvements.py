"""Improvements as a file tells of them: the desk's own work, tracked as tickets.

    format: owona-improvements/1
    source: owona_bot                    # whose keys these are
    improvements:
      - key: live-updates                # the same in every edition of the file
        title: Live updates instead of polling
        problem: What is wrong, in the words of who has it.
        category: ux                     # bug, billing, integration, ux, other
        priority: high                   # low, normal, high, urgent
        work:                            # what was done, oldest first; the last one's status is the ticket's
          - {status: investigating, at: 2026-11-20, note: A trigger tells of every row.}
        tests:                           # each becomes a comment
          - {at: 2026-11-21, note: A row is a card within 10 ms.}
        deployed: {version: "0.9", at: 2026-11-26}      # the ticket is resolved

JSON of the same shape is taken too. Problem, work and tests are the ticket's text and internal comments.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from owona_bot.domain.draft import TITLE_LIMIT
from owona_bot.domain.file_shape import Rows, Shape, Value, faults_in, is_moment, needed, one_of
from owona_bot.domain.json_text import Path
from owona_bot.domain.text import visible
from owona_bot.domain.ticket import Category, Priority, Status

FORMAT = "owona-improvements/1"

LONGEST = 20_000
"""Characters of a text."""

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def is_text(given: object) -> bool:
    """Something that can be read, and not without end."""
    return isinstance(given, str) and bool(visible(given).strip()) and len(given) <= LONGEST


def is_title(given: object) -> bool:
    """One line."""
    return is_text(given) and len(str(given)) <= TITLE_LIMIT and "\n" not in str(given)


def is_when(given: object) -> bool:
    """A day or a moment that there is."""
    if not isinstance(given, str) or not DAY.fullmatch(given):
        return is_moment(given)
    try:
        return date.fromisoformat(given).year > 1
    except ValueError:
        return False


NAME = Value(
    lambda given: isinstance(given, str) and bool(KEY.fullmatch(given)),
    "up to 64 letters and digits, also with - . _ within",
)
WORDS = Value(is_text, f"text, not empty and of at most {LONGEST:,} characters (numbers in quotes)")
TITLE = Value(is_title, f"one line of at most {TITLE_LIMIT} characters")
WHEN = Value(is_when, "a day such as 2026-11-26, or a moment with its zone such as 2026-11-26T08:00+01:00")
STATUS = one_of(tuple(status.value for status in Status))

IMPROVEMENT = Shape(
    {
        "key": needed(NAME),
        "title": needed(TITLE),
        "problem": needed(WORDS),
        "category": one_of(tuple(category.value for category in Category)),
        "priority": one_of(tuple(priority.value for priority in Priority)),
        "work": Rows(Shape({"status": needed(STATUS), "at": WHEN, "note": WORDS})),
        "tests": Rows(Shape({"at": WHEN, "note": needed(WORDS)})),
        "deployed": Shape({"version": needed(WORDS), "at": WHEN}),
    }
)

FILE = Shape(
    {
        "format": needed(Value(lambda given: given == FORMAT, FORMAT)),
        "source": needed(NAME),
        "improvements": Rows(IMPROVEMENT, required=True),
    }
)


@dataclass(frozen=True, slots=True)
class Improvement:
    """`comments` are all that was said of it, oldest first."""

    key: str
    title: str
    problem: str
    category: Category
    priority: Priority
    status: Status
    comments: tuple[str, ...]

    @property
    def fields(self) -> dict[str, str]:
        """What people may change meanwhile, each as text."""
        return {
            "title": self.title,
            "description": self.problem,
            "category": self.category.value,
            "priority": self.priority.value,
            "status": self.status.value,
        }


def faults_of(document: object) -> Iterator[tuple[Path, str]]:
    """Every place of it where something can't stay."""
    yield from (found := list(faults_in(document, FILE)))
    if found or not isinstance(document, Mapping):
        return
    seen: set[str] = set()
    for place, one in enumerate(document["improvements"]):
        if one["key"] in seen:
            yield ("improvements", place, "key"), f"{one['key']} stands twice in this file"
        seen.add(one["key"])


def improvements_in(document: Mapping[str, Any]) -> Sequence[Improvement]:  # of the shape above
    """Of a file without faults."""
    return [read(one) for one in document["improvements"]]


def read(one: Mapping[str, Any]) -> Improvement:  # as above
    """The last of its work says where it stands, until it is deployed."""
    work, deployed = one.get("work", ()), one.get("deployed")
    status = Status.RESOLVED if deployed else Status(work[-1]["status"]) if work else Status.NEW
    done = [said(step.get("at"), step["status"], step.get("note", "")) for step in work]
    tested = [said(test.get("at"), "tested", test["note"]) for test in one.get("tests", ())]
    out = [said(deployed.get("at"), "deployed", f"version {deployed['version']}")] if deployed else []
    return Improvement(
        key=str(one["key"]),
        title=visible(one["title"]).strip(),
        problem=visible(one["problem"]).strip(),
        category=Category(one.get("category", Category.OTHER)),
        priority=Priority(one.get("priority", Priority.NORMAL)),
        status=status,
        comments=tuple(dict.fromkeys([*done, *tested, *out])),
    )


def said(at: str | None, what: str, note: str) -> str:
    """`2026-11-20, investigating: a trigger tells of every row.`."""
    head = f"{at}, {what}" if at else what
    return f"{head}: {visible(note).strip()}" if note else head
