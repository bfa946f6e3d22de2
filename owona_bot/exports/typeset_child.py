"""The child's side of `typeset`: a job on stdin, the document on stdout, nothing else in reach."""

import json
import resource
import sys
from pathlib import Path
from typing import Any

import font_roboto
import typst

from owona_bot.exports.glyphs import plainer, unmarked

HERE = Path(__file__).parent

FONTS = Path(font_roboto.__file__).parent / "files"

NO_GLYPH = "could not be displayed"
"""What typst says of a character that no font has, alone or with its neighbours."""


def main(memory: int, seconds: int) -> None:
    """One document."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(made(json.load(sys.stdin.buffer)))


def made(asked: dict[str, Any]) -> bytes:
    """A job as JSON: that has no narrower type. What can't be set as it is is set without marks, or plainer."""
    for simpler in (str, unmarked):
        try:
            return compiled(asked, {name: simpler(text) for name, text in asked["inputs"].items()})
        except typst.TypstError as error:
            if NO_GLYPH not in str(error):
                raise
    return compiled(asked, {name: plainer(text) for name, text in asked["inputs"].items()})


def compiled(asked: dict[str, Any], inputs: dict[str, str]) -> bytes:
    """Fonts are Roboto and what typst brings along, none of the machine's own."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
    options: dict[str, Any] = {"pdf_standards": ["ua-1"]} if asked["format"] == "pdf" else {"ppi": asked["ppi"]}
    found = typst.compile(
        (HERE / asked["template"]).read_bytes(),
        format=asked["format"],
        font_paths=fonts,
        sys_inputs=inputs,
        timestamp=asked["at"],
        **options,
    )
    return bytes(found[0] if isinstance(found, list) else found)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
