"""Block Kit read as an eye reads it: what is shown, what can be pressed, what would be interpreted."""

from collections.abc import Iterator

from blocks.parts import Post


def dicts(part: object) -> Iterator[dict[str, object]]:
    """Every object within, itself included, in reading order."""
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from dicts(value)
    elif isinstance(part, list):
        for value in part:
            yield from dicts(value)


def runs(part: object) -> list[tuple[str, str]]:
    """Kind and text of everything that is written."""
    return [(str(found["type"]), str(found["text"])) for found in dicts(part) if isinstance(found.get("text"), str)]


def seen(post: Post) -> str:
    """All that is written, a line a run."""
    return "\n".join(text for _, text in runs(post.blocks))


def interpreted(part: object) -> list[str]:
    """What Slack reads markup in."""
    return [text for kind, text in runs(part) if kind == "mrkdwn"]


def pressed(post: Post) -> dict[str, str]:
    """Action id to value of each button."""
    return {str(b["action_id"]): str(b["value"]) for b in dicts(post.blocks) if b.get("type") == "button"}


def offered(post: Post) -> list[str]:
    """What each choice of its menus says, in order."""
    return [
        str(option["value"])
        for menu in dicts(post.blocks)
        if menu.get("type") == "static_select"
        for option in dicts(menu["options"])
        if "value" in option
    ]
