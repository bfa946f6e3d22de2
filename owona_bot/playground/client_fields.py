"""People at their Home, and at selects that ask the app."""

from collections.abc import Sequence
from typing import Literal

from owona_bot.playground.answer import Answer
from owona_bot.playground.client_asking import Asking
from owona_bot.playground.wire import Json

At = Literal["home"] | tuple[str, str] | None
"""Where a field stands: on the Home, on a message by channel and ts, else in the modal on top."""


class Fields(Asking):
    """Mixed into Playground. A field is called by its label, its section's text or its placeholder."""

    async def open_home(self, user: str, tab: str = "home") -> None:
        """The person opens the app, at `home` or `messages`; the app hears app_home_opened."""
        await self._ask("open_home", user=user, tab=tab)

    async def home(self, user: str) -> Json | None:
        """What was published to their Home last, as views.publish answers it, or None."""
        found: Json | None = (await self._ask("home", user=user))["view"]
        return found

    async def press_home(self, user: str, label: str, *, confirm: bool = True) -> Answer:
        """Press a button or a choice of a menu or select on the Home."""
        return await self._act("press_home", user=user, label=label, confirm=confirm)

    async def suggest(self, user: str, label: str, typed: str, at: At = None) -> Answer:
        """Type into an external select; what the app offers is `body`: `options` or `option_groups`."""
        return await self._act("suggest", user=user, label=label, typed=typed, **_spot(at))

    async def choose(
        self, user: str, label: str, value: str | Sequence[str], typed: str | None = None, at: At = None
    ) -> Answer:
        """Choose in a select or picker: options by label, people and channels by name, dates as they are sent.

        An external select is typed into first, with `typed` or else with the label itself. Outside inputs, and in
        inputs that dispatch, the app hears of it at once.
        """
        return await self._act("choose", user=user, label=label, value=value, typed=typed, **_spot(at))


def _spot(at: At) -> Json:
    if isinstance(at, tuple):
        return {"channel": at[0], "ts": at[1]}
    return {"home": at == "home"}
