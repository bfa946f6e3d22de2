"""What becomes of channels, people and the app itself."""

from owona_bot.playground.client_asking import Asking, PlaygroundError
from owona_bot.playground.wire import Json


class Rooms(Asking):
    """Mixed into Playground."""

    async def archive(self, channel: str) -> None:
        await self._ask("archive", channel=channel)

    async def unarchive(self, channel: str) -> None:
        await self._ask("unarchive", channel=channel)

    async def kick(self, channel: str, user: str | None = None) -> None:
        """The bot, unless somebody else is named."""
        await self._ask("kick", channel=channel, user=user)

    async def invite(self, channel: str, user: str | None = None) -> None:
        await self._ask("invite", channel=channel, user=user)

    async def add_channel(self, name: str, *, private: bool = False, bot: bool = True) -> str:
        """Its id."""
        id_: str = (await self._ask("add_channel", name=name, private=private, bot=bot))["id"]
        return id_

    async def add_user(self, name: str, **fields: object) -> str:
        """Fields of cast.User; the id. Delivers team_join."""
        id_: str = (await self._ask("add_user", name=name, fields=fields))["id"]
        return id_

    async def change_user(self, user: str, **fields: object) -> None:
        """Fields of cast.User. Delivers user_change."""
        await self._ask("change_user", user=user, fields=fields)

    async def users(self) -> list[Json]:
        return await self._list("users")

    async def channels(self) -> list[Json]:
        return await self._list("channels")

    async def reset(self) -> None:
        """Forget messages, views, people's changes, logs and faults; sockets stay."""
        await self._ask("reset")

    async def connected(self, sockets: int = 1, within: float = 10.0) -> None:
        """Wait until the bot holds `sockets` sockets. Raises TimeoutError."""
        try:
            await self._ask("connected", sockets=sockets, within=within)
        except PlaygroundError as never:
            raise TimeoutError(str(never)) from never

    async def revoke(self, error: str = "token_revoked") -> None:
        """Every call is answered so from now on, `account_inactive` for an uninstalled app; the sockets close.

        The app hears `tokens_revoked`, and when it was uninstalled `app_uninstalled`; it leaves all channels.
        """
        await self._ask("revoke", error=error)

    async def reinstall(self) -> None:
        """The token works again; the bot is in no channel until it is invited."""
        await self._ask("reinstall")
