"""Slack names what came without a name: blocks and the elements in them."""

from owona_bot.playground.wire import Json


def named(blocks: list[Json], mark: str = "b") -> list[Json]:
    """`mark` begins the new names; a view gets another one each time, so that nothing typed stays by chance."""
    return [_block(block, f"{mark}{index:03d}") for index, block in enumerate(blocks)]


def _block(block: Json, name: str) -> Json:
    fresh = block if block.get("block_id") else {**block, "block_id": name}
    for part in ("element", "accessory"):
        if isinstance(fresh.get(part), dict):
            fresh = {**fresh, part: _element(fresh[part], "a000")}
    if fresh["type"] in {"actions", "context_actions"}:
        fresh = {**fresh, "elements": [_element(part, f"a{i:03d}") for i, part in enumerate(fresh["elements"])]}
    if "child_blocks" in fresh:
        children = [_block(child, f"{name}.{i:03d}") for i, child in enumerate(fresh["child_blocks"])]
        fresh = {**fresh, "child_blocks": children}
    return fresh


def _element(element: Json, name: str) -> Json:
    return element if element.get("action_id") or element["type"] == "image" else {**element, "action_id": name}
