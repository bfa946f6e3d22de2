"""Mail addresses, checked before any library sees them: some drop what they can't bear, and mail goes astray."""

import re

LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII | re.IGNORECASE)
"""The dot-string of RFC 5321 section 4.1.2. Quoted local parts are legal and rare; we refuse them."""

DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII | re.I)

LOCAL_LIMIT = 64
DOMAIN_LIMIT = 253


class AddressRefused(ValueError):
    """No address that we write to: names what is wrong, never the address, since replies hold tokens."""


def checked(address: str) -> str:
    """The address as it was given, if it is one of RFC 5321 in ASCII. Raises AddressRefused."""
    local, at, domain = address.rpartition("@")
    if not at or len(local) > LOCAL_LIMIT or not LOCAL.fullmatch(local):
        raise AddressRefused("the part before the @ is missing, too long or has characters that may not stand there")
    if len(domain) > DOMAIN_LIMIT or not DOMAIN.fullmatch(domain):
        raise AddressRefused("the part after the @ is no domain in ASCII (others need their xn-- form)")
    return address


def domain_of(address: str) -> str:
    """In lower case. Raises AddressRefused."""
    return checked(address).rpartition("@")[2].lower()
