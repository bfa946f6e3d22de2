"""Whether Slack reaches us now."""

from dataclasses import dataclass

from slack_sdk.socket_mode.aiohttp import SocketModeClient


@dataclass(slots=True)
class Ear:
    """`socket` is None until one is opened."""

    socket: SocketModeClient | None = None

    async def hears(self) -> bool:
        """A socket that broke without a word is noticed within seconds."""
        return self.socket is not None and await self.socket.is_connected()


async def always() -> bool:
    """In HTTP mode: nobody tells us that Slack could not reach us."""
    return True
