"""The people and channels a fresh workspace starts with."""

from dataclasses import dataclass

from owona_bot.playground.wire import Json

TEAM = "T0OWONA"
OTHER_TEAM = "T0PARTNER"
APP = "A0OWONA"
BOT_USER = "U0OWONA"
BOT = "B0OWONA"


@dataclass(frozen=True, slots=True)
class User:
    """A member, guest, stranger or bot, with the flags by which an app tells them apart.

    `dnd_until` and `status_expiration` are in seconds of the epoch; 0: no, and without an end.
    """

    id: str
    name: str
    real_name: str
    email: str = ""
    display_name: str = ""
    locale: str = "en-US"
    team_id: str = TEAM
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    updated: int = 1_700_000_000
    away: bool = False
    dnd_until: float = 0.0
    status_emoji: str = ""
    status_text: str = ""
    status_expiration: int = 0

    def shown(self, *, email: bool, locale: bool) -> Json:
        """As users.info tells it; the address only with scope users:read.email."""
        profile: Json = {
            "real_name": self.real_name,
            "display_name": self.display_name or self.real_name,
            "team": self.team_id,
            "status_emoji": self.status_emoji,
            "status_text": self.status_text,
            "status_expiration": self.status_expiration,
        }
        if email and self.email:
            profile["email"] = self.email
        if self.is_bot:
            profile["bot_id"], profile["api_app_id"] = BOT, APP
        told: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": "Europe/Berlin",
            "profile": profile,
            "is_admin": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "updated": self.updated,
        }
        if self.is_stranger:
            told["is_stranger"] = True
        if locale:
            told["locale"] = self.locale
        return told


USERS: tuple[User, ...] = (
    User("U0ANNA", "anna", "Anna Albers", "anna@owona.de", "Anna", "de-DE"),
    User("U0BEN", "ben", "Ben Berg", "ben@owona.de", "Ben", "en-US"),
    User("U0GRETA", "greta", "Greta Guest", "greta@example.com", "Greta", is_restricted=True),
    User("U0MIA", "mia", "Mia Mensch", "mia@owona.de", "Mia", "de-DE"),
    User("U0ELSA", "elsa", "Elsa Extern", "elsa@partner.example", "Elsa", team_id=OTHER_TEAM, is_stranger=True),
    User("U0OTTO", "otto", "Otto Offline", "otto@owona.de", "Otto", "de-DE", deleted=True),
    User(BOT_USER, "owona", "owona", is_bot=True),
)


@dataclass(frozen=True, slots=True)
class Room:
    """A channel before anything happened in it; every active person is a member."""

    id: str
    name: str
    private: bool = False
    archived: bool = False
    bot: bool = True


ROOMS: tuple[Room, ...] = (
    Room("C0GENERAL", "general"),
    Room("C0TICKETS", "tickets"),
    Room("C0SLA", "sla"),
    Room("C0TIER2", "tier2"),
    Room("C0REPORTS", "reports"),
    Room("C0OPERATIONS", "operations"),
    Room("C0RANDOM", "random", bot=False),
    Room("C0PRIVATE", "private-room", private=True, bot=False),
    Room("C0OLDDESK", "old-desk", archived=True),
)
