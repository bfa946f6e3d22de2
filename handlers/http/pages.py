"""Pages of a few words: no script, no picture, nothing from elsewhere."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from owona_bot.domain.clock import Translate

FOLDER = Path(__file__).parent / "templates"

STYLE = (FOLDER / "style.css").read_text(encoding="utf-8")

STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""The only style that a browser may apply."""


def page(template: str, status: int, t: Translate, **values: object) -> web.Response:
    """`values` are escaped by the template; the style is ours."""
    text = templates().get_template(template).render(lang=t.locale, style=STYLE, **values)
    return web.Response(text=text, status=status, content_type="text/html", headers={"Vary": "Accept-Language"})


def notice(status: int, title: str, sentence: str, t: Translate) -> web.Response:
    """One sentence, nothing to press."""
    return page("notice.html", status, t, title=title, sentence=sentence)


@cache
def templates() -> Environment:
    """A name that a template lacks is an error."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
