"""Who may speak to this port: programs of this machine, and the page it serves; no page from elsewhere."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

HERE = frozenset({"127.0.0.1", "localhost"})
"""A name that somebody's server resolves to this machine is none of them."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)

NOTHING = "default-src 'none'; sandbox"
"""For all that is no part of the page: a file that somebody uploaded may be HTML with a script."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """403 for a foreign Host or Origin; programs send no Origin, browsers can't leave it out of a POST."""
    if urlsplit(f"//{request.host}").hostname not in HERE:
        return web.Response(status=403, text="this port serves 127.0.0.1 alone")
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        return web.Response(status=403, text="another page may not speak to this one")
    return await handler(request)


async def dress(request: web.Request, response: web.StreamResponse) -> None:
    """The headers of everything that a browser shows; what has a policy keeps it."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    ours = request.path == "/" or request.path.startswith(("/archives/", "/page/files/"))
    response.headers.setdefault("Content-Security-Policy", POLICY if ours else NOTHING)
