"""`owona-bot import tickets FILE`: our own JSON or NDJSON, or improvements as YAML or JSON."""

import codecs
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path as File
from typing import Any

from blocks.text import one_line
from owona_bot import config_file
from owona_bot.desk import Desk
from owona_bot.domain import improvements, ticket_file
from owona_bot.domain.config_faults import LINE
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.file_shape import sentence
from owona_bot.domain.imports import BadFile, Fate, Faults, Told
from owona_bot.domain.json_text import BadJson, Path, Pieces, parse
from owona_bot.domain.ticket_stream import check, format_of, is_known, tickets_in
from owona_bot.services.import_improvements import import_improvements
from owona_bot.services.import_tickets import Given, import_tickets

PIECE = 256 * 1024
"""Bytes that are read at once."""

LARGEST_TEXT = 4 * 1024 * 1024
"""Bytes of a file of improvements, which is read whole."""

WIDTH = 300
"""Characters of a line; a terminal sees none of what could steer it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed."""

    file: File
    dry_run: bool
    as_json: bool

    @property
    def name(self) -> str:
        """As it is said in sentences."""
        return one_line(self.file.name, 100)

    def opened(self) -> Pieces:
        """From its beginning."""
        return Pieces(pieces_of(self.file))


async def import_lines(desk: Desk, wish: Wish) -> AsyncIterator[str]:
    """A line for each ticket that is not simply made or as it was, then how many. Raises OperatorError."""
    counts: Counter[Fate] = Counter()
    try:
        async for told in imported(desk, wish):
            counts[told.fate] += 1
            if wish.as_json:
                yield json.dumps(asdict(told))
            elif told.why or told.fields or told.kept or told.added:
                yield one_line(line_of(told), WIDTH)
    except BadFile as bad:
        if wish.as_json:
            for fault in bad.faults:
                yield json.dumps({"fault": asdict(fault)})
        raise
    summary = {fate.value: counts[fate] for fate in Fate}
    yield json.dumps({"dry_run": wish.dry_run, **summary}) if wish.as_json else summed(wish, summary)
    if counts[Fate.REFUSED]:
        raise OperatorError(f"{counts[Fate.REFUSED]:,} of the file can't be imported; each line above says why.")


def line_of(told: Told) -> str:
    """`#1001: changed: title, 2 messages or notes; stays as it is here: status`."""
    head = f"line {told.line}: {f'#{told.number}' if told.number else told.key}: {told.fate.value}"
    news = [*told.fields, *([f"{told.added} messages or notes"] if told.added else [])]
    said = f"{head}: {told.why or ', '.join(news)}" if told.why or news else head
    return f"{said}; stays as it is here: {', '.join(told.kept)}" if told.kept else said


def summed(wish: Wish, summary: dict[str, int]) -> str:
    """The last line."""
    counts = ", ".join(f"{count:,} {fate}" for fate, count in summary.items())
    return f"{wish.name}: {counts}. {'Nothing was changed: a dry run.' if wish.dry_run else ''}".strip()


async def imported(desk: Desk, wish: Wish) -> AsyncIterator[Told]:
    """Whatever the file is. Raises BadFile before anything is changed."""
    if not wish.file.is_file():
        raise OperatorError(f"{wish.name} is no file on a disk: it is read twice. Nothing was changed.")
    opened = wish.opened
    kind = kind_of(wish, opened)
    if kind in (None, ticket_file.FORMAT):
        last, given = last_number(wish), given_in(opened)
        async for told in import_tickets(desk.db, given, desk.system_user, last, dry_run=wish.dry_run):
            yield told
        return
    source, found = improvements_of(wish, is_json=kind == improvements.FORMAT)
    async for told in import_improvements(desk.db, source, found, desk.system_user, dry_run=wish.dry_run):
        yield told


def last_number(wish: Wish) -> int:
    """Of a file without faults. Raises BadFile."""
    checked = check(wish.opened)
    checked.faults.check(wish.name)
    return checked.last


