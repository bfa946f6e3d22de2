"""How mail programs mark the old thread, signatures and forwarded mails, line by line."""

import re

LONGEST = 600  # characters of a line, or of joined lines, that any pattern here is given

ORIGINAL = re.compile(
    r"[-_ ]{2,}\s?(?:original[- ]message|original appointment|original-?nachricht"
    r"|urspr(?:ü|ue)ngliche (?:nachricht|e-?mail)|urspr(?:ü|ue)nglicher termin|message d['’]origine"
    r"|message original|mensaje original|messaggio originale"
    r"|mensagem original)\s?[-_ ]{2,}",
    re.I,
)
FORWARDED = re.compile(
    r"(?:[-_ ]{2,}\s?)?(?:forwarded message|weitergeleitete (?:nachricht|e-?mail)|begin forwarded message|"
    r"anfang der weitergeleiteten (?:nachricht|e-?mail)|message transf[ée]r[ée]|mensaje reenviado|messaggio inoltrato"
    r"|mensagem encaminhada)(?:\s?[-_ ]{2,}|\s?:)",
    re.I,
)
FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|i)\s*:", re.I)
RULE = re.compile(r"[_\-=*]{3,}|original message|ursprüngliche nachricht", re.I)

ROLES = {
    "from": "von|from|de|da",
    "date": "gesendet|datum|sent|date|envoyé|enviado|enviada|enviado el|inviato|data|fecha",
    "to": "an|to|à|a|para|cc|kopie|bcc|destinataire",
    "subject": "betreff|subject|objet|asunto|oggetto|assunto",
}
HEADER = re.compile(
    r"[*\s]{0,4}(?:" + "|".join(f"(?P<{role}>{words})" for role, words in ROLES.items()) + r")\s?:\*?\s", re.I
)

# From the first word to the colon. The words in between must hold a digit (nobody dates without one) or an address.
ATTRIBUTION = re.compile(
    r"(?:am\b.{6,400}\b(?:schrieb|geschrieben|schreibt)\b.{0,200}"
    r"|on\b.{6,400}\bwrote\s?"
    r"|le\b.{6,400}\ba [ée]crit\s?"
    r"|el\b.{6,400}\bescribi[óo]\s?"
    r"|il\b.{6,400}\bha scritto\s?"
    r"|em\b.{6,400}\bescreveu\s?"
    r"|(?:quoting|zitat von)\b.{3,200}"
    r"|.{3,200}\b(?:schrieb|wrote|a écrit|escribió|ha scritto|escreveu) (?:am|on|le|el|il|em)\b.{6,120}):",
    re.I,
)
SAYS = "schrieb|wrote|a [ée]crit|escribi[óo]|ha scritto|escreveu|schreef|aliandika"
ADDRESS = r"<\s?[^<>\s]{1,64}@[^<>\s]{1,253}>"

# `"Mia (Owona Support)" <support@owona.de> schrieb:`, without a date. Nobody types the quotes, or the desk in brackets.
NAMED = re.compile(rf"[^<>:]{{0,160}}{ADDRESS}\s(?:{SAYS})\s?:", re.I)
SIGNED = re.compile(rf'(?:"[^"<>]{{1,120}}"|[^"<>:]{{1,80}}\([^()<>"]{{1,80}}\))\s{ADDRESS}\s(?:{SAYS})\s?:', re.I)
NAME = re.compile(r'"|[^<>]{0,200}(?:<|\)$)')

OPENING = re.compile(r"(?:am|on|le|el|il|em|quoting|zitat)\s", re.I)
VERB = re.compile(r"\b(?:schrieb|wrote|a écrit|escribió|ha scritto|escreveu)\s(?:am|on|le|el|il|em)\b", re.I)
CLOCK_OR_ADDRESS = re.compile(r"\d[:.h]\d\d|[^\s@<]@[^\s@>]|\d{4}|\d/\d")
ANY_LANGUAGE = re.compile(r"(?=[^\n]*\d)(?=[^\n]*(?:@|\d:\d\d))[^\n]{10,400}[:፦]")
ANY_ADDRESSED = re.compile(rf"(?=[^\n]*\d)[^\n]{{0,300}}{ADDRESS}[^\n:.,;!?]{{0,60}}[:፦]")
FOLDED_AT = 60  # characters of a line, with the next one's first word: shorter ones are ends of sentences

SIGNATURE = re.compile(r"-- ?")
DEVICE = re.compile(
    r"(?=.{0,100}(?:i-?phone|i-?pad|outlook|mail|android|samsung|galaxy|huawei|handy|smartphone|blackberry|mobil|gerät|app\b))"
    r"(?:(?:diese nachricht wurde )?von meinem .{2,90} (?:gesendet|verschickt)|gesendet (?:von|mit|aus|über) .{2,80}"
    r"|sent (?:from|with|via) .{2,80}|get outlook for .{2,60}|outlook für .{2,60} (?:beziehen|herunterladen)"
    r"|envoyé (?:de|depuis|à partir de) .{2,60}|enviado (?:desde|do|de) .{2,60}|inviato da .{2,60})\.?",
    re.I,
)


def is_attribution(line: str) -> bool:
    """`line` may be several, joined by spaces."""
    return (
        len(line) <= LONGEST
        and any(c.isdigit() or c == "@" for c in line)
        and (ATTRIBUTION.fullmatch(line.strip()) or NAMED.fullmatch(line.strip())) is not None
    )


def is_certain(attribution: str) -> bool:
    """With a clock time, a year or an address it is no sentence of the customer's, even if no `>` follows.

    Where there is a name and nothing else it must be written as programs write it.
    """
    if NAMED.fullmatch(attribution.strip()):
        return SIGNED.fullmatch(attribution.strip()) is not None
    return CLOCK_OR_ADDRESS.search(attribution) is not None


def is_folded(line: str, after: str) -> bool:
    """Whether a program may have broken the line there."""
    return line.endswith("<") or len(line) + 1 + len(after.partition(" ")[0]) > FOLDED_AT


def header_role(line: str) -> str | None:
    """`from`, `date`, `to` or `subject` if the line is such a header of a quoted mail."""
    found = HEADER.match(f"{line[:80]} ")
    return found.lastgroup if found else None
