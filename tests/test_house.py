"""Promises about the house itself."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import yaml

from blocks import ids
from owona_bot.domain.delivery import Reaction
from owona_bot.domain.event import Kind
from owona_bot.domain.permissions import RIGHTS, Right

ROOT = Path(__file__).parents[1]
ROOMS = ("owona_bot", "handlers", "blocks", "jobs", "migrations")
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text())


def sources(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from (ROOT / room).rglob("*.py")


def text_of(*rooms: str) -> str:
    return "\n".join(path.read_text() for path in sources(*rooms))


def imports_of(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {name.name.split(".")[0] for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").split(".")[0])
    return names


def test_every_action_id_has_a_listener_and_every_listener_an_id() -> None:
    names = {name for name, value in vars(ids).items() if isinstance(value, str) and "." in value and name.isupper()}
    doors = text_of("handlers")
    heard = set(re.findall(r"doors\.(?!command)\w+\(\s*ids\.(\w+)", doors))
    assert heard == names, heard ^ names


def test_every_command_and_event_of_the_manifest_is_heard_and_none_else() -> None:
    commands = {entry["command"] for entry in MANIFEST["features"]["slash_commands"]}
    events = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
    answered = set(re.findall(r"doors\.command\(\s*ids\.(\w+)", text_of("handlers")))
    assert commands == {getattr(ids, name) for name in answered}
    heard = set(re.findall(r'doors\.event\(\s*"(\w+)"', text_of("handlers")))
    assert heard == {event.split(".")[0] for event in events}


def test_every_shortcut_of_the_manifest_is_heard_and_none_else() -> None:
    shortcuts = {(entry["type"], entry["callback_id"]) for entry in MANIFEST["features"]["shortcuts"]}
    heard = re.findall(r"doors\.(message|global)_shortcut\(\s*ids\.(\w+)", text_of("handlers"))
    assert shortcuts == {(kind, getattr(ids, name)) for kind, name in heard}


METHOD_SCOPES = {
    "chat_getPermalink": set(),
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_open": {"im:write", "im:history"},  # what may stand there already is looked for
    "conversations_history": {"channels:history", "groups:history"},
    "conversations_replies": {"channels:history", "groups:history"},
    "files_completeUploadExternal": {"files:write"},
    "files_getUploadURLExternal": {"files:write"},
    "files_info": {"files:read"},
    "dnd_teamInfo": {"dnd:read"},
    "users_getPresence": {"users:read"},
    "users_info": {"users:read", "users:read.email"},
    "users_list": {"users:read", "users:read.email"},
    "chat_postEphemeral": {"chat:write"},
    "auth_test": set(),
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
"""https://docs.slack.dev/reference/methods: what each method that we call asks for."""


EVENT_SCOPES = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "team_join": {"users:read"},
    "user_change": {"users:read"},
}
"""https://docs.slack.dev/reference/events: what each event that we subscribe asks for."""


def test_every_scope_of_the_manifest_is_used_and_none_is_missing() -> None:
    calls = set(
        re.findall(r"(?:web|client)\.((?:chat|conversations|dnd|users|views|auth|files)_\w+)\(", text_of(*ROOMS))
    )
    assert calls <= METHOD_SCOPES.keys(), calls - METHOD_SCOPES.keys()
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    needed = {"commands"} | {scope for event in events for scope in EVENT_SCOPES[event]}
    needed |= {scope for call in calls for scope in METHOD_SCOPES[call]}
    if re.search(r"url_private", text_of("owona_bot/slack")):
        needed.add("files:read")
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed


def plan_text() -> str:
    return "\n".join(path.read_text() for path in (ROOT / "owona_bot/domain").glob("plan*.py"))


def test_every_event_kind_is_written_somewhere_and_known_to_the_plan() -> None:
    plan = plan_text()
    writers = text_of("owona_bot/database", "owona_bot/services", "jobs", "migrations")
    for kind in Kind:
        assert f"Kind.{kind.name}" in plan or kind in SILENT, kind
        assert f"'{kind.value}'" in writers or f"Kind.{kind.name}" in writers, kind


SILENT = {
    *(Kind.MESSAGE_CHANGED, Kind.MESSAGE_DELETED, Kind.TOKEN_MADE, Kind.TOKEN_REVOKED, Kind.EXPORT_FETCHED),
}
"""The audit trail has them; nobody is told."""


def test_every_reaction_is_planned_and_carried_out() -> None:
    plan, app = plan_text(), (ROOT / "owona_bot/app.py").read_text()
    for reaction in Reaction:
        assert f"Reaction.{reaction.name}" in plan, reaction
        assert f"Reaction.{reaction.name}" in app, reaction


def test_the_domain_imports_the_standard_library_alone() -> None:
    for path in sources("owona_bot/domain"):
        strangers = imports_of(path) - set(sys.stdlib_module_names) - {"owona_bot"}
        assert not strangers, (path, strangers)


def test_only_the_engines_own_room_speaks_sql() -> None:
    statement = re.compile(r'"\s*(select|insert into|update|delete from)\s', re.IGNORECASE)
    allowed = {ROOT / "owona_bot/playground"}
    for path in sources("owona_bot", "handlers", "blocks", "jobs"):
        if path.is_relative_to(ROOT / "owona_bot/database") or any(path.is_relative_to(room) for room in allowed):
            continue
        assert not statement.search(path.read_text()), path


def test_no_dependency_ships_a_module_of_our_names() -> None:
    for distribution in distributions():
        if distribution.metadata["Name"] == "owona-bot":
            continue
        tops = {str(file).split("/")[0] for file in distribution.files or ()}
        assert not tops & set(ROOMS), distribution.metadata["Name"]


def test_nothing_is_imported_inside_a_function_or_for_types_alone() -> None:
    for path in sources(*ROOMS):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden = [child for child in ast.walk(node) if isinstance(child, ast.Import | ast.ImportFrom)]
                assert not hidden, (path, node.name)
        assert "TYPE_CHECKING" not in path.read_text(), path


def test_nobody_but_app_its_fittings_and_cli_reads_the_environments_settings() -> None:
    for path in sources(*ROOMS):
        if path.name not in ("app.py", "cli.py", "fittings.py", "settings.py"):
            assert "owona_bot.settings" not in path.read_text(), path


def test_nobody_asks_this_machine_what_time_it_is() -> None:
    """The desk's clock is the database's: machines whose clocks differ, or jump, would tell things at other times."""
    asked = re.compile(r"datetime\.now\(|utcnow|time\.time\(|date\.today\(")
    for path in sources(*ROOMS):
        if not path.is_relative_to(ROOT / "owona_bot/playground"):
            assert not asked.search(path.read_text()), path


def test_the_package_itself_is_empty() -> None:
    assert (ROOT / "owona_bot/__init__.py").read_text() == ""


def test_no_registry_and_no_index_stands_in_a_lock() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert not re.search(r"^--|https?://", (ROOT / name).read_text(), re.MULTILINE), name


def test_the_readme_tells_the_rights_as_they_are() -> None:
    words = {"–": Right.NEVER, "own": Right.OWN, "all": Right.ANY}
    row = re.compile(
        r"^\| `(\w+)` \| [^|]+ \| (–|own|all) \| (–|own|all) \| (–|own|all) \| (–|own|all) \|$", re.MULTILINE
    )
    told = {act: tuple(words[cell] for cell in cells) for act, *cells in row.findall((ROOT / "README.md").read_text())}
    assert told == {act.value: rights for act, rights in RIGHTS.items()}
