"""Settings: environment variables that begin with OWONA_, nested by `__`. Read by app, its fittings and cli alone."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ChannelId = Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,20}$")]

ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}")

SHORTEST_SECRET = 16

FARTHEST = timedelta(days=3650)
"""That a clock may run ahead: no date leaves the calendar."""

PLAIN_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


class Channels(BaseModel):
    """Slack channel ids (in Slack: the channel's details, at the bottom), not names.

    `fallback` takes the cards of a channel that refuses us; unset: `operations` does. `sla` hears of deadlines, `tier2`
    of escalations; unset: `tickets` and `operations` do.
    """

    tickets: ChannelId
    operations: ChannelId
    fallback: ChannelId | None = None
    sla: ChannelId | None = None
    tier2: ChannelId | None = None


class SlackSettings(BaseModel):
    """`api_url` and the tokens come from the app's pages in Slack; `pace` is seconds between posts of a channel.

    `patience` is seconds from a knock to its answer; Slack waits for three.
    """

    mode: Literal["socket", "http"] = "socket"
    bot_token: SecretStr
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    api_url: str = "https://slack.com/api/"
    pace: float = Field(default=1.0, ge=0)
    burst: int = Field(default=3, ge=1)
    patience: float = Field(default=2.0, ge=1)
    channels: Channels

    @model_validator(mode="after")
    def complete(self) -> "SlackSettings":
        """Each mode needs its own secret."""
        if self.mode == "socket" and self.app_token is None:
            raise ValueError("socket mode needs OWONA_SLACK__APP_TOKEN (xapp-…, scope connections:write)")
        if self.mode == "http" and self.signing_secret is None:
            raise ValueError("http mode needs OWONA_SLACK__SIGNING_SECRET")
        return self


class MailSettings(BaseModel):
    """`system_user` is the address of the account that owns tickets of people without one.

    Letters go out when `smtp_url` is set (`smtp://user:password@host:587`, `smtps://host:465`), from `address`, which
    is also where answers come in; `name` stands before it. `per_hour` is what the provider bears; 0: as many as come.

    Mail comes in at `listen` when `address` is set: there our mail server hands over what it took for it. Its name
    in Authentication-Results is `authserv_id`; without it no author is believed, and tickets belong to `system_user`.
    """

    listen: str = Field(default="smtp://127.0.0.1:2525", pattern=r"^(smtp|lmtp)://[^\s/]+:[0-9]{1,5}$")
    authserv_id: str | None = None
    system_user: str | None = None
    smtp_url: SecretStr | None = None
    address: str | None = None
    name: str = "Owona Support"
    per_hour: int = Field(default=120, ge=0)
    imprint: str | None = None
    site: str = Field(default="https://whatsapp.owona.de", pattern=r"^https?://[^\s/]+$")

    @field_validator("smtp_url")
    @classmethod
    def server(cls, url: SecretStr | None) -> SecretStr | None:
        """A host, and nothing after it; a password's special characters are percent-encoded."""
        if url is not None and not re.fullmatch(
            r"smtps?://([^\s/@]+@)?(\[[0-9a-fA-F:]+\]|[^\s/@:]+)(:\d{1,5})?/?", url.get_secret_value()
        ):
            raise ValueError("must be smtp://user:password@host:587 or smtps://user:password@host:465")
        return url

    @field_validator("address", "system_user")
    @classmethod
    def mailbox(cls, address: str | None) -> str | None:
        """One plain address, in lower case."""
        if address is None:
            return None
        if not ADDRESS.fullmatch(address.strip()):
            raise ValueError("must be an address, such as support@example.org")
        return address.strip().lower()

    @model_validator(mode="after")
    def complete(self) -> "MailSettings":
        """A letter needs a sender, a stranger's mail an owner."""
        if self.smtp_url is not None and self.address is None:
            raise ValueError("letters need OWONA_MAIL__ADDRESS, the address that they come from")
        if self.address is not None and self.system_user is None:
            raise ValueError("mail needs OWONA_MAIL__SYSTEM_USER, the account that owns what strangers write")
        return self


Address = Annotated[str, Field(pattern=r"^[^\s:]+:[0-9]{1,5}$|^\[[0-9a-fA-F:]+\]:[0-9]{1,5}$")]
"""`host:port`; port 0 takes a free one, which the log names."""


class HttpSettings(BaseModel):
    """`listen` is where links in letters lead and, in HTTP mode, Slack's requests come in.

    `public_url` is how the world reaches it (https, no path); without it letters have no links to their settings.
    `metrics_listen` has /metrics, /readyz and /healthz, for those who watch the bot; unset: nowhere.
    """

    listen: Address = "127.0.0.1:3000"
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s/]+/?$")
    metrics_listen: Address | None = None

    @field_validator("listen", "metrics_listen")
    @classmethod
    def port(cls, listen: str | None) -> str | None:
        """Of sixteen bits."""
        if listen is not None and int(listen.rpartition(":")[2]) > 65535:
            raise ValueError("must be host:port, such as 127.0.0.1:3000")
        return listen


