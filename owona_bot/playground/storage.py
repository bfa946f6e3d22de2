"""The bytes of files: on disk, in one file without a name that goes with the process however it ends."""

import os
import tempfile
from collections.abc import Iterator
from io import BufferedRandom

PIECE = 256 * 1024


class Storage:
    """Each file has a stretch of its own, as long as was announced."""

    def __init__(self) -> None:
        self._file: BufferedRandom | None = None
        self._end = 0

    @property
    def _fd(self) -> int:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this object, see `close`
        return self._file.fileno()

    def room(self, size: int) -> int:
        """Where a file of `size` bytes may begin."""
        begin, self._end = self._end, self._end + size
        return begin

    def write(self, at: int, piece: bytes) -> None:
        os.pwrite(self._fd, piece, at)

    def read(self, at: int, size: int) -> Iterator[bytes]:
        """In pieces, so that a large file never lies in memory whole."""
        for begin in range(0, size, PIECE):
            yield os.pread(self._fd, min(PIECE, size - begin), at + begin)

    def close(self) -> None:
        """Forgets all bytes; may be written to again."""
        if self._file is not None:
            self._file.close()
            self._file = None
