"""Every field of the filter language, one row each: its names, what it takes, what it asks of a ticket."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime

from owona_bot.domain import filter_words as words
from owona_bot.domain.filter_dates import NEVER
from owona_bot.domain.filter_kinds import Choice, Kind, Label, Language, Number, Order, Rank, When, Who
from owona_bot.domain.filter_times import Period
from owona_bot.domain.filter_tokens import NUMBER
from owona_bot.domain.filter_tree import Facts, Named, Person, Whom
from owona_bot.domain.filter_words import Words
from owona_bot.domain.ticket import DONE

Names = tuple[str, ...]
"""English (written), German, short forms."""


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """`held` are the ticket's values, of which one must be asked for."""

    names: Names
    takes: Kind[str]
    held: Callable[[Facts], Set[str | None]]


@dataclass(frozen=True, slots=True)
class PersonField:
    """`who` is None where there is nobody."""

    names: Names
    takes: Kind[Whom | Named]
    who: Callable[[Facts], Person | None]


@dataclass(frozen=True, slots=True)
class TimeField:
    """`at` is None for what has not happened."""

    names: Names
    takes: Kind[Period]
    at: Callable[[Facts], datetime | None]


@dataclass(frozen=True, slots=True)
class Shorthand:
    """Another way to say a time field: `of` is its key."""

    names: Names
    takes: Kind[Period]
    of: str


NOTHING = Words({})


def states(facts: Facts) -> Set[str]:
    """What `is:` asks for; a ticket that is neither resolved nor closed is open, snoozed or not."""
    said = {
        "open": facts.status not in DONE,
        "done": facts.status in DONE,
        "unassigned": facts.agent is None,
        "snoozed": facts.snoozed,
        "merged": facts.merged,
    }
    return {state for state, holds in said.items() if holds}


CHOICES: dict[str, ChoiceField] = {
    "status": ChoiceField(("status", "status", "zustand"), Choice(Words(words.STATUS)), lambda facts: {facts.status}),
    "priority": ChoiceField(
        ("priority", "priorität", "prio"), Rank(Words(words.PRIORITY)), lambda facts: {facts.priority}
    ),
    "category": ChoiceField(
        ("category", "kategorie", "cat", "kat"), Choice(Words(words.CATEGORY)), lambda facts: {facts.category}
    ),
    "tag": ChoiceField(
        ("tag", "tag", "tags", "label", "schlagwort"), Label(Words(words.TAG)), lambda facts: facts.tags
    ),
    "channel": ChoiceField(
        ("channel", "kanal", "via", "source", "quelle"), Choice(Words(words.CHANNEL)), lambda facts: {facts.channel}
    ),
    "language": ChoiceField(
        ("language", "sprache", "lang"), Language(Words(words.LANGUAGE)), lambda facts: {facts.language}
    ),
    "has": ChoiceField(
        ("has", "hat", "mit"), Choice(Words(words.HAS)), lambda facts: {"file"} if facts.has_file else set()
    ),
    "sla": ChoiceField(("sla", "frist", "deadline"), Choice(Words(words.SLA)), lambda _: set()),
    "is": ChoiceField(("is", "ist"), Choice(Words(words.IS)), states),
    NUMBER: ChoiceField((NUMBER, "nummer", "nr"), Number(), lambda facts: {str(facts.number)}),
}

PEOPLE: dict[str, PersonField] = {
    "agent": PersonField(
        ("agent", "bearbeiter", "assignee", "bearbeiterin", "zuständig"),
        Who(whom=Words(words.WHO)),
        lambda facts: facts.agent,
    ),
    "requester": PersonField(
        ("requester", "kunde", "customer", "kundin", "from", "von"), Who(whom=NOTHING), lambda facts: facts.requester
    ),
}

TIMES: dict[str, TimeField] = {
    "created": TimeField(("created", "erstellt", "angelegt"), When(absent=NOTHING), lambda facts: facts.created_at),
    "updated": TimeField(("updated", "aktualisiert", "geändert"), When(absent=NOTHING), lambda facts: facts.updated_at),
    "answered": TimeField(("answered", "beantwortet"), When(absent=NEVER), lambda facts: facts.answered_at),
}

SHORTHANDS: dict[str, Shorthand] = {
    "since": Shorthand(("since", "seit", "ab"), When(absent=NOTHING, sign=">="), "created"),
    "until": Shorthand(("until", "bis"), When(absent=NOTHING, sign="<="), "created"),
}

SORT = "sort"
SORT_NAMES: Names = ("sort", "sortiert", "sortierung")
SORTS = Order(Words(words.SORT))

FIELDS = Words(
    {field: row.names for table in (PEOPLE, CHOICES, TIMES, SHORTHANDS) for field, row in table.items()}
    | {SORT: SORT_NAMES}
)
"""All names; the key of a row and its first name are the same."""
