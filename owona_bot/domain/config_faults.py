"""What readers of the operator's file share: where a mapping begins, what is said of what can't stay."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

LINE = "__line__"
"""Where a mapping of the file, as `config_file.document` reads it, keeps the line on which it begins."""

Value = TypeVar("Value")


class NotRules(Exception):
    """The file can't stay as it is; `faults` has a sentence for each place, with its line."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class Unfit(Exception):
    """Why a value can't stand where it does, and what would fit."""


class Place:
    """A mapping of the file that is being read; what can't stay in it is kept in `faults`, and None stands for it."""

    def __init__(self, path: str, mapping: Mapping[str, object], faults: list[str], known: Iterable[str]) -> None:
        self.path = path
        self.mapping = mapping
        self.faults = faults
        for fault in unknown(mapping, known):
            line, why = fault.split(": ", 1)
            faults.append(f"{line}: {path}: {why}")

    def fault(self, why: str, name: str = "", word: str | None = None) -> None:
        """`name` is the key that it is about, `word` what stands there and can't."""
        where = f"{self.path}: {name}" if name else self.path
        self.faults.append(f"line {line_of(self.mapping, name, word)}: {where}: {why}")

    def one(self, name: str, meaning: Callable[[str], Value]) -> Value | None:
        """The one word that stands there."""
        value = self.mapping.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            return self.read([value], name, lambda words: meaning(words[0]))
        self.fault(f"{shown(value)} is no single word", name)
        return None

    def each(self, name: str, meaning: Callable[[str], Value]) -> tuple[Value, ...] | None:
        """One word or a list, each for itself; None where nothing is said."""
        words = self.words(name)
        if words is None:
            return None
        found = [self.read([word], name, lambda said: meaning(said[0])) for word in words]
        return tuple(value for value in found if value is not None)

    def whole(self, name: str, meaning: Callable[[Sequence[str]], Value]) -> Value | None:
        """One word or a list, all together; None where nothing is said."""
        words = self.words(name)
        return None if words is None else self.read(words, name, meaning)

    def read(self, words: Sequence[str], name: str, meaning: Callable[[Sequence[str]], Value]) -> Value | None:
        """What they mean, unless they are Unfit."""
        try:
            return meaning(words)
        except Unfit as error:
            self.fault(str(error), name, words[0] if len(words) == 1 else None)
            return None

    def entries(self, name: str, one: str, example: str, known: Iterable[str]) -> Iterator["Place"]:
        """A place for each mapping of a list; `one` is what an entry is called, `example` what it may look like."""
        entries = self.mapping.get(name) or ()
        if not isinstance(entries, Sequence) or isinstance(entries, str):
            self.fault(f"must be a list, each {one} beginning with `-`", name)
            return
        for number, entry in enumerate(entries, 1):
            if isinstance(entry, Mapping):
                yield Place(f"{self.path}, {one} {bare(entry.get('name', number))}", entry, self.faults, known)
            else:
                self.fault(f"{one} {number}: must have keys, such as {example}")

    def words(self, name: str) -> Sequence[str] | None:
        """As they stand there."""
        value = self.mapping.get(name)
        words = [value] if isinstance(value, str) else value
        if words is None or (isinstance(words, Sequence) and all(isinstance(word, str) for word in words)):
            return words
        self.fault(f"{shown(value)} is neither a word nor a list of words", name)
        return None


def line_of(mapping: Mapping[str, object], name: str, word: str | None = None) -> object:
    """That of the word, else of the key, else the mapping's; where the file was not read from text, words have none."""
    key = next((key for key in mapping if key == name), None)
    return getattr(word, "line", None) or getattr(key, "line", None) or mapping[LINE]


def unknown(mapping: Mapping[str, object], known: Iterable[str]) -> list[str]:
    """A fault for every key that nobody reads."""
    names = list(known)
    strange = [key for key in mapping if key != LINE and key not in names]
    return [f"line {line_of(mapping, key)}: {shown(key)} is not known here, only {', '.join(names)}" for key in strange]


def by_line(faults: Iterable[str]) -> list[str]:
    """As who mends them goes through the file; each begins with `line 3:`."""
    return sorted(faults, key=lambda fault: int(fault.removeprefix("line ").split(":", 1)[0]))


def shown(value: object) -> str:
    """As it stands in the file, short."""
    return repr(value)[:60]


def bare(name: object) -> str:
    """A name in a path: as it stands, short, without quotes."""
    return shown(name)[1:-1] if isinstance(name, str) else shown(name)
