"""Settings: environment variables that begin with OWONA_, nested by `__`. Read by app and cli alone."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ChannelId = Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,20}$")]


class Channels(BaseModel):
    """Slack channel ids (in Slack: the channel's details, at the bottom), not names."""

    tickets: ChannelId
    operations: ChannelId


class SlackSettings(BaseModel):
    """`api_url` and the tokens come from the app's pages in Slack; `pace` is seconds between posts of a channel."""

    mode: Literal["socket", "http"] = "socket"
    bot_token: SecretStr
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    api_url: str = "https://slack.com/api/"
    pace: float = Field(1.0, ge=0)
    burst: int = Field(3, ge=1)
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
    """`system_user` is the address of the account that owns tickets of people without one."""

    system_user: str | None = None


class HttpSettings(BaseModel):
    """`listen` is `host:port`, where Slack's requests come in HTTP mode."""

    listen: str = "127.0.0.1:3000"

    @field_validator("listen")
    @classmethod
    def address(cls, listen: str) -> str:
        """`host:port`."""
        host, _, port = listen.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65535:
            raise ValueError("must be host:port, such as 127.0.0.1:3000")
        return listen


class DatabaseSettings(BaseSettings):
    """Where PostgreSQL is; without `database_url` the bot runs its own in `data`."""

    model_config = SettingsConfigDict(env_prefix="OWONA_", hide_input_in_errors=True, extra="ignore")

    database_url: SecretStr | None = None
    migrate_url: SecretStr | None = None
    pg_bin: Path | None = None
    data: Path | None = None


class Settings(DatabaseSettings):
    """Everything that `owona-bot run` needs."""

    model_config = SettingsConfigDict(
        env_prefix="OWONA_", env_nested_delimiter="__", hide_input_in_errors=True, extra="ignore"
    )

    agents: Annotated[tuple[str, ...], NoDecode] = Field(min_length=1)
    locale: Literal["de", "en"] = "de"
    lease_seconds: float = Field(30, gt=0)
    slack: SlackSettings
    mail: MailSettings = MailSettings()
    http: HttpSettings = HttpSettings()

    @field_validator("agents", mode="before")
    @classmethod
    def addresses(cls, agents: object) -> object:
        """`anna@owona.de, ben@owona.de`: separated by commas or white space, the first is admin."""
        if isinstance(agents, str):
            return tuple(dict.fromkeys(word.lower() for word in agents.replace(",", " ").split()))
        return agents
