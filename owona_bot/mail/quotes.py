"""The newest text of a mail without the thread it quotes: one walk over the lines, each looked at a bounded time.

Losing a customer's words is worse than showing old ones twice: what is not clearly quoted stays.
"""

import re
from dataclasses import dataclass, field

from owona_bot.mail import foreign, marks
from owona_bot.mail.markup import CUT, KNOWN_QUOTES, marked_text

WRAPPED = 4  # lines over which programs spread an attribution
HEADERS_WITHIN = 9  # lines in which the headers of a quoted mail stand
SIGNATURE_LINES = 30


def newest_reply(text: str) -> str:
    """What is left without the quoted thread and signatures; the whole text if nothing would be left."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _joined(_walk(whole.split("\n"), certain=False)) or whole


def newest_reply_html(html: str) -> str:
    """As plain text: the quote containers of known mail programs, then the rules for text."""
    if not KNOWN_QUOTES.search(html):
        return newest_reply(marked_text(html))
    text = marked_text(html)
    whole = text.replace(CUT, "").strip()
    return _joined(_walk(text.split("\n"), certain=True)) or newest_reply(whole)


@dataclass(slots=True)
class _Walk:
    """`kept` are the customer's lines; a None stands where something quoted was left out."""

    lines: list[str]
    last: int  # the last line that is not empty
    certain: bool  # every `>` is a quote: the HTML said so
    kept: list[str | None] = field(default_factory=list)
    at: int = 0
    forwarded: bool = False

    def skip(self, lines: int) -> None:
        self.kept.append(None)
        self.at += lines

    def end(self) -> None:
        self.skip(len(self.lines) - self.at)

    def keep(self) -> None:
        self.kept.append(self.lines[self.at])
        self.at += 1


def _walk(lines: list[str], *, certain: bool) -> list[str | None]:
    last = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].strip()), 0)
    walk = _Walk(lines, last, certain)
    while walk.at < len(lines):
        line = lines[walk.at].strip(" \t\xa0")
        if line.startswith(">"):
            _quote(walk)
        elif 3 < len(line) <= marks.LONGEST and _marker(walk, line):
            continue
        else:
            walk.keep()
    if None not in walk.kept and not walk.forwarded:
        cut = foreign.thread_start(lines)
        walk.kept = [*walk.kept[:cut], None] if cut else walk.kept
    return walk.kept


def _marker(walk: _Walk, line: str) -> bool:
    """Whether the line begins something old or forwarded; if so it was dealt with."""
    if marks.FORWARDED.fullmatch(line):
        walk.kept += walk.lines[walk.at :]
        walk.at = len(walk.lines)
        walk.forwarded = True
    elif marks.ORIGINAL.fullmatch(line) or _headers_begin(walk.lines, walk.at):
        _drop_rule(walk.kept)
        walk.end()
    else:
        return _attribution(walk, line)
    return True


def _headers_begin(lines: list[str], at: int) -> bool:
    """Outlook's and GMX's way: the old mail's headers in a block, in any order, each perhaps wrapped."""
    if marks.header_role(lines[at]) is None:
        return False
    roles = {marks.header_role(line) for line in lines[at : at + HEADERS_WITHIN]} - {None}
    return {"from", "subject"} < roles


def _drop_rule(kept: list[str | None]) -> None:
    """The line some programs draw above the old thread."""
    while kept and kept[-1] is not None and not kept[-1].strip():
        kept.pop()
    if kept and kept[-1] is not None and marks.RULE.fullmatch(kept[-1].strip()):
        kept.pop()


