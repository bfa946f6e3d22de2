"""Words that filters are made of, German and English, however they are spelled."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from unicodedata import normalize

from owona_bot.domain.due import Standing
from owona_bot.domain.text import visible
from owona_bot.domain.ticket import Category, Priority, Status

SPELLING = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": None, "_": None, "-": None})
"""`In Analyse`, `in-analyse` and `in_analyse` are one word, and so are `gelöst` and `geloest`."""

LONGEST = 40
"""Characters; no known word is longer, and composing a long one takes more than linear time."""

Table = Mapping[str, tuple[str, ...]]
"""A value and its words: the first is English and written, the second German, others are understood."""

STATUS: Table = {
    Status.NEW: ("new", "neu"),
    Status.INVESTIGATING: ("investigating", "in-analyse", "analyse", "bearbeitung", "in-bearbeitung", "in-arbeit"),
    Status.WAITING_CUSTOMER: (
        *("waiting", "wartet", "waiting-customer", "waiting-for-customer", "wartet-auf-kunde"),
        *("wartend", "wartet-auf-dich", "waiting-for-you"),
    ),
    Status.RESOLVED: ("resolved", "gelöst", "solved"),
    Status.CLOSED: ("closed", "geschlossen", "zu"),
}

PRIORITY: Table = {
    Priority.LOW: ("low", "niedrig", "gering"),
    Priority.NORMAL: ("normal", "normal", "mittel", "medium"),
    Priority.HIGH: ("high", "hoch"),
    Priority.URGENT: ("urgent", "dringend", "eilig"),
}

CATEGORY: Table = {
    Category.BUG: ("bug", "fehler"),
    Category.BILLING: ("billing", "abrechnung", "rechnung", "invoice"),
    Category.INTEGRATION: ("integration", "anbindung"),
    Category.UX: ("ux", "bedienung", "usability", "oberfläche", "ux/interface"),
    Category.OTHER: ("other", "sonstiges", "andere", "misc"),
}

CHANNEL: Table = {
    "web": ("web", "web", "website", "webseite", "form", "formular"),
    "mail": ("mail", "mail", "e-mail"),
    "chat": ("chat", "chat", "chatbot"),
    "slack": ("slack", "slack"),
}
"""As `ticket_state.channel` has it: where the ticket came from."""

LANGUAGE: Table = {
    "de": ("de", "deutsch", "german"),
    "en": ("en", "englisch", "english"),
    "fr": ("fr", "französisch", "french"),
    "es": ("es", "spanisch", "spanish"),
    "it": ("it", "italienisch", "italian"),
    "nl": ("nl", "niederländisch", "dutch"),
    "pl": ("pl", "polnisch", "polish"),
    "pt": ("pt", "portugiesisch", "portuguese"),
    "tr": ("tr", "türkisch", "turkish"),
}
"""Any other two letters are a language too."""

TAG: Table = {"vip": ("vip", "vip")}
"""An example; any text is a tag."""

HAS: Table = {"file": ("file", "datei", "files", "dateien", "attachment", "attachments", "anhang", "anhänge")}

IS: Table = {
    "open": ("open", "offen"),
    "done": ("done", "erledigt", "fertig"),
    "unassigned": ("unassigned", "frei", "nicht-zugewiesen", "unzugewiesen"),
    "snoozed": ("snoozed", "später", "zurückgestellt", "pausiert"),
    "merged": ("merged", "zusammengeführt", "zusammengelegt", "vereint"),
}

SLA: Table = {
    Standing.BREACHED: ("breached", "überschritten", "late", "überfällig", "verletzt"),
    Standing.RISK: ("risk", "gefährdet", "at-risk", "knapp"),
    Standing.OK: ("ok", "ok", "fine", "gut", "im-plan"),
}

WHO: Table = {
    "me": ("me", "ich", "mir", "mich"),
    "none": ("none", "niemand", "nobody", "keiner", "niemandem", "unassigned", "frei"),
}

SORT: Table = {
    "updated": ("updated", "aktualisiert", "geändert"),
    "created": ("created", "erstellt", "angelegt", "newest", "neueste"),
    "oldest": ("oldest", "älteste"),
    "priority": ("priority", "priorität", "prio"),
    "due": ("due", "frist", "deadline", "fällig", "sla"),
}


def key(word: str) -> str:
    """What two spellings of one word share; empty for separators alone, and for what is longer than any known word."""
    if len(word) > LONGEST:
        return ""
    return fold(normalize("NFC", word)).translate(SPELLING)


def fold(text: str) -> str:
    """Each character in lower case by itself, as PostgreSQL's `lower()` does it under a UTF-8 locale of the C library.

    `str.lower()` would make two of `İ`, and the end of a word of `Σ`.
    """
    return "".join(character.lower()[0] for character in text)


def tidy(text: str) -> str:
    """Fit for PostgreSQL, on one line, no blanks around it nor two in a row."""
    return " ".join(visible(text).split())


def tag_of(text: str) -> str:
    """A tag as it is stored and compared; composed, as Macs type `ö` in two characters, unless too long to be one."""
    tag = tidy(text)
    return fold(tag) if len(tag) > 4 * LONGEST else normalize("NFC", fold(normalize("NFC", tag)))


def column(locale: str) -> int:
    """Of a table: where the word for such a reader stands."""
    return 1 if locale == "de" else 0


class Words:
    """A few values, each with its words; no word may mean two of them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.by_key = {key(word): value for value, words in table.items() for word in words}

    def read(self, word: str) -> str | None:
        """The value that `word` means."""
        return self.by_key.get(key(word))

    def write(self, values: Iterable[str], locale: str = "en") -> list[str]:
        """Their words, in the table's order."""
        wanted = frozenset(values)
        return [words[column(locale)] for value, words in self.table.items() if value in wanted]

    def near(self, word: str) -> str | None:
        """The known word that `word` surely was meant to be."""
        known = {key(said): said for words in self.table.values() for said in words}
        found = get_close_matches(key(word), known, n=1)
        return known[found[0]] if found else None

    def fits(self, word: str, locale: str) -> str:
        """The nearest, else all values in the reader's language."""
        return self.near(word) or ", ".join(self.all(locale))

    def all(self, locale: str) -> list[str]:
        """Every value, as `de` or any other locale says it."""
        return self.write(self.table, locale)
