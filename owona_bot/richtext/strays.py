"""JSON of unknown shape, taken for what can be read from it."""

from collections.abc import Iterator, Mapping, Sequence

TELLING = ("fallback", "text", "value", "title", "name", "elements")
"""Fields whose text people would see, the likeliest first."""

DEEPEST = 20


def shape(value: object) -> Mapping[str, object]:
    """An object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def sequence(value: object) -> Sequence[object]:
    """An array, or an empty one."""
    return value if isinstance(value, list | tuple) else ()


def string(value: object) -> str:
    """A string, or an empty one."""
    return value if isinstance(value, str) else ""


def whole(value: object) -> int:
    """A whole number, or zero."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def strays(value: object) -> str:
    """The texts of something unknown; deeper than 20 nobody looks."""
    return " ".join(filter(None, texts(value, DEEPEST)))


def texts(value: object, depth: int) -> Iterator[str]:
    """An object's first telling field, an array's entries, a string itself."""
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, Mapping):
        told = next((value[field] for field in TELLING if value.get(field)), None)
        yield from texts(told, depth - 1)
    elif depth and isinstance(value, list | tuple):
        for entry in value:
            yield from texts(entry, depth - 1)
