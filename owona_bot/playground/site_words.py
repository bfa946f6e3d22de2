"""What the web site and the old automation say and decide, without the database."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

AUTOMATION = "Tier-1 Automation"

CATEGORIES = {"bug", "billing", "integration", "ux", "other"}
"""What the site's API lets through; anything else becomes `other`."""

COLUMNS = {
    "id",
    "user_id",
    "category",
    "priority",
    "status",
    "title",
    "description",
    "source_metadata",
    "created_at",
    "updated_at",
    "assigned_agent",
    "last_escalation",
    "escalation_path",
}
"""Of a ticket; PostgREST refuses others."""

PRIORITY = {"bug": "high", "integration": "high"}
"""Set with the acknowledgement; `normal` for the rest."""

NEXT_PRIORITY = {"low": "normal", "normal": "high", "high": "urgent", "urgent": "urgent"}

SENTENCES = {
    "bug": "Unsere Technik weiß Bescheid, der Fall geht an Tier 2.",
    "integration": "Wir sehen uns die Daten der Anbindung sofort an.",
    "billing": "Die Buchhaltung prüft die Zahlungen.",
    "ux": "Die Rückmeldung ist notiert und mit dem Produktteam geteilt.",
    "other": "Das ist notiert; wir suchen die Person, die sich damit am besten auskennt.",
}

ACKNOWLEDGEMENT = (
    "Hallo {address} 👋\n\nDanke, alles ist bei uns angekommen. {sentence}\n\n"
    "Sobald sich etwas ändert, kommt automatisch eine Nachricht. Antworten geht gleich hier; "
    "nach der ersten Antwort gebe ich den Fall automatisch an Tier 2 weiter."
)

NOTICE = "Die Antwort ist da. Ich gebe den Fall jetzt an Tier 2 weiter; der neue Stand folgt hier."

TRIGGER = "customer_followup_after_support"


def form_metadata(category: str, locale: str) -> dict[str, object]:
    """`source_metadata` as the form fills it."""
    page = f"/{locale}/support/messages"
    return {
        "locale": locale,
        "timezone": "Europe/Berlin",
        "openedAt": timestamp(),
        "context": "support_inbox",
        "currentUrl": f"https://whatsapp.owona.de{page}",
        "pathname": page,
        "language": locale,
        "category": category,
    }


def reply_metadata() -> dict[str, object]:
    """`metadata` of an answer that was typed, not picked."""
    return {"context": "support_inbox_reply", "locale": "de", "origin": "manual", "submittedAt": timestamp()}


def timestamp() -> str:
    """As a browser writes it: UTC, milliseconds, Z."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def longer(path: list[dict[str, str]]) -> list[dict[str, str]]:
    """With the entry for the customer's answer, at most once."""
    if any(step.get("trigger") == TRIGGER and step.get("status") == "customer_followup" for step in path):
        return path
    step = {
        "agent": "tier2-automation",
        "status": "customer_followup",
        "timestamp": timestamp(),
        "trigger": TRIGGER,
    }
    return [*path, step]


def primary_agent(ticket: Mapping[str, Any]) -> str:
    """The old automation's choice; `ui` counts inside any word, `build` and `quick` included."""
    category = (ticket["category"] or "").lower()
    if "ui" in f"{category} {ticket['title']} {ticket['description']}".lower():
        return "ui-debug-agent"
    return "escalation-agent" if "escalation" in category else "support-agent"
