"""Code in colours that need no stylesheet."""

import json
import re
from collections.abc import Callable, Iterable
from html import escape
from io import StringIO

from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.style import Style
from pygments.token import Comment, Error, Generic, Keyword, Name, Number, Operator, String, Token

PAPER, INK = "#f6f8fa", "#1f2328"
"""Both are always set, so that a mail program's dark mode turns both or neither."""

LARGEST = 3_000
"""Characters of one document's code that are coloured; more stands there in one colour.

The slowest lexer takes 0.1 s for as many, and quadratically longer for more.
"""

LANGUAGES = {
    "bash": "bash", "console": "console", "css": "css", "diff": "diff", "docker": "docker",
    "go": "go", "html": "html", "http": "http", "ini": "ini", "javascript": "js",
    "js": "js", "json": "json", "nginx": "nginx", "php": "php", "powershell": "powershell",
    "py": "python", "pycon": "pycon", "pytb": "pytb", "python": "python", "rust": "rust",
    "sh": "bash", "shell": "bash", "sql": "sql", "toml": "toml", "ts": "js",
    "typescript": "js", "xml": "xml", "yaml": "yaml", "yml": "yaml",
}  # fmt: skip
"""The lexer for a name. These were tried on hostile input; TypeScript's and Java's own took too long."""

BEGINNINGS = {
    "pytb": re.compile(r"Traceback \(most recent call last\):"),
    "diff": re.compile(r"diff --git |--- \S[^\n]*\n\+\+\+ "),
    "console": re.compile(r"[$#] \w"),
    "http": re.compile(r"(?:GET|POST|PUT|PATCH|DELETE|HEAD) /\S* HTTP/|HTTP/[\d.]+ \d{3}"),
    "sql": re.compile(r"(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|WITH)\s"),
}
"""How code begins that names no language: Slack's editor knows none."""


class Ink(Style):
    """Each at least 4.5 : 1 on PAPER (WCAG AA)."""

    background_color = PAPER
    styles = {  # noqa: RUF012 (the library's own shape)
        Token: INK,
        Comment: "italic #57606a",
        Keyword: "#a0111f",
        Operator: "#24292f",
        Name.Function: "#6639ba",
        Name.Class: "#6639ba",
        Name.Tag: "#116329",
        Name.Attribute: "#0550ae",
        Name.Builtin: "#0550ae",
        Name.Exception: "#a0111f",
        Number: "#0550ae",
        String: "#0a3069",
        Generic.Deleted: "#82071e",
        Generic.Inserted: "#116329",
        Generic.Heading: "bold #0550ae",
        Generic.Error: "#a0111f",
        Error: INK,
    }


def coloured(text: str, language: str) -> str:
    """Escaped HTML to stand in a `<pre>`; without colours where the lexer would change a letter."""
    chosen = language or guess(text)
    if chosen not in LANGUAGES:
        return escape(text)
    ended = f"{text}\n"
    tokens = list(lexer(chosen).get_tokens(ended))
    if "".join(value for _, value in tokens) != ended:
        return escape(text)
    page = StringIO()
    HtmlFormatter(style=Ink, noclasses=True, nowrap=True).format(tokens, page)
    return page.getvalue().removesuffix("\n")


def painter(codes: Iterable[str]) -> Callable[[str, str], str]:
    """`coloured`, or mere escaping when `codes` are too much together."""
    return coloured if sum(map(len, codes)) <= LARGEST else lambda text, _language: escape(text)


def lexer(language: str) -> Lexer:
    """For a name in LANGUAGES, which keeps empty lines."""
    return get_lexer_by_name(LANGUAGES[language], stripnl=False)


def guess(text: str) -> str:
    """What it surely is, else nothing."""
    if text[:1] in {"{", "["} and is_json(text):
        return "json"
    return next((name for name, beginning in BEGINNINGS.items() if beginning.match(text)), "")


def is_json(text: str) -> bool:
    """A whole document, not one nested beyond sense."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