def _attribution(walk: _Walk, line: str) -> bool:
    """`On … wrote:`. With `>` beneath it goes; without, all beneath is the thread, if it is certain to be one."""
    if not (marks.OPENING.match(line) or marks.VERB.search(line) or marks.NAME.match(line)):
        return False
    length = _attribution_length(walk.lines, walk.at)
    if not length:
        return False
    after = _next_text(walk.lines, walk.at + length)
    joined = " ".join(walk.lines[walk.at : walk.at + length])
    if after.startswith(">"):
        _drop_rule(walk.kept)
        walk.skip(length)
        walk.certain = True
    elif marks.is_certain(joined) or not (after or marks.NAMED.fullmatch(joined)):
        walk.end()
    else:
        return False
    return True


def _attribution_length(lines: list[str], at: int) -> int:
    """In lines; 0 if there is none."""
    joined = ""
    for count, line in enumerate(lines[at : at + WRAPPED], start=1):
        if len(line) > marks.LONGEST or line.lstrip().startswith(">") or not line.strip():
            return 0
        joined = f"{joined} {line.strip()}"
        if joined.endswith(":") and marks.is_attribution(joined):
            return count
    return 0


def _next_text(lines: list[str], at: int) -> str:
    return next((line.strip() for line in lines[at : at + 5] if line.strip()), "")


def _quote(walk: _Walk) -> None:
    """A run of `>` lines: left out if anything says that it is the thread, else kept (it may be a log)."""
    start = walk.at
    end = start
    while end < len(walk.lines) and walk.lines[end].lstrip(" \t\xa0").startswith(">"):
        end += 1
    block = walk.lines[start:end]
    if walk.certain or _is_thread(walk, block, end):
        walk.certain = True
        walk.skip(end - start)
    else:
        for _ in block:
            walk.keep()


def _is_thread(walk: _Walk, block: list[str], end: int) -> bool:
    bare = [line[:1000].lstrip("> \t\xa0") for line in block[:8]]
    if any(_attribution_length(bare, at) for at in range(len(bare))):
        return True
    last = next((at for at in range(len(walk.kept) - 1, -1, -1) if (walk.kept[at] or "").strip()), None)
    if last is not None and (length := _foreign_length(walk.kept, last)):
        del walk.kept[last + 1 - length :]
        return True
    return last is None or (len(block) >= 3 and end > walk.last)


def _foreign_length(kept: list[str | None], last: int) -> int:
    """Lines of an attribution in any language that ends there; several only where a program folded a paragraph."""
    line = (kept[last] or "").strip()
    if len(line) <= marks.LONGEST and marks.ANY_LANGUAGE.fullmatch(line):
        return 1
    for length in range(2, min(WRAPPED, last + 1) + 1):
        first = (kept[last + 1 - length] or "").strip()
        if not first or len(line) > marks.LONGEST or not marks.is_folded(first, line):
            return 0
        line = f"{first} {line}"
        begins = length > last or not (kept[last - length] or "").strip()
        if begins and len(line) <= marks.LONGEST and marks.ANY_ADDRESSED.fullmatch(line):
            return length
    return 0


def _joined(kept: list[str | None]) -> str:
    segments: list[list[str]] = [[]]
    for line in kept:
        if line is None:
            segments.append([])
        else:
            segments[-1].append(line)
    texts = ["\n".join(_unsigned(segment)).strip("\n") for segment in segments]
    joined = "\n\n".join(text for text in texts if text.strip())
    return re.sub(r"\n{4,}", "\n\n\n", joined).strip()


def _unsigned(lines: list[str]) -> list[str]:
    """Without what follows `-- ` (if it is short enough for a signature) and the phone's last line."""
    first = max(len(lines) - SIGNATURE_LINES, 0)
    mark = next((at for at in range(first, len(lines)) if marks.SIGNATURE.fullmatch(lines[at])), len(lines))
    rest = lines[:mark]
    for _ in range(3):
        while rest and not rest[-1].strip(" \t\xa0_"):
            rest.pop()
        if not rest or len(rest[-1]) > 120 or not marks.DEVICE.fullmatch(rest[-1].strip(" \t\xa0<>*")):
            break
        rest.pop()
    return rest
