"""The child's side of `reading`: mails on stdin, facts on stdout, nothing else in reach.

A request is its length (8 bytes), the seconds of processor time it may take (4 bytes) and the mail. An answer is
the length of its JSON (8 bytes), the JSON, and the bytes of each attachment, whose sizes the JSON tells.
"""

import json
import resource
import struct
import sys
from typing import BinaryIO

from owona_bot.domain.mail import InboundMail
from owona_bot.mail.facts import describe
from owona_bot.mail.inbound import read_mail

REQUEST = struct.Struct(">QI")
ANSWER = struct.Struct(">Q")
GRACE = 1  # second beyond the limit: the bot's own clock should strike first


def main(memory: int) -> None:
    """Until stdin ends, or a mail takes more memory than there is: then a fresh child is better than this one."""
    _limit(memory)
    inward, outward = sys.stdin.buffer, sys.stdout.buffer
    while head := inward.read(REQUEST.size):
        length, seconds = REQUEST.unpack(head)
        _give_time(seconds)
        if not _answer(inward, length, outward):
            return


def _limit(memory: int) -> None:
    """No file may grow, no core be dumped: what the mail makes of us stays in here."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _give_time(seconds: int) -> None:
    """The limit counts from the process's start, so each mail moves it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + GRACE, hard))


def _answer(inward: BinaryIO, length: int, outward: BinaryIO) -> bool:
    try:
        mail = read_mail(inward.read(length))
        facts = json.dumps(describe(mail), ensure_ascii=True, separators=(",", ":")).encode()
    except MemoryError:
        _write(outward, b'{"unreadable":"memory"}', None)
        return False
    _write(outward, facts, mail)
    return True


def _write(outward: BinaryIO, facts: bytes, mail: InboundMail | None) -> None:
    outward.write(ANSWER.pack(len(facts)) + facts)
    for attachment in mail.attachments if mail else ():
        outward.write(attachment.content)
    outward.flush()