class ReplySettings(BaseModel):
    """`undo_seconds` is how long an answer can be taken back after Send; 0: it goes at once."""

    undo_seconds: float = Field(default=20, ge=0, le=600)


class ScheduleSettings(BaseModel):
    """Days: after `auto_close_days` without a change a resolved ticket is closed, after `remind_days` without an
    answer its customer is reminded. Both jobs stand still until a lead resumes them."""

    auto_close_days: int = Field(default=14, ge=1, le=3650)
    remind_days: int = Field(default=4, ge=1, le=3650)


class ExportSettings(BaseModel):
    """Files are kept for `days`; one of more than `slack_limit` bytes is given as a link, where there is a public_url.

    `open_at_once` is how many one person may have that are not done.
    """

    days: int = Field(default=7, ge=1, le=365)
    slack_limit: int = Field(default=50_000_000, ge=1, le=1_000_000_000)
    open_at_once: int = Field(default=3, ge=1, le=100)


class DatabaseSettings(BaseSettings):
    """Where PostgreSQL is; without `database_url` the bot runs its own in `data`.

    `database_connections` is how many one process has open at most, whatever it does.
    """

    model_config = SettingsConfigDict(env_prefix="OWONA_", hide_input_in_errors=True, extra="ignore")

    database_url: SecretStr | None = None
    database_connections: int = Field(default=20, ge=8, le=100)
    migrate_url: SecretStr | None = None
    pg_bin: Path | None = None
    data: Path | None = None


class Settings(DatabaseSettings):
    """Everything that `owona-bot run` needs.

    `clock_ahead` (seconds, or ISO 8601 as `P1D`) is for the demo: the desk's clock runs so much ahead.

    `config` is a YAML file, which `config_file.document` reads: what is too much for environment variables.
    """

    model_config = SettingsConfigDict(
        env_prefix="OWONA_", env_nested_delimiter="__", hide_input_in_errors=True, extra="ignore"
    )

    agents: Annotated[tuple[str, ...], NoDecode] = Field(min_length=1)
    config: Path | None = None
    locale: Literal["de", "en"] = "de"
    zone: ZoneInfo = ZoneInfo("Europe/Berlin")
    lease_seconds: float = Field(default=30, gt=0)
    clock_ahead: timedelta = Field(default=timedelta(0), ge=timedelta(0), le=FARTHEST)
    slack: SlackSettings
    secret: SecretStr | None = None
    mail: MailSettings = MailSettings()
    http: HttpSettings = HttpSettings()
    reply: ReplySettings = ReplySettings()
    schedule: ScheduleSettings = ScheduleSettings()
    export: ExportSettings = ExportSettings()

    @property
    def secrets(self) -> tuple[str, ...]:
        """Of OWONA_SECRET, separated by commas, the newest first: those after it still open what they sealed."""
        told = self.secret.get_secret_value() if self.secret else ""
        return tuple(secret.strip() for secret in told.split(",") if secret.strip())

    @model_validator(mode="after")
    def sealed(self) -> "Settings":
        """Answers to letters come back by an address that the secret has sealed."""
        if self.mail.address is not None and not self.secrets:
            raise ValueError("mail needs OWONA_SECRET, at least 16 random characters")
        if any(len(secret) < SHORTEST_SECRET for secret in self.secrets):
            raise ValueError("OWONA_SECRET needs at least 16 random characters, each of them if there are several")
        return self

    @field_validator("clock_ahead", mode="before")
    @classmethod
    def seconds(cls, ahead: object) -> object:
        """Pydantic takes a number for seconds, but not one that is written."""
        return float(ahead) if isinstance(ahead, str) and PLAIN_NUMBER.fullmatch(ahead.strip()) else ahead

    @field_validator("agents", mode="before")
    @classmethod
    def addresses(cls, agents: object) -> object:
        """`anna@owona.de, ben@owona.de`: separated by commas or white space, the first is admin."""
        if isinstance(agents, str):
            words = tuple(dict.fromkeys(word.lower() for word in agents.replace(",", " ").split()))
            if strange := [word for word in words if "@" not in word]:
                raise ValueError(f"{', '.join(strange)}: not an e-mail address")
            return words
        return agents
