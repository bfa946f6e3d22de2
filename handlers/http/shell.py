"""What every door on HTTP has: limits, headers, and for what goes wrong a page in words."""

import asyncio
from collections.abc import Awaitable, Callable
from secrets import token_hex

import structlog
from aiohttp import web

from handlers.http import pages, problems
from handlers.http.sending import CLOSING, is_gone, no_more
from handlers.http.sending import PATIENCE as WHOLE
from owona_bot.desk import Desk
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import NotConfirmed, Unavailable
from owona_bot.domain.reply_errors import LinkUsed, NoSuchFile, NoSuchLink

LIMIT = 1024 * 1024
"""Bytes of a body; Slack's largest submissions have a third of that."""

PATIENCE = 10.0
"""Seconds for a whole request, body and all; what is sent at length lifts it."""

API = "/api/"
"""Where programs knock, and are answered in JSON."""

HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src '{pages.STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Server": "owona",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()


def application(desk: Desk) -> web.Application:
    """Empty; whoever adds a route gets all of it."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            async with asyncio.timeout(PATIENCE) as patience:
                request[WHOLE] = patience
                return await handler(request)
        except Exception as fault:  # noqa: BLE001 - the one error handler: nobody is shown a traceback
            if isinstance(fault, ConnectionError) and is_gone(request):
                return web.Response(status=503)  # nobody reads it
            for_program = request.path.startswith(API)
            return problem(fault, speaker(request, desk)) if for_program else answer(fault, speaker(request, desk))

    app = web.Application(middlewares=[guarded], client_max_size=LIMIT)
    app[CLOSING] = asyncio.Event()
    app.on_shutdown.append(no_more)
    app.on_response_prepare.append(dressed)
    return app


async def dressed(_: web.Request, response: web.StreamResponse) -> None:
    """Every answer, whoever gives it; who may keep it a door may say itself."""
    kept = response.headers.get("Cache-Control", HEADERS["Cache-Control"])
    response.headers.update({**HEADERS, "Cache-Control": kept})


def answer(fault: Exception, t: Translate) -> web.Response:
    """A page in the asker's language; what we did not foresee stands in the log alone."""
    match fault:
        case NoSuchLink():
            return pages.notice(404, t("page.not_found_title"), t("page.not_found"), t)
        case NoSuchFile():
            return pages.notice(404, t("page.not_found_title"), t("page.file_gone"), t)
        case LinkUsed():
            return pages.notice(200, t("page.used_title"), t("page.used"), t)
        case Unavailable() | NotConfirmed() | TimeoutError():
            response = pages.notice(503, t("page.unavailable_title"), t("page.unavailable"), t)
            response.headers["Retry-After"] = "60"
            return response
        case web.HTTPException():
            return refusal(fault, t)
    return pages.notice(500, t("page.fault_title"), t("page.fault", reference=written_down(fault)), t)


def problem(fault: Exception, t: Translate) -> web.Response:
    """The same for programs."""
    return problems.problem(fault, t) or problems.fault(written_down(fault), t)


def written_down(fault: Exception) -> str:
    """The reference under which the log has it."""
    reference = token_hex(4)
    log.error("http.fault", reference=reference, exc_info=fault)
    return reference


def refusal(fault: web.HTTPException, t: Translate) -> web.Response:
    """What aiohttp says in English, in our words."""
    if fault.status == 404:
        return pages.notice(404, t("page.not_found_title"), t("page.not_found"), t)
    sentence = t("page.too_large") if fault.status == 413 else t("page.refused")
    response = pages.notice(fault.status, t("page.refused_title"), sentence, t)
    if "Allow" in fault.headers:
        response.headers["Allow"] = fault.headers["Allow"]
    return response


def speaker(request: web.Request, desk: Desk) -> Translate:
    """The first of the reader's languages that we speak, else the desk's."""
    return desk.t(language(request.headers.get("Accept-Language", "")[:500]))


def language(accepted: str) -> str | None:
    """RFC 9110 section 12.5.4; None where neither `de` nor `en` is wanted."""
    wishes = [wish(part) for part in accepted.split(",")]
    ours = [(weight, name) for name, weight in wishes if name in ("de", "en") and weight > 0]
    return max(ours, key=lambda one: one[0])[1] if ours else None


def wish(part: str) -> tuple[str, float]:
    """`de-AT;q=0.8`: a language and how much it is wanted."""
    name, _, weight = part.partition(";")
    try:
        wanted = float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        wanted = 0.0
    return name.strip().lower().split("-")[0], wanted
