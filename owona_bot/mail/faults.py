"""What was wrong with a mail, gathered while it is read."""

LIMIT = 40


class Faults:
    """An ordered set of `code` and `code:detail`; a hostile mail's thousandth fault says nothing new."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}

    def add(self, code: str, detail: str = "") -> None:
        """`detail` is one of our words, or a name from the mail that was made printable."""
        if len(self._found) < LIMIT:
            clean = "".join(c if c.isprintable() else "?" for c in detail[:60])
            self._found[f"{code}:{clean}" if clean else code] = None

    def all(self) -> tuple[str, ...]:
        """In the order of the first finding."""
        return tuple(self._found)
