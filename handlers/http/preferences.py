"""Preferences: the page that a letter's link leads to, and the one click of mail programs (RFC 8058).

GET shows and POST acts, since scanners and previews follow every link they see.
"""

import re
from urllib.parse import parse_qsl

from aiohttp import web

from handlers.http import pages
from handlers.http.shell import speaker
from owona_bot.desk import Desk
from owona_bot.domain.clock import Translate
from owona_bot.domain.preference import Choice
from owona_bot.domain.reply_errors import NoSuchLink
from owona_bot.mail.tokens import hash_of, new_token
from owona_bot.services import preferences
from owona_bot.services.preferences import ONE_CLICK, PAGE, Shown

LIMIT = 4096
"""Bytes of a form with one field."""

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}", re.ASCII)

ONE_CLICK_PART = re.compile(rb'name="?List-Unsubscribe"?[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\nOne-Click\s', re.I)
"""The field as multipart/form-data, which RFC 8058 prefers."""

SAVED = {
    Choice.MUTE: "page.saved_nothing",
    Choice.ANSWERS: "page.saved_answers",
    Choice.NO_DELAYS: "page.saved_no_delays",
    Choice.ALL: "page.saved_all",
}


def register(app: web.Application, desk: Desk) -> None:
    """Two addresses, their last step the token; and beneath each where a used one's reader asks for a fresh one."""
    door = Preferences(desk)
    app.router.add_get("/preferences/{token}", door.show)
    app.router.add_post("/preferences/{token}", door.choose)
    app.router.add_get("/unsubscribe/{token}", door.ask)
    app.router.add_post("/unsubscribe/{token}", door.unsubscribe)
    app.router.add_post(f"/{{purpose:{PAGE}|{ONE_CLICK}}}/{{token}}/again", door.again)


class Preferences:
    """The desk, and what may be asked of it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def show(self, request: web.Request) -> web.Response:
        """Changes nothing."""
        t = speaker(request, self.desk)
        shown = await preferences.look(self.desk.db, hashed(request), PAGE)
        return used(request, t) if shown.used else form(shown, t)

    async def choose(self, request: web.Request) -> web.Response:
        """Does what was chosen; the page that says so asks again, for whoever changes their mind."""
        t, token = speaker(request, self.desk), hashed(request)
        choice = Choice.read(dict(parse_qsl((await body(request)).decode("utf-8", "replace"))).get("choice", ""))
        if choice is None:
            raise web.HTTPBadRequest
        fresh, successor = new_token()
        shown = await preferences.choose(self.desk.db, token, choice, successor)
        return form(shown, t, t(SAVED[choice], number=shown.number), f"/preferences/{fresh}")

    async def ask(self, request: web.Request) -> web.Response:
        """For mail programs that open the link in place of the one click."""
        t = speaker(request, self.desk)
        shown = await preferences.look(self.desk.db, hashed(request), ONE_CLICK)
        if shown.used:
            return used(request, t)
        label = t("page.mute", number=shown.number)
        return pages.page("unsubscribe.html", 200, t, title=t("page.preferences_title"), label=label)

    async def unsubscribe(self, request: web.Request) -> web.Response:
        """The body must say One-Click: a stray POST does nothing."""
        t, token = speaker(request, self.desk), hashed(request)
        if not is_one_click(await body(request)):
            raise web.HTTPBadRequest
        fresh, successor = new_token()
        shown = await preferences.unsubscribe(self.desk.db, token, successor)
        return form(shown, t, t("page.saved_nothing", number=shown.number), f"/preferences/{fresh}")

    async def again(self, request: web.Request) -> web.Response:
        """Says the same whether a letter goes or not."""
        t, (_, asked) = speaker(request, self.desk), new_token()
        await preferences.ask_again(self.desk.db, hashed(request), request.match_info["purpose"], asked, t.locale)
        return pages.notice(200, t("page.preferences_title"), t("page.asked_again"), t)


def used(request: web.Request, t: Translate) -> web.Response:
    """A fresh link goes by mail alone: whoever has a used one need not be its reader."""
    values = {"title": t("page.used_title"), "sentence": t("page.used"), "label": t("page.again")}
    return pages.page("used.html", 200, t, action=f"{request.path}/again", **values)


def hashed(request: web.Request) -> bytes:
    """What is asked for, as the database knows it. Raises NoSuchLink for what can be no token of ours."""
    token = request.match_info["token"]
    if not TOKEN.fullmatch(token):
        raise NoSuchLink
    return hash_of(token)


def form(shown: Shown, t: Translate, sentence: str = "", action: str = "") -> web.Response:
    """What can be chosen; after an act `sentence` says what was done, and `action` is the next link."""
    question = t("page.preferences_ask", address=shown.address)
    values = {"title": t("page.preferences_title"), "question": question, "save": t("page.save")}
    return pages.page("preferences.html", 200, t, choices=choices(shown, t), sentence=sentence, action=action, **values)


def choices(shown: Shown, t: Translate) -> list[tuple[str, str, bool]]:
    """Values with their labels, and whether it is the present one."""
    mute = [(Choice.MUTE, t("page.mute", number=shown.number))] if shown.number is not None else []
    less = [(Choice.ANSWERS, t("page.answers")), (Choice.NO_DELAYS, t("page.no_delays"))]
    every = [*mute, *less, (Choice.ALL, t("page.all"))]
    return [(choice.value, label, choice is shown.choice) for choice, label in every]


async def body(request: web.Request) -> bytes:
    """A short one. Raises HTTPRequestEntityTooLarge."""
    read = b""
    async for piece in request.content.iter_chunked(LIMIT):
        read += piece
        if len(read) > LIMIT:
            raise web.HTTPRequestEntityTooLarge(max_size=LIMIT, actual_size=len(read))
    return read


def is_one_click(told: bytes) -> bool:
    """RFC 8058 section 3.2, as a form of either kind."""
    form = dict(parse_qsl(told.decode("utf-8", "replace")))
    return form.get("List-Unsubscribe") == "One-Click" or ONE_CLICK_PART.search(told) is not None
