"""What goes wrong for programs: JSON as RFC 9457 has it, in place of a page."""

import json
from collections.abc import Mapping

from aiohttp import web

from blocks.notice import reason
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import NotConfirmed, Unavailable, UserError
from owona_bot.domain.export_errors import ExportStreamUnknown, TooManyStreams
from owona_bot.domain.token_errors import TokenLacksScope, TokenRefused

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="owona_bot"'}
"""The same whatever is wrong: nobody learns here whether a token ever was one."""

SOON, LATER = {"Retry-After": "10"}, {"Retry-After": "60"}

STATUS: dict[type[UserError], tuple[int, Mapping[str, str]]] = {
    TokenRefused: (401, CHALLENGE),
    TokenLacksScope: (403, {}),
    ExportStreamUnknown: (404, {}),
    TooManyStreams: (429, SOON),
    Unavailable: (503, LATER),
    NotConfirmed: (503, LATER),
}
"""All other refusals are of what was asked: 400."""

TOLD = ("parameter", "position", "word", "field", "fits", "nearest", "name", "scope", "limit", "length", "most")
"""Values of a refusal that a program may read."""


def problem(fault: Exception, t: Translate) -> web.Response | None:
    """None for what nobody foresaw."""
    match fault:
        case UserError():
            status, headers = STATUS.get(type(fault), (400, {}))
            return told(status, fault.key.removeprefix("error."), reason(fault, t), headers, values_of(fault))
        case TimeoutError():
            return told(503, "unavailable", t("page.unavailable"), LATER, {})
        case web.HTTPNotFound():
            return told(404, "not_found", t("page.not_found"), {}, {})
        case web.HTTPException():
            allow = {"Allow": fault.headers["Allow"]} if "Allow" in fault.headers else {}
            return told(fault.status, "refused", t("page.refused"), allow, {})
    return None


def fault(reference: str, t: Translate) -> web.Response:
    """`reference` finds it in the log."""
    return told(500, "fault", t("page.fault", reference=reference), {}, {"reference": reference})


def values_of(error: UserError) -> Mapping[str, object]:
    """Numbers as numbers."""
    named = {name: error.values[name] for name in TOLD if name in error.values}
    return {name: value if isinstance(value, int) else str(value) for name, value in named.items()}


def told(status: int, kind: str, detail: str, headers: Mapping[str, str], values: Mapping[str, object]) -> web.Response:
    """`kind` is what programs tell it by; `detail` is for people."""
    body = {**values, "type": f"urn:owona-bot:{kind}", "title": kind, "status": status, "detail": detail}
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, status=status, headers=headers, content_type="application/problem+json")
