"""The table of refusals and the code that refuses agree."""

import ast
from pathlib import Path

import owona_bot.playground
from owona_bot.playground.refusals import ROWS

HOUSE = Path(owona_bot.playground.__file__).parent


def said() -> set[str]:
    """Every literal handed to refuse(), schema() or a reader of arguments."""
    words: set[str] = set()
    for path in HOUSE.glob("*.py"):
        if path.name == "refusals.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
    return words | {"invalid_ts_latest", "invalid_ts_oldest"}


def test_every_row_is_used_somewhere() -> None:
    assert {row.error for row in ROWS} <= said()


def test_every_row_names_its_source_and_stands_once() -> None:
    assert all(row.source.startswith(("§", "method page")) for row in ROWS)
    assert len({row.error for row in ROWS}) == len(ROWS)


def test_the_playground_knows_neither_bolt_nor_the_bots_views() -> None:
    for path in HOUSE.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        names |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
        assert not {name.split(".")[0] for name in names} & {"slack_bolt", "slack_sdk", "blocks", "handlers", "jobs"}
