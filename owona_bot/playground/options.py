"""What a playground is started with, and what it reads of the app's manifest."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

Mode = Literal["socket", "http"]


@dataclass(frozen=True, slots=True)
class World:
    """What the page shows beside Slack: the site's database, and the bot's mail server at `host:port`, if any."""

    database: str | None = None
    desk: str | None = None
    address: str = "support@owona.de"
    system_user: str = "system@owona.de"


@dataclass(frozen=True, slots=True)
class Options:
    """`pace` is a factor on Slack's rates: 2.0 is twice as generous, 0 switches them off."""

    manifest: Path
    port: int = 0
    pace: float = 1.0
    mode: Mode = "socket"
    request_url: str | None = None
    redelivery: tuple[float, ...] = (0.0, 60.0, 300.0)
    ack_timeout: float = 3.0
    trigger_life: float = 3.0
    response_url_life: float = 1800.0
    bot_token: str = "xoxb-playground"  # noqa: S105 — a stand-in's token opens nothing
    app_token: str = "xapp-playground"  # noqa: S105 — a stand-in's token opens nothing
    signing_secret: str = "playground-signing-secret"  # noqa: S105 — a stand-in's secret
    log: int = 10_000
    world: World = World()
    keep: Path | None = None


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`kind` is `message` or `global`."""

    name: str
    kind: str
    callback_id: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The part of manifest.yml that decides what Slack lets the app do.

    `home`, `messages` and `read_only` are the tabs of the App Home; `escaping` are commands whose names come as ids.
    """

    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str]
    interactive: bool
    shortcuts: tuple[Shortcut, ...] = ()
    home: bool = False
    messages: bool = True
    read_only: bool = False
    escaping: frozenset[str] = frozenset()


def read_manifest(path: Path) -> Manifest:
    """Raises KeyError or ValueError where Slack would refuse the file."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(data, Mapping):
        raise ValueError(f"{path} is no manifest")
    settings = data.get("settings") or {}
    subscriptions = settings.get("event_subscriptions") or {}
    features = data.get("features") or {}
    commands = features.get("slash_commands") or ()
    shortcuts = features.get("shortcuts") or ()
    app_home = features.get("app_home") or {}
    return Manifest(
        scopes=frozenset(data["oauth_config"]["scopes"].get("bot") or ()),
        events=frozenset(subscriptions.get("bot_events") or ()),
        commands=frozenset(entry["command"] for entry in commands),
        interactive=bool((settings.get("interactivity") or {}).get("is_enabled")),
        shortcuts=tuple(Shortcut(entry["name"], entry["type"], entry["callback_id"]) for entry in shortcuts),
        home=bool(app_home.get("home_tab_enabled")),
        messages=bool(app_home.get("messages_tab_enabled", True)),
        read_only=bool(app_home.get("messages_tab_read_only_enabled")),
        escaping=frozenset(entry["command"] for entry in commands if entry.get("should_escape")),
    )
