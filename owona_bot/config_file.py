"""The operator's file as it is written: every value is text, and knows its line."""

from pathlib import Path

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
