"""The words after `/ticket`, German and English, and what was meant by others."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from owona_bot.domain.errors import NotANumber, NumberMissing, UnknownVerb
from owona_bot.domain.ticket_errors import NoSuchTicket


class Verb(StrEnum):
    """What can be asked; the value is its English word."""

    NEW = "new"
    SHOW = "show"
    LIST = "list"
    FIND = "find"
    CLAIM = "claim"
    RELEASE = "release"
    ASSIGN = "assign"
    REPLY = "reply"
    NOTE = "note"
    STATUS = "status"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    PRIORITY = "priority"
    CATEGORY = "category"
    TAG = "tag"
    ESCALATE = "escalate"
    SNOOZE = "snooze"
    SLA = "sla"
    WHY = "why"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    SHARE = "share"
    CANNED = "canned"
    EXPORT = "export"
    SCHEDULE = "schedule"
    STATS = "stats"
    REPORT = "report"
    TOKEN = "token"  # noqa: S105 - a word
    ME = "me"
    TEAM = "team"
    ONCALL = "oncall"
    HELP = "help"


WORDS: dict[Verb, tuple[str, ...]] = {
    Verb.NEW: ("new", "neu"),
    Verb.SHOW: ("show", "zeig", "zeige"),
    Verb.LIST: ("list", "liste"),
    Verb.FIND: ("find", "suche", "search", "finde"),
    Verb.CLAIM: ("claim", "nimm", "nehme"),
    Verb.RELEASE: ("release", "frei", "freigeben"),
    Verb.ASSIGN: ("assign", "zuweisen", "gib"),
    Verb.REPLY: ("reply", "antwort", "antworte", "answer"),
    Verb.NOTE: ("note", "notiz", "notiere"),
    Verb.STATUS: ("status", "stand"),
    Verb.RESOLVE: ("resolve", "gelöst", "geloest", "löse"),
    Verb.CLOSE: ("close", "schließen", "schliessen", "schließe"),
    Verb.REOPEN: ("reopen", "öffnen", "oeffnen", "öffne"),
    Verb.PRIORITY: ("priority", "prio", "priorität"),
    Verb.CATEGORY: ("category", "kategorie"),
    Verb.TAG: ("tag", "markiere", "tags", "schlagwort", "schlagworte"),
    Verb.ESCALATE: ("escalate", "eskaliere", "eskalieren"),
    Verb.SNOOZE: ("snooze", "später", "spaeter"),
    Verb.SLA: ("sla", "frist", "fristen", "deadline"),
    Verb.WHY: ("why", "warum", "wieso"),
    Verb.MERGE: ("merge", "zusammenführen", "zusammenfuehren"),
    Verb.UNMERGE: ("unmerge", "trennen"),
    Verb.SPLIT: ("split", "teilen", "teile"),
    Verb.SHARE: ("share", "verteile", "verteilen"),
    Verb.CANNED: ("canned", "vorlagen", "vorlage"),
    Verb.EXPORT: ("export", "exportiere", "exportieren", "exports"),
    Verb.SCHEDULE: ("schedule", "plan"),
    Verb.STATS: ("stats", "statistik", "zahlen", "kennzahlen", "metrics"),
    Verb.REPORT: ("report", "bericht", "berichte", "reports"),
    Verb.TOKEN: ("token", "schlüssel", "schluessel", "tokens"),
    Verb.ME: ("me", "ich"),
    Verb.TEAM: ("team", "mannschaft"),
    Verb.ONCALL: ("oncall", "bereitschaft", "rufbereitschaft", "on-call"),
    Verb.HELP: ("help", "hilfe", "?"),
}
"""The first is the English word shown in examples, the second the German one."""

BY_WORD = {word.casefold(): verb for verb, words in WORDS.items() for word in words}
"""Folded as what is typed is: `schließe` and `schliesse` are one."""

FOLLOWS: dict[Verb, tuple[str, str]] = {
    Verb.NEW: ("", ""),
    Verb.SHOW: ("1001", "1001"),
    Verb.LIST: ("status:new prio:>=high", "status:neu prio:>=hoch"),
    Verb.FIND: ("login fails", "Anmeldung geht nicht"),
    Verb.CLAIM: ("1001", "1001"),
    Verb.RELEASE: ("1001", "1001"),
    Verb.ASSIGN: ("1001 @anna", "1001 @anna"),
    Verb.REPLY: ("1001", "1001"),
    Verb.NOTE: ("1001 called back", "1001 zurückgerufen"),
    Verb.STATUS: ("1001 waiting", "1001 wartet"),
    Verb.RESOLVE: ("1001", "1001"),
    Verb.CLOSE: ("1001", "1001"),
    Verb.REOPEN: ("1001", "1001"),
    Verb.PRIORITY: ("1001 high", "1001 hoch"),
    Verb.CATEGORY: ("1001 billing", "1001 abrechnung"),
    Verb.TAG: ("1001 +vip -trial", "1001 +vip -test"),
    Verb.ESCALATE: ("1001 all of them see it", "1001 alle sehen es"),
    Verb.SNOOZE: ("1001 tomorrow 9:00", "1001 morgen 9:00"),
    Verb.SLA: ("1001", "1001"),
    Verb.WHY: ("1001", "1001"),
    Verb.MERGE: ("1001 1002", "1001 1002"),
    Verb.UNMERGE: ("1001", "1001"),
    Verb.SPLIT: ("1001", "1001"),
    Verb.SHARE: ("@ben", "@ben"),
    Verb.CANNED: ("", ""),
    Verb.EXPORT: ("csv is:open since:30d", "csv ist:offen seit:30t"),
    Verb.SCHEDULE: ("", ""),
    Verb.STATS: ("30d priority:high", "30t priorität:hoch"),
    Verb.REPORT: ("weekly", "wöchentlich"),
    Verb.TOKEN: ("", ""),
    Verb.ME: ("", ""),
    Verb.TEAM: ("", ""),
    Verb.ONCALL: ("", ""),
    Verb.HELP: ("", ""),
}
"""What an example shows after the verb, in English and in German."""

NUMBERED = frozenset(verb for verb, (follows, _) in FOLLOWS.items() if follows.startswith("1001"))
"""Verbs that want a ticket's number after them; in a ticket's thread it goes without saying."""

ALONE = frozenset(verb for verb in NUMBERED if FOLLOWS[verb][0] == "1001")
"""Those of them that want nothing else."""

LARGEST_NUMBER = 2**31 - 1
"""`ticket_state.number` is an integer."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command taken apart: the verb, the word it was said with, and what followed."""

    verb: Verb
    word: str
    rest: str


