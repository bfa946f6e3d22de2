"""The normal form: one shape for documents that look the same, and nothing in it that deceives or breaks.

White space takes the marks that its neighbours share; lines end without spaces; blocks begin and end with
something to see; a link leads where it says, or says where it leads.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, groupby

from owona_bot.domain.text import REPLACEMENT, visible
from owona_bot.richtext.document import (
    CODE,
    DEEPEST,
    HIGHEST,
    Block,
    Code,
    Document,
    Emoji,
    Item,
    Link,
    Mention,
    Paragraph,
    Run,
    Runs,
    Text,
)
from owona_bot.richtext.links import fit, pretends

LINE_ENDS = dict.fromkeys(map(ord, "\v\f\x85\u2028\u2029"), "\n")
CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF], REPLACEMENT)
DROPPED = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x2070), 0xFEFF])
"""Direction overrides make `gpj.exe` read `exe.jpg`."""

HARMLESS = {**CONTROLS, **LINE_ENDS, **DROPPED, ord("\t"): "\t", ord("\n"): "\n"}

LANGUAGE = re.compile(r"[a-z0-9+#._-]{1,40}")
EMOJI_NAME = re.compile(r"[^\s:<>]{1,100}")
EMOJI_CODES = re.compile(r"[0-9a-f]{1,6}(?:-[0-9a-f]{1,6}){0,15}")
SLACK_ID = re.compile(r"[A-Z0-9]{1,255}")
RANGES = frozenset({"here", "channel", "everyone"})


def clean(text: str) -> str:
    """Lines end in LF; controls become U+FFFD, direction overrides go."""
    return visible(text).translate(HARMLESS)


def one_line(text: str) -> str:
    """Clean, single spaces."""
    return " ".join(clean(text).split())


def normal(document: Document) -> Document:
    """Doing it twice changes nothing."""
    return Document(tuple(part for block in document.blocks for part in parts(block)))


def parts(block: Block) -> Iterator[Block]:
    """A block in normal form: none if there is nothing to see, several paragraphs at empty lines."""
    match block:
        case Code():
            yield from code(block)
        case Item():
            yield from item(block)
        case Paragraph():
            yield from (replace(block, runs=runs) for runs in paragraphs(block.runs))


def code(block: Code) -> Iterator[Code]:
    """Without empty lines around; a language with an unlikely name is forgotten."""
    text = clean(block.text)
    lines = text.split("\n")
    seen = [number for number, line in enumerate(lines) if line.strip()]
    language = block.language.strip().lower()
    if seen:
        body = "\n".join(lines[seen[0] : seen[-1] + 1])
        yield Code(body, language if LANGUAGE.fullmatch(language) else "", block.quoted)


def item(block: Item) -> Iterator[Item]:
    """An entry has lines, but no empty ones."""
    found = paragraphs(block.runs)
    number = None if block.number is None else min(max(block.number, 1), HIGHEST)
    if found:
        lines = found[0] if len(found) == 1 else tidy(run for runs in found for run in (*runs, Text("\n")))
        yield Item(lines, min(max(block.depth, 0), DEEPEST), number, block.quoted)


def paragraphs(runs: Runs) -> list[Runs]:
    """Parted at empty lines."""
    if is_normal(runs):
        return [runs]
    found: list[list[Run]] = [[]]
    for run in tidy(chain.from_iterable(map(harmless, runs))):
        if isinstance(run, Text) and "code" not in run.marks:
            first, *rest = stanzas(run.text)
            found[-1].append(replace(run, text=first))
            found.extend([replace(run, text=more)] for more in rest)
        else:
            found[-1].append(run)
    return [neat for neat in map(tidy, found) if neat]


def is_normal(runs: Runs) -> bool:
    """Surely, at a glance: one printable text."""
    if len(runs) != 1 or not isinstance(runs[0], Text):
        return False
    text = runs[0].text
    return text.isprintable() and text == text.strip() != ""


def stanzas(text: str) -> list[str]:
    """Parted at lines with nothing on them; the first and the last may go on in another run."""
    *ended, last = text.split("\n")
    lines = [*(line.rstrip() for line in ended), last]
    found: list[list[str]] = [[]]
    for place, line in enumerate(lines):
        if line or place in {0, len(lines) - 1}:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(stanza) for stanza in found]


def tidy(runs: Iterable[Run]) -> Runs:
    """Each stretch of white space takes the marks its neighbours share; runs that look alike are one."""
    done: list[Run] = []
    gap: list[str] = []
    for atom in atoms(runs):
        if isinstance(atom, Text) and is_gap(atom):
            gap.append(atom.text)
            continue
        if gap and done:
            done.append(Text("".join(gap), (done[-1].marks & atom.marks) - CODE))
        elif gap:
            done.append(Text("".join(gap).rpartition("\n")[2]))
        gap.clear()
        done.append(atom)
    return merged(done)


def atoms(runs: Iterable[Run]) -> Iterator[Run]:
    """White space at the edges of a run apart from the rest; code line by line."""
    for run in runs:
        if not isinstance(run, Text):
            yield run
            continue
        pieces = run.text.split("\n") if "code" in run.marks else edges(run.text)
        for place, piece in enumerate(pieces):
            if place and "code" in run.marks:
                yield Text("\n")
            if piece:
                yield Text(piece, run.marks)


def edges(text: str) -> tuple[str, str, str]:
    """Space, the rest, space."""
    bare = text.lstrip()
    core = bare.rstrip()
    return text[: len(text) - len(bare)], core, bare[len(core) :]


def merged(runs: Iterable[Run]) -> Runs:
    """Texts side by side with the same marks are one text."""
    done: list[Run] = []
    for marks, group in groupby(runs, lambda run: run.marks if isinstance(run, Text) else None):
        if marks is None:
            done.extend(group)
        elif text := "".join(run.text for run in group if isinstance(run, Text)):
            done.append(Text(text, marks))
    return tuple(done)


def harmless(run: Run) -> Iterator[Run]:
    """A run as it may leave the house; what Slack would refuse becomes text."""
    match run:
        case Text():
            yield replace(run, text=clean(run.text))
        case Link():
            yield from honest_link(run)
        case Emoji():
            yield emoji(run)
        case Mention(kind, id_):
            fits = id_ in RANGES if kind == "broadcast" else SLACK_ID.fullmatch(id_)
            yield replace(run, marks=run.marks) if fits else Text("@…", run.marks)


def honest_link(link: Link) -> Iterator[Run]:
    """Addresses that can't be clicked, and labels that pretend to be another address, stand there as text."""
    url, label = fit(clean(link.url)), one_line(link.label)
    shown = url or one_line(link.url)
    if url and (not label or label == url or not pretends(label, url)):
        yield Link(url, "" if label == url else label, link.marks)
    elif label and shown and label != shown:
        yield Text(f"{label} (", link.marks - CODE)
        yield Link(url, "", link.marks) if url else Text(shown, link.marks)
        yield Text(")", link.marks - CODE)
    else:
        yield Text(label or shown, link.marks)


def emoji(run: Emoji) -> Run:
    """Without code points that are none; as text where even the name is none."""
    if not EMOJI_NAME.fullmatch(run.name) or clean(run.name) != run.name:
        return Text(f":{one_line(run.name)}:" if run.name else "")
    codes = run.codes.lower()
    skin = run.skin if run.skin is not None and 1 <= run.skin <= 6 else None
    return Emoji(run.name, codes if drawable(codes) else "", skin)


def drawable(codes: str) -> bool:
    """Characters that an emoji is made of: none below the signs of Latin-1 but keycap digits, no surrogate."""
    if not EMOJI_CODES.fullmatch(codes):
        return False
    points = [int(code, 16) for code in codes.split("-")]
    return all(point <= 0x10FFFF and chr(point) not in "<>&\"'" and clean(chr(point)) == chr(point) for point in points)


def is_gap(text: Text) -> bool:
    """White space that is not code."""
    return "code" not in text.marks and text.text.isspace()
