"""Addresses inside our own walls: of servers that no customer can reach, and of people and channels in Slack."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPV4 = re.compile(r"(?<![\w.])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?!\w|\.[0-9])")
IPV6 = re.compile(r"(?<![\w:.])(?:f[cde][0-9a-f]{2}:[0-9a-f:]{2,45}|::1(?![0-9a-f:]))(?!\w)", re.IGNORECASE)
HOST = re.compile(
    r"(?<![\w.-])(?:localhost|[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}\.(?:internal|local|lan))(?![\w-]|\.\w)",
    re.IGNORECASE,
)

PRIVATE_V4 = tuple(
    map(
        IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10")
    )
)
PRIVATE_V6 = tuple(map(IPv6Network, ("fc00::/7", "fe80::/10", "::1/128")))
"""RFC 1918, 3927, 6598, 4193 and 4291."""

VERSION = re.compile(
    r"(?:\b(?:version|release|build|firmware|update|ver\.?)|\bv\.?) ?(?:auf |to |von |from )?\Z", re.IGNORECASE
)
"""Four numbers after it are no address."""

VERSION_WORDS = 24
"""Characters before a number in which such a word is looked for."""

MENTION = re.compile(
    r"(?<![\w@.])@(?:channel|here|everyone)\b"
    r"|(?:<|&lt;)(?:!(?:channel|here|everyone|subteam\^)|@[UW][A-Z0-9]{3}|#[CG][A-Z0-9]{3})"
    r"|(?<![\w&#/])#[CG](?=[A-Z]{0,10}[0-9])[A-Z0-9]{8,12}\b"
    r"|(?<![\w-])(?:[a-z0-9-]{1,63}\.)?(?:enterprise\.)?slack\.com/(?:archives|client|files|team|messages)/"
    r"|(?<!\w)slack://"
)


def private_addresses(text: str, own: frozenset[str]) -> Iterator[str]:
    """The beginning of each; `own` are hosts that may be named, and those below them."""
    for pattern, is_private in ((IPV4, is_private_v4), (IPV6, is_private_v6), (HOST, is_inside)):
        for found in pattern.finditer(text):
            if is_private(found) and not is_own(found[0].lower(), own):
                yield found[0][: min(8, len(found[0]) // 2)]


def is_private_v4(found: re.Match[str]) -> bool:
    """Within a private network, and no version of anything."""
    before = found.string[max(found.start() - VERSION_WORDS, 0) : found.start()]
    try:
        address = IPv4Address(found[0])
    except AddressValueError:
        return False
    return any(address in network for network in PRIVATE_V4) and not VERSION.search(before)


def is_private_v6(found: re.Match[str]) -> bool:
    """Within a private network; a colon may have been the sentence's."""
    try:
        address = IPv6Address(found[0].removesuffix(":") if not found[0].endswith("::") else found[0])
    except AddressValueError:
        return False
    return any(address in network for network in PRIVATE_V6)


def is_inside(_: re.Match[str]) -> bool:
    """Its name says so."""
    return True


def is_own(host: str, own: frozenset[str]) -> bool:
    """Named, or below a name."""
    parts = host.split(".")
    return any(".".join(parts[start:]) in own for start in range(len(parts)))


def mentions(text: str) -> Iterator[str]:
    """The beginning of each: what Slack would ring, and links that only the team can open."""
    for found in MENTION.finditer(text):
        yield found[0][: min(8, len(found[0]) // 2 + 1)]
