"""Which addresses may be clicked, and which labels lie about them."""

import re
import unicodedata
from urllib.parse import SplitResult, quote, urlsplit

LONGEST = 3_000
"""Characters of a URL that Slack takes."""

UNFIT = re.compile(r"[\s<>\"`\\^{|}\x00-\x1f\x7f]")
"""What no URL contains as it is; a browser would read `\\` as `/`."""

SITE = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w-])")
"""Something that reads as a host's name."""

ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}")
PHONE = re.compile(r"\+?[\d\s()/.-]{6,30}")

SIGHT = 300
"""Characters of a label that are looked at."""

DOTS = str.maketrans({"\u3002": ".", "\uff61": ".", "\u2024": "."})


def fit(url: str) -> str:
    """The address as it may be clicked, or nothing: http and https with a host and no password, mailto, tel."""
    whole = UNFIT.sub(lambda found: quote(found[0]), url.strip())
    parts = split(whole)
    if parts is None or len(whole) > LONGEST:
        return ""
    if parts.scheme in {"http", "https"}:
        clickable = bool(parts.hostname) and "@" not in parts.netloc
    else:
        clickable = parts.scheme in {"mailto", "tel"} and bool(parts.path)
    return parts.scheme + whole[len(parts.scheme) :] if clickable else ""


def split(url: str) -> SplitResult | None:
    """None for what has no sense, such as half an IPv6 address."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


def pretends(label: str, url: str) -> bool:
    """The label reads as an address, and not as the one that a click leads to; `url` is fit."""
    parts = urlsplit(url)
    seen = unfolded(label)
    if parts.scheme == "tel":
        return bool(PHONE.fullmatch(seen.strip())) and not same_number(seen, parts.path)
    if parts.scheme == "mailto":
        goal = parts.path.casefold()
        return any(goal != named for named in ADDRESS.findall(seen)) or not covers(seen, goal.rpartition("@")[2])
    return ("@" in seen and bool(ADDRESS.search(seen))) or not covers(seen, parts.hostname or "")


def covers(seen: str, host: str) -> bool:
    """Each host that the label names is the link's, or the domain it lies in."""
    goal = "." + ascii_host(host)
    return all(goal.endswith("." + ascii_host(named)) for named in SITE.findall(seen))


def unfolded(label: str) -> str:
    """As the eye takes it: no invisible characters, no full-width letters."""
    folded = unicodedata.normalize("NFKC", label[:SIGHT]).translate(DOTS)
    return "".join(c for c in folded if unicodedata.category(c) != "Cf").casefold()


def ascii_host(host: str) -> str:
    """In lower case, without `www.`, umlauts as in DNS where that can be."""
    bare = host.casefold().removeprefix("www.")
    try:
        return bare.encode("idna").decode("ascii")
    except UnicodeError:
        return bare


def same_number(label: str, number: str) -> bool:
    """A national number may stand for an international one."""
    shown, goal = (re.sub(r"\D", "", text).lstrip("0") for text in (label, number))
    return goal.endswith(shown)


def same(label: str, url: str) -> bool:
    """The label says all that the address says."""
    return url in {label, f"https://{label}", f"https://{label}/", f"{label}/", f"mailto:{label}", f"tel:{label}"}
