"""Who wrote what is taken in from Slack: agents as the desk knows them, everybody else as Slack does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from owona_bot.database import agents
from owona_bot.database.engine import Database
from owona_bot.domain.delivery import Refused
from owona_bot.domain.people import Agent, SlackUser
from owona_bot.domain.taken import Writer
from owona_bot.slack.client import Slack
from owona_bot.slack.payload import Payload


@dataclass(slots=True)
class Writers:
    """Asks Slack once for each stranger."""

    team: Mapping[str, Agent]
    slack: Slack
    met: dict[str, SlackUser | None] = field(default_factory=dict)

    @classmethod
    async def of(cls, db: Database, slack: Slack) -> "Writers":
        """The team as it is now."""
        async with db.read() as connection:
            return cls({agent.slack_user: agent for agent in await agents.active(connection)}, slack)

    async def of_message(self, message: Payload) -> Writer:
        """An app's name is what its post says."""
        user = str(message.get("user") or "")
        if agent := self.team.get(user):
            return Writer(agent.name, agent.id, agent.email)
        profile = message.get("bot_profile") or {}
        if message.get("bot_id") or not user:
            return Writer(str(message.get("username") or profile.get("name") or message.get("bot_id") or "?"))
        met = await self._meet(user)
        return Writer(met.name, None, met.email) if met else Writer(user)

    async def named_in(self, rich_text: Mapping[str, object]) -> dict[str, str]:
        """Display names of those whom it mentions."""
        names = {}
        for user in mentioned(rich_text):
            met = self.team.get(user) or await self._meet(user)
            if met:
                names[user] = met.name
        return names

    async def _meet(self, user: str) -> SlackUser | None:
        """None for whoever Slack doesn't know (any more)."""
        if user not in self.met:
            try:
                self.met[user] = await self.slack.person(user)
            except Refused:
                self.met[user] = None
        return self.met[user]


def mentioned(part: object) -> Iterator[str]:
    """Slack users, in reading order."""
    match part:
        case {"type": "user", "user_id": str(user)}:
            yield user
        case dict():
            for inner in part.values():
                yield from mentioned(inner)
        case list():
            for inner in part:
                yield from mentioned(inner)
