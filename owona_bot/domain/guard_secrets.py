"""Secrets by their looks: keys and tokens of the services around us, private keys, passwords.

Every pattern is linear: it begins where no letter stands before it, and what repeats is bounded or possessive.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator

from owona_bot.domain.guard_text import joined

TOKENS = (
    r"xox[abeoprs](?:\.xox[bp])?-(?=[\w-]{0,20}[0-9])[A-Za-z0-9-]{10}",  # Slack
    r"xapp-[0-9]-[A-Za-z0-9-]{10}",
    r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Z0-9]{6}",
    r"gh[opsur]_[A-Za-z0-9]{20}",  # GitHub
    r"github_pat_[A-Za-z0-9_]{20}",
    r"glpat-[\w-]{20}",
    r"[sr]k_(?:live|test)_[A-Za-z0-9]{10}",  # Stripe; pk_ is public
    r"whsec_[A-Za-z0-9+/]{16}",
    r"sk-(?=[\w-]{0,60}[0-9])[\w-]{20}",  # OpenAI, Anthropic
    r"A(?:KIA|SIA)[A-Z0-9]{16}",  # AWS
    r"AIza[\w-]{35}",  # Google
    r"GOCSPX-[\w-]{20}",
    r"ya29\.[\w-]{20}",
    r"(?<![\w-])eyJ[\w-]{8,}+\.eyJ[\w-]{8}",  # JWT, so Supabase too
    r"sb_secret_[\w-]{16}",
    r"sbp_[a-f0-9]{32}",
    r"EAA[A-Za-z0-9]{40}",  # Meta: WhatsApp's own
    r"SG\.[\w-]{16,64}\.[\w-]{16}",
    r"npm_[A-Za-z0-9]{30}",
    r"hf_[A-Za-z0-9]{30}",
    r"dop_v1_[a-f0-9]{40}",
    r"[0-9]{8,10}:AA[\w-]{30}",  # Telegram
    r"AGE-SECRET-KEY-1[A-Z0-9]{20}",
    r"owona_(?=[\w-]{0,40}[0-9A-Z])[\w-]{20}",  # our own service tokens
    r"exports/(?=[\w-]{0,42}[0-9])[\w-]{43}(?![\w-])",  # links to what was exported
)
TOKEN = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(TOKENS)})")

PREFIX = re.compile(
    r"xox|xapp-|hooks\.slack|gh[opsur]_|github_pat|glpat-|[sr]k_(?:live|test)|whsec_|sk-|AKIA|ASIA|AIza|GOCSPX|ya29|eyJ"
    r"|sb_secret|sbp_|EAA|SG\.|npm_|hf_|dop_v1|AGE-SECRET|owona_"
)
"""A line that begins so goes on with no line before it."""

BREAK = r"[ >|]{0,4}\n[ >|]{0,4}"
"""Where a line goes on, perhaps quoted."""

BARE = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z0-9]{{1,64}}+(?:{BREAK}[A-Za-z0-9]{{1,63}}+){{0,5}}(?![A-Za-z0-9])")
"""Perhaps 64 characters without a name, as Hetzner's tokens are, on some lines."""

HETZNER, SHORTEST = 64, 12

NAMED = re.compile(
    r"(?:(?:token|api[ _-]?key|secret|access[ _-]?key|auth[ _-]?key|authorization)[\"'`*]{0,3} {0,3}"
    r"(?:[:=]| lautet:?| ist:?| is:?)[ \n]{0,4}(?:bearer |basic )?|bearer {1,3})[\"'`*]{0,3}"
    rf"([\w./+~=-]{{1,200}}+(?:{BREAK}(?=[\w./+~=-]{{0,40}}[0-9])[\w./+~=-]{{8,200}})?)",
    re.IGNORECASE,
)
"""Something said to be a secret; whether its value is one `random` tells."""

PRIVATE_KEY = re.compile(r"BEGIN[A-Z0-9 ]{0,30}PRIVATE ?KEY|PuTTY-User-Key-File|Private-Lines: ?[0-9]")

CREDENTIALS = re.compile(r"([a-z][a-z0-9+.-]{1,20}://)[^\s/@:]{0,100}:([^\s/@]{1,200})@", re.IGNORECASE)

LABEL = r"(?:passwor[dt]e?s?|kennw(?:o|ö)rt(?:er)?|passphrase|passwd|(?<![A-Za-z])(?:pwd|pwort|pw))[0-9]?(?![\w-])"
QUOTE = r"[\"'`*_„“”»«]{0,3}"
VALUE = r"[^\s\"'`„“”]"
TOLD = re.compile(
    rf"({LABEL}){QUOTE} ?(?:[:=]| lautet:?|->|=>) {{0,4}}(?:\n {{0,4}})?{QUOTE}({VALUE}{{4,200}})([^\n]{{0,20}})",
    re.IGNORECASE,
)
"""A password right after its name."""

