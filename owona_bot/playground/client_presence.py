"""Who is there, and what they say of it."""

from owona_bot.playground.client_asking import Asking


class Presence(Asking):
    """Mixed into Playground."""

    async def be_away(self, user: str, *, away: bool = True) -> None:
        """The dot beside the name; no app hears of it."""
        await self._ask("be_away", user=user, away=away)

    async def be_quiet(self, user: str, minutes: float) -> None:
        """Do not disturb; 0 ends it."""
        await self._ask("be_quiet", user=user, minutes=minutes)

    async def say_status(self, user: str, emoji: str = "", text: str = "", *, until: int = 0) -> None:
        """`:palm_tree:` and words; without either none any more. `until` in seconds of the epoch, 0 for ever."""
        await self._ask("say_status", user=user, emoji=emoji, text=text, until=until)
