"""Views are data: they touch nothing, and nobody but `parts`, `tables` and `charts` builds Block Kit."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import blocks
from blocks import words
from owona_bot.domain.delivery import Reaction
from owona_bot.domain.ticket import Category, Priority, Status
from owona_bot.domain.verbs import Verb

FILES = sorted(Path(blocks.__path__[0]).glob("*.py"))

PURE = {"blocks", "owona_bot.domain", "collections", "dataclasses", "itertools", "json", "re", "typing", "unicodedata"}
PARTS = {"parts.py", "tables.py", "charts.py"}
IMPURE_CALLS = {"open", "print", "input", "now", "utcnow", "today", "time", "eval", "exec", "__import__"}

each = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield node.module or ""


@each
def test_a_view_imports_the_domain_and_other_views_alone(file: Path) -> None:
    allowed = PURE | {"datetime"}
    assert [
        name for name in imported(file) if not any(name == root or name.startswith(root + ".") for root in allowed)
    ] == []


@each
def test_a_view_has_no_clock_no_file_and_no_console(file: Path) -> None:
    calls = [node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    names = [call.id if isinstance(call, ast.Name) else getattr(call, "attr", "") for call in calls]
    assert not IMPURE_CALLS & set(names)


@each
def test_only_parts_build_block_kit(file: Path) -> None:
    keys = [
        k.value
        for n in ast.walk(ast.parse(file.read_text()))
        if isinstance(n, ast.Dict)
        for k in n.keys
        if isinstance(k, ast.Constant)
    ]
    assert "type" not in keys or file.name in PARTS


def test_every_value_has_its_word() -> None:
    assert set(words.STATUS) == set(Status)
    assert set(words.PRIORITY) == set(Priority)
    assert set(words.CATEGORY) == set(Category)
    assert set(words.REACTION) == set(Reaction)
    assert set(words.HELP) == set(Verb)
