"""Tokens that prove something: reply addresses, which say whose answer comes back, and links that act."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from owona_bot.domain.letter import ReplyClaim
from owona_bot.domain.verbs import LARGEST_NUMBER
from owona_bot.mail.addresses import LOCAL_LIMIT, AddressRefused, checked

SEAL_BYTES = 20
"""160 bits: 32 letters of base32 without padding."""

TOKEN = re.compile(r"([1-9][0-9]{0,9})-([a-z2-7]{4})-([a-z2-7]{32})", re.ASCII)

SHORTEST_SECRET = 16


@dataclass(frozen=True, slots=True)
class Keys:
    """Key id to key. `current` seals what goes out; the others still open what went out before."""

    current: str
    all: Mapping[str, bytes] = field(repr=False)


def keys_of(*secret_texts: str) -> Keys:
    """From OWONA_SECRET, the newest first. Raises ValueError for none, for short ones, and for two of one id.

    A key's id derives from the key, so that rotation needs no names: a new secret goes before the old.
    """
    if not secret_texts or min(map(len, secret_texts)) < SHORTEST_SECRET:
        raise ValueError(f"OWONA_SECRET needs {SHORTEST_SECRET} characters or more")
    keys = [hmac.digest(text.encode(), b"owona_bot reply address", "sha256") for text in secret_texts]
    by_id = {base32(hashlib.sha256(b"id" + key).digest())[:4]: key for key in keys}
    if len(by_id) < len(keys):
        raise ValueError("two values of OWONA_SECRET are the same or can't be told apart; replace one")
    return Keys(next(iter(by_id)), by_id)


def reply_address(desk: str, number: int, recipient: str, salt: bytes, keys: Keys) -> str:
    """`support+1001-k7ab-…@owona.de`, all lower case, the same for the same facts; it never expires.

    Raises AddressRefused when the desk's own address is too long (RFC 5321 allows 64 before the @).
    """
    local, _, domain = checked(desk).lower().rpartition("@")
    tagged = f"{local}+{number}-{keys.current}-{seal(number, recipient, salt, keys.all[keys.current])}"
    if len(tagged) > LOCAL_LIMIT:
        raise AddressRefused("the desk's address leaves no room for a reply token")
    return f"{tagged}@{domain}"


def read_token(address: str, desk: str) -> ReplyClaim | None:
    """What the address claims, if it is one of the desk's with a token; upper case counts as lower."""
    local, _, domain = desk.lower().rpartition("@")
    before, at, after = address.strip().lower().rpartition("@")
    name, plus, token = before.rpartition("+")
    found = TOKEN.fullmatch(token)
    if found is None or not (at and plus) or (name, after) != (local, domain):
        return None
    if int(found[1]) > LARGEST_NUMBER:
        return None
    return ReplyClaim(int(found[1]), found[2], found[3])


def verify(claim: ReplyClaim, recipient: str, salt: bytes, keys: Keys) -> bool:
    """Whether we gave this token to `recipient` for this ticket, and its salt was not rotated since.

    Takes the same time wherever a wrong seal differs.
    """
    key = keys.all.get(claim.key)
    return key is not None and hmac.compare_digest(seal(claim.number, recipient, salt, key), claim.seal)


def seal(number: int, recipient: str, salt: bytes, key: bytes) -> str:
    """HMAC-SHA-256 over purpose, ticket, recipient and salt, cut to 160 bits (RFC 2104 section 5)."""
    fields = (b"reply", str(number).encode(), recipient.strip().lower().encode(), salt)
    told = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    return base32(hmac.digest(key, told, "sha256")[:SEAL_BYTES])


def base32(raw: bytes) -> str:
    """RFC 4648 section 6 in lower case without padding: servers lowercase local parts."""
    return base64.b32encode(raw).decode().lower().rstrip("=")


def new_token() -> tuple[str, bytes]:
    """256 random bits for a link that acts, and the hash to store: the token itself is kept nowhere."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> bytes:
    """SHA-256; tokens are random enough to need no salt and no slowness."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
