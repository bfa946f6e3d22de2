"""stub"""

from owona_bot.playground.wire import Json


def check_blocks(blocks: object, surface: str, at: str = "/blocks") -> list[str]:
    return [] if isinstance(blocks, list) else ["must be an array"]


def check_view(view: Json) -> list[str]:
    return check_blocks(view.get("blocks"), "modal", "/view/blocks")
