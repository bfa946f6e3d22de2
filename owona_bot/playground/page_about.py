"""What the app's manifest offers to whoever types: commands with their words, shortcuts with their places."""

from pathlib import Path

import yaml

from owona_bot.playground.wire import Json


def offered(manifest: Path) -> Json:
    """`words` are the alternatives of the usage hint, `show 1001` among them."""
    features = yaml.safe_load(manifest.read_text(encoding="utf-8")).get("features") or {}
    commands = [
        {
            "command": entry["command"],
            "description": entry.get("description", ""),
            "words": [word.strip() for word in str(entry.get("usage_hint", "")).split("|") if word.strip()],
        }
        for entry in features.get("slash_commands") or ()
    ]
    shortcuts = [
        {"name": entry["name"], "kind": entry["type"], "description": entry.get("description", "")}
        for entry in features.get("shortcuts") or ()
    ]
    return {"commands": commands, "shortcuts": shortcuts}