def kind_of(wish: Wish, opened: Callable[[], Pieces]) -> object:
    """The format that a JSON object says it is, None of one that says none, `yaml` of another text."""
    faults = Faults()
    said: object = None
    try:
        if (pieces := opened()).next_sign() != "{":
            return "yaml"
        said = format_of(pieces)
        if why := is_known(said, ticket_file.FORMAT, improvements.FORMAT):
            faults.add(pieces.line, "", why)
    except BadJson as bad:
        faults.add(bad.line, "", bad.why)
    faults.check(wish.name)
    return said


def pieces_of(file: File) -> Iterator[str]:
    """Its text; a byte order mark is none of it. Raises BadJson for what is no UTF-8."""
    line, decoder = 1, codecs.getincrementaldecoder("utf-8-sig")("strict")
    try:
        with file.open("rb") as opened:
            for piece in iter(partial(opened.read, PIECE), b""):
                text = decoder.decode(piece)
                line += text.count("\n")
                yield text
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        line += bytes(error.object[: error.start]).count(b"\n")
        raise BadJson(line, "no UTF-8 text stands here; the file must be UTF-8") from error
    except OSError as error:
        raise OperatorError(f"{one_line(file.name, 100)} can't be read: {error.strerror}.") from error


def given_in(opened: Callable[[], Pieces]) -> Iterator[Given]:
    """Once it was checked."""
    for raw in tickets_in(opened):
        ticket: Any = parse(raw)
        yield Given(raw.line, raw.text, ticket)


def improvements_of(wish: Wish, *, is_json: bool) -> tuple[str, list[tuple[int, improvements.Improvement]]]:
    """Whose keys they are, and each with its line. Raises BadFile."""
    faults = Faults()
    document: Any = None
    try:
        text = text_of(wish.file)
        document, line_at = of_json(text) if is_json else of_yaml(text)
        for path, why in improvements.faults_of(document):
            faults.add(line_at(path), "", sentence(path, why))
    except BadJson as bad:
        faults.add(bad.line, "", bad.why)
    faults.check(wish.name)
    found = improvements.improvements_in(document)
    return document["source"], [(line_at(("improvements", place)), one) for place, one in enumerate(found)]


def text_of(file: File) -> str:
    """Whole. Raises BadJson for one that is too large."""
    if file.stat().st_size > LARGEST_TEXT:
        raise BadJson(1, f"a file of improvements has at most {LARGEST_TEXT >> 20} MB")
    return "".join(pieces_of(file))


LineAt = Callable[[Path], int]


def of_json(text: str) -> tuple[object, LineAt]:
    """Its value, and where what stands."""
    raw = Pieces(iter([text])).value()
    return parse(raw), raw.line_of


def of_yaml(text: str) -> tuple[object, LineAt]:
    """The same. Raises BadJson, with the line."""
    try:
        tree = config_file.plain(text)
    except ValueError as error:
        line, why = str(error).removeprefix("line ").split(": ", 1)
        raise BadJson(int(line), why) from error
    return bare(tree), partial(yaml_line, tree)


def bare(tree: object) -> object:
    """Without the lines."""
    if isinstance(tree, dict):
        return {name: bare(value) for name, value in tree.items() if name != LINE}
    return [bare(one) for one in tree] if isinstance(tree, list) else tree


def yaml_line(tree: Any, path: Path) -> int:  # as config_file reads it
    """Of the last that is there of it: the word, its name, or the mapping."""
    line = 1
    for step in ((), *path):
        if step != ():
            names = {name: name for name in tree} if isinstance(tree, dict) else {}
            line = getattr(names.get(step), "line", line)
            tree = tree.get(step) if isinstance(tree, dict) else tree[step] if isinstance(step, int) else None
        line = tree[LINE] if isinstance(tree, dict) else getattr(tree, "line", line)
    return line