def said(text: str) -> Spoken:
    """The verb that `text` begins with; nothing at all is a call for help. Raises UnknownVerb."""
    word, rest = (*text.split(maxsplit=1), "", "")[:2]
    if not word:
        return Spoken(Verb.HELP, "help", "")
    verb = BY_WORD.get(word.casefold())
    if verb is None:
        raise UnknownVerb(word=word, nearest=nearest(word))
    return Spoken(verb, word, rest.strip())


def said_in_thread(text: str, number: int) -> Spoken:
    """The same beneath the card of ticket `number`, which is meant unless another one is named alone."""
    spoken = said(text)
    names_another = spoken.verb in ALONE and re.fullmatch(r"#?\d+", spoken.rest)
    if spoken.verb not in NUMBERED or names_another:
        return spoken
    return Spoken(spoken.verb, spoken.word, f"{number} {spoken.rest}".strip())


def nearest(word: str) -> str:
    """The known word that `word` surely was meant to be, else `help`: a wrong guess may write to a customer."""
    return (get_close_matches(word.casefold(), BY_WORD, n=1, cutoff=0.8) or [WORDS[Verb.HELP][0]])[0]


def number_in(spoken: Spoken) -> int:
    """The ticket number after the verb, `42` or `#42`; more words are passed over.

    Raises NumberMissing, NotANumber, or NoSuchTicket for one that no ticket can have.
    """
    if not spoken.rest:
        raise NumberMissing(verb=spoken.word)
    return number_of(spoken.rest.split()[0], spoken.word)


def number_of(word: str, verb: str) -> int:
    """The same of one word."""
    digits = word.removeprefix("#")
    if not (digits.isascii() and digits.isdigit()):
        raise NotANumber(word=word, verb=verb)
    if len(digits) > 10 or int(digits) > LARGEST_NUMBER:
        raise NoSuchTicket(number=digits)
    return int(digits)


def after_number(spoken: Spoken) -> str:
    """What was said after the ticket's number, as it was typed; empty when nothing was."""
    return "".join(spoken.rest.split(maxsplit=1)[1:])
