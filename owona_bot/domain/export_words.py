"""What is said after `/ticket export`: a kind of file, what is to be in it, and which tickets; or `list`."""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum

from owona_bot.domain.export import Format, Spec, What
from owona_bot.domain.export_errors import ExportFiguresHaveNone, ExportQueryWord
from owona_bot.domain.text import shortened


class Kind(StrEnum):
    """Of file, as people choose it: what German Excel reads is a kind of its own."""

    CSV = "csv"
    EXCEL = "excel"
    JSON = "json"
    NDJSON = "ndjson"
    XLSX = "xlsx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Asked:
    """`kind` None: it was not said. `filter` as typed; `everything`: that all tickets are meant was said."""

    kind: Kind | None = None
    what: What = What.TICKETS
    messages: bool = False
    notes: bool = False
    columns: tuple[str, ...] = ()
    filter: str = ""
    everything: bool = False

    @property
    def is_complete(self) -> bool:
        """Nothing is left to be asked for: which file, and of what."""
        named = bool(self.filter) or self.everything or self.what is What.METRICS
        return self.kind is not None and named


ALL = frozenset({"all", "alle", "alles"})
"""Alone in the filter's place; in quotes it is looked for."""

LIST = frozenset({"list", "liste"})

KINDS = {kind.value: kind for kind in Kind}

WHATS = {"tickets": What.TICKETS, "metrics": What.METRICS, "kennzahlen": What.METRICS, "zahlen": What.METRICS}

WITH = {"+messages": "messages", "+nachrichten": "messages", "+notes": "notes", "+notizen": "notes"}

INSTEAD = {
    **dict.fromkeys(("doc", "docx", "odt", "html"), Kind.PDF),
    **dict.fromkeys(("xls", "xslx", "xlxs", "ods"), Kind.XLSX),
    **dict.fromkeys(("cvs", "tsv", "txt", "parquet", "zip"), Kind.CSV),
    **dict.fromkeys(("xml", "yaml", "jsonl"), Kind.JSON),
}
"""Kinds of file that there are not, and the nearest that there is."""

VERB = "/ticket export"

SHOWN = 40
"""Characters of a word that is said back."""


def wants_list(rest: str) -> bool:
    """The last ones, rather than a new one."""
    return rest.strip().casefold() in LIST


def asked_in(rest: str) -> Asked:
    """`csv +messages is:open`: whatever is none of the words that may come first begins the filter.

    Raises ExportQueryWord for a kind that there is not, or `+` before what can't be added.
    """
    asked, left = Asked(), rest.strip()
    while left:
        word, *more = left.split(maxsplit=1)
        further = with_word(asked, word.casefold())
        if further is None:
            check(asked, word)
            break
        asked, left = further, more[0].strip() if more else ""
    return replace(asked, everything=True) if left.casefold() in ALL else replace(asked, filter=left)


def check(asked: Asked, word: str) -> None:
    """What begins a filter: in quotes all is looked for. Raises ExportQueryWord for what was meant otherwise."""
    if word.startswith("+"):
        [nearest] = get_close_matches(word.casefold(), WITH, n=1, cutoff=0)
        raise ExportQueryWord(word=shortened(word, SHOWN), name=VERB, nearest=nearest, fits=", ".join(WITH))
    if asked.kind is None and word.casefold() in INSTEAD:
        raise ExportQueryWord(word=word, name=VERB, nearest=INSTEAD[word.casefold()], fits=", ".join(KINDS))


def with_word(asked: Asked, word: str) -> Asked | None:
    """None for a word that says nothing of the file, or says it a second time."""
    if asked.kind is None and word in KINDS:
        return replace(asked, kind=KINDS[word])
    if word in WHATS:
        return replace(asked, what=WHATS[word])
    match WITH.get(word):
        case "messages":
            return replace(asked, messages=True)
        case "notes":
            return replace(asked, messages=True, notes=True)
    return None


def spec_for(asked: Asked, locale: str, zone: str) -> Spec:
    """Without a kind it is CSV; notes stand among the messages. Raises ExportFiguresHaveNone."""
    kind = asked.kind or Kind.CSV
    tickets = asked.what is What.TICKETS
    if not tickets and (asked.messages or asked.notes or asked.columns):
        raise ExportFiguresHaveNone("columns" if asked.columns else "with")
    return Spec(
        what=asked.what,
        format=Format.CSV if kind is Kind.EXCEL else Format(kind.value),
        filter=asked.filter,
        columns=asked.columns if tickets else (),
        messages=tickets and (asked.messages or asked.notes),
        notes=tickets and asked.notes,
        excel=kind is Kind.EXCEL,
        locale=locale,
        zone=zone,
    )


def kind_of(spec: Spec) -> Kind:
    """As it was chosen."""
    return Kind.EXCEL if spec.excel and spec.format is Format.CSV else Kind(spec.format.value)


def between(filter_: str, first: str, last: str) -> str:
    """With days as a calendar gives them, `2026-11-26`; both count, either may be empty."""
    return " ".join(filter(None, (filter_, first and f"since:{first}", last and f"until:{last}")))