SAID = re.compile(
    rf"({LABEL}){QUOTE}(?:[^\n:=]{{0,40}}?(?:[:=]| ist| is| lautet):?|) {{1,4}}{QUOTE}({VALUE}{{6,200}})",
    re.IGNORECASE,
)
"""A password some words after its name: only what looks like one counts."""

FLAG = re.compile(rf"(--(?:password|passwd|pwd))[ =]{QUOTE}((?!-){VALUE}{{4,200}})", re.IGNORECASE)

NO_VALUE = re.compile(
    r"<.*|\[.*|\{.*|\(.*|=.*|\$\{?[A-Z_]+\}?|%[A-Za-z_]+%|[*•.xX_#?-]+|https?://.*|.*passwor[dt]\W*|.*kennwort\W*"
    r"|(?:your|ihr|dein|mein|my)[_-].*|[A-Za-z_]+\.[A-Za-z_.]+[(\[].*|[A-Za-z_]+\(\W*"
    r"|(?:str|string|text|none|null|true|false|undefined|required|optional|bitte|vergessen|forgotten|abgelaufen|expired"
    r"|geändert|changed|erledigt|done|siehe|falsch|wrong|korrekt|correct|richtig|prompt)[.,;!?)]*"
    r"|[0-9]+-[a-zäöüß]+\W*|[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{2,4})?\W*|[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\W*",
    re.IGNORECASE | re.DOTALL,
)
"""Placeholders, stars, code, prose, dates, addresses: what stands after the word without being a password."""


def tokens(text: str) -> Iterator[str]:
    """What of each may be shown: the beginning that tells whose it is."""
    for one in (text, joined(text, PREFIX)):
        for found in TOKEN.finditer(one):
            yield found[0][: min(8, len(found[0]) // 3)]
    for found in BARE.finditer(text):
        if is_bare(re.split(BREAK, found[0])):
            yield found[0][:4]
    for found in NAMED.finditer(text):
        if is_random(re.sub(BREAK, "", found[1])):
            yield found[1][:4].split("\n")[0]


def is_bare(parts: list[str]) -> bool:
    """Some lines in a row make 64 characters that are no words and no checksum."""
    runs = ("".join(parts[start:end]) for end in range(len(parts) + 1) for start in range(end))
    return any(len(run) == HETZNER and is_mixed(run) for run in runs)


def is_mixed(run: str) -> bool:
    """Digits, small and capital letters; a checksum has the one or the other."""
    return len(re.findall("[0-9]", run)) >= 4 and not (run.islower() or run.isupper()) and entropy(run) > 4.8


def is_random(value: str) -> bool:
    """Letters and digits in no order that a person would think of."""
    mixed = any(map(str.isalpha, value)) and any(map(str.isdigit, value))
    return mixed and len(value) >= SHORTEST and entropy(value) > 3 and not NO_VALUE.fullmatch(value)


def entropy(value: str) -> float:
    """Bits a character."""
    return -sum(n / len(value) * math.log2(n / len(value)) for n in Counter(value).values())


def private_keys(text: str) -> Iterator[str]:
    """The first word of the block alone."""
    for one in (text, text.replace("\n", ""), text.replace("\n", " ")):
        yield from (found[0].split()[0][:16] for found in PRIVATE_KEY.finditer(one))


def passwords(text: str) -> Iterator[str]:
    """What stands before each: nothing of a password is ever shown."""
    for found in CREDENTIALS.finditer(text):
        if not is_example(found[2]):
            yield found[1]
    for found in TOLD.finditer(text):
        if is_password(found[2], alone=not re.match(r"\W{0,3}[^\W_]", found[3]) or found[2].endswith((",", ";"))):
            yield found[1]
    for pattern in (SAID, FLAG):
        for found in pattern.finditer(text):
            if is_password(found[2], alone=pattern is FLAG):
                yield found[1]


def is_example(value: str) -> bool:
    """As documentation writes it."""
    return bool(NO_VALUE.fullmatch(value)) or value.casefold() in {"pass", "pw", "secret", "geheim"}


def is_password(value: str, alone: bool) -> bool:
    """`alone` on its line any word may be one; among others it needs a digit or a sign that no prose has."""
    bare = value.strip("*_.,;)!?") or value
    if NO_VALUE.fullmatch(value) or NO_VALUE.fullmatch(bare):
        return False
    return alone or is_odd(value)


def is_odd(value: str) -> bool:
    """A digit beside letters, or a sign in their middle."""
    inner = value.strip("*_.,;:)!?(")
    mixed = any(map(str.isalpha, inner)) and any(map(str.isdigit, inner))
    return mixed or bool(re.search(r"[^\W\d_][!$%&+*#@§^=?~]+[^\W_]", inner))
