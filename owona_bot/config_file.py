"""The operator's file as it is written: every value is text, and knows its line."""

from pathlib import Path
from typing import Any

import yaml


class Word(str):
    """As it stands there; `line` counts from 1."""

    line: int


class Lined(yaml.BaseLoader):
    """Each mapping keeps the line on which it begins: a `no` is no false, a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = True) -> dict[object, object]:
        """Raises YAMLError for a key that comes again, where YAML would take the last; all is built at once, `deep`."""
        found: dict[object, object] = {"__line__": node.start_mark.line + 1}
        for key, value in node.value:
            name = self.construct_object(key, deep=deep)
            if not isinstance(name, str) or name in found:
                raise yaml.MarkedYAMLError(problem=f"the key {name!r} can't stand here", problem_mark=key.start_mark)
            found[name] = self.construct_object(value, deep=True)
        return found

    def construct_scalar(self, node: yaml.ScalarNode) -> Word:
        """What every key and every value is made of."""
        word = Word(super().construct_scalar(node))
        word.line = node.start_mark.line + 1
        return word


class Plain(Lined):
    """Of a file from elsewhere: nothing in it stands for something else."""

    DEEPEST = 12
    """Lists and mappings within each other."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Raises YAMLError for anchors, aliases and tags, with which a small file can be a huge one, and for depth."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs say nothing of it
        deeper = f"more than {self.DEEPEST} lists and mappings within each other"
        why = {
            "& and * are not taken here": getattr(event, "anchor", None),
            "a tag (!) is not taken here": getattr(event, "tag", None),
            deeper: self.depth == self.DEEPEST,
        }
        if problem := next((said for said, holds in why.items() if holds), None):
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def plain(text: str) -> object:
    """What a YAML text from elsewhere says, None when it says nothing. Raises ValueError, with the line."""
    try:
        return yaml.load(text, Plain)  # noqa: S506  # a BaseLoader makes text alone
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"line {line}: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise ValueError(f"line {line_in(text, error)}: no YAML: a character that it can't hold") from error


def line_in(text: str, error: yaml.YAMLError) -> int:
    """Of a reader's error, which knows a place alone."""
    return text.count("\n", 0, getattr(error, "position", 0)) + 1


def document(path: Path) -> object:
    """What a YAML file says, None when it is empty. Raises ValueError, with the line that can't be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Lined)  # noqa: S506  # a BaseLoader makes text alone
    except OSError as error:
        raise ValueError(f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is no UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"line {line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise ValueError(f"no YAML: {error}") from error
