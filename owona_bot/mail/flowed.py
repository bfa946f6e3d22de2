"""RFC 3676: paragraphs that Thunderbird and Apple Mail sent as lines ending in a space become whole again."""

from collections.abc import Mapping

LONGEST = 20_000  # of a paragraph, for a mail may be one flowed line of a megabyte


def unflowed(text: str, parameters: Mapping[str, str]) -> str:
    """Lines are joined at equal depth of quoting only; `-- ` never flows."""
    delete = parameters.get("delsp", "").lower() == "yes"
    done: list[str] = []
    open_line: list[str] = []
    open_depth = size = 0
    for line in text.split("\n"):
        depth, rest = _depth(line.rstrip("\r"))
        soft = rest.endswith(" ") and rest != "-- "
        if open_line and (depth != open_depth or rest == "-- " or size > LONGEST):
            done.append(_quoted(open_depth, open_line))
            open_line, size = [], 0
        open_line.append(rest[:-1] if soft and delete else rest)
        open_depth, size = depth, size + len(rest)
        if not soft:
            done.append(_quoted(depth, open_line))
            open_line, size = [], 0
    return "\n".join([*done, _quoted(open_depth, open_line)] if open_line else done)


def _depth(line: str) -> tuple[int, str]:
    rest = line.lstrip(">")
    depth = len(line) - len(rest)
    return depth, rest.removeprefix(" ")


def _quoted(depth: int, pieces: list[str]) -> str:
    text = "".join(pieces)
    return f"{'>' * depth} {text}" if depth else text
