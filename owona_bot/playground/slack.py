"""The whole stand-in in one object: what stands, what is allowed, what was said."""

import time
from collections.abc import Callable

from owona_bot.playground.faults import Faults
from owona_bot.playground.files import Files
from owona_bot.playground.ledger import Ledger
from owona_bot.playground.options import Manifest, Options
from owona_bot.playground.pace import Pace
from owona_bot.playground.replies import Replies
from owona_bot.playground.views import Views
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Workspace

Emit = Callable[[str, Json], None]


def _nobody(_name: str, _event: Json) -> None:
    """Before the delivery is joined, events go nowhere."""


class Slack:
    """State shared by the Web API, the delivery of knocks and the control API.

    `revoked` is the error that every call gets once the token was revoked.
    """

    def __init__(self, options: Options, manifest: Manifest) -> None:
        self.options = options
        self.manifest = manifest
        self.faults = Faults()
        self.pace = Pace(options.pace)
        self.workspace = Workspace()
        self.ledger = Ledger(options.log)
        self.views = Views(options.trigger_life)
        self.replies = Replies(options.response_url_life)
        self.files = Files()
        self.url = ""
        self.revoked = ""
        self.emit: Emit = _nobody

    @staticmethod
    def now() -> float:
        return time.time()

    @property
    def interactive(self) -> bool:
        """Whether the app hears of presses and submissions."""
        return self.manifest.interactive and not self.revoked

    def forget(self) -> None:
        """A fresh workspace; sockets, tokens and the manifest stay."""
        self.workspace = Workspace()
        self.revoked = ""
        self.faults.clear()
        self.pace.forget()
        self.ledger.forget()
        self.views.forget()
        self.replies.forget()
        self.files.forget()
