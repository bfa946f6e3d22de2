"""What the seed's customers ask and what agents answer, in German and English; {names} are filled in."""

from collections.abc import Mapping
from typing import TypeAlias

Topic: TypeAlias = tuple[str, str, tuple[str, ...], str, str]
"""Category, tag (or nothing), titles, what is told, what is answered."""

AGENTS = (
    ("anna@owona.de", "Anna Albers"),
    ("ben@owona.de", "Ben Berg"),
    ("clara@owona.de", "Clara Conrad"),
    ("david@owona.de", "David Demir"),
    ("elif@owona.de", "Elif Ersoy"),
    ("finn@owona.de", "Finn Falk"),
    ("greta@owona.de", "Greta Grün"),
    ("hugo@owona.de", "Hugo Hahn"),
)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST = _names(
    "Lena James Murat Claire Oskar Sabine Priya Jonas Mia Emil Hannah Luca Sofia Paul Marie Felix Nora Ali Ines Eva "
    "Karl Zoe Max Ida Theo Ava Noah Lina Ben Ella Jan Rosa Kai Maja Uwe Heike Jürgen Sören Björn Käthe Aylin Yusuf"
)
LAST = _names(
    "Hofer Whitfield Sommer Yıldız Dubois Kornblum Nilsson Ritter Raman Lenz Müller Schmidt Schneider Fischer Weber "
    "Meyer Wagner Becker Schulz Hoffmann Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun "
    "Hartmann Lange Krause Lehmann Köhler König Walter Huber Kaiser Fuchs Peters Lang Möller "
    "Weiß Jung Hahn Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht "
    "Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Groß Krüger Seidel Brandt Haas "
    "Smith Jones Taylor Brown Evans Wilson Thomas Roberts Johnson Walker Wright Robinson Thompson White Hughes Edwards"
)
COMPANIES = _names(
    "Bäckerei Praxis Fahrschule Kanzlei Autohaus Gärtnerei Tischlerei Optik Apotheke Hotel Café Druckerei Reisebüro "
    "Steuerbüro Zahntechnik Elektro Metallbau Weinhandlung Tanzschule Kino"
)
DOMAINS = ("example.com", "example.org", "example.net", "mail.example.com", "praxis.example.org", "shop.example.net")

FILLERS: Mapping[str, tuple[str, ...]] = {
    "product": (
        "WhatsApp-Bot", "Chatbot", "Newsletter", "Terminplaner", "Kontaktliste", "Kalender", "Dashboard", "Widget",
        "Webhook", "Formular", "Kundenportal", "Vorlagenverwaltung", "Broadcast", "Zahlungslink", "Statistik",
    ),
    "system": (
        "Shopify", "WooCommerce", "HubSpot", "Salesforce", "Zapier", "n8n", "Outlook", "DATEV", "SAP", "Stripe",
        "PayPal", "Mailchimp", "Google Sheets", "Airtable", "Pipedrive", "Lexware",
    ),
    "browser": ("Chrome 130", "Firefox 132", "Safari 18", "Edge 129", "Opera", "Chrome auf Android", "Safari iOS"),
    "city": ("Berlin", "Hamburg", "Köln", "München", "Wien", "Zürich", "Leipzig", "London", "Dublin", "Graz", "Bern"),
    "code": (
        "ERR_CONNECTION_RESET", "E-4012", "E-4013", "HTTP 500", "HTTP 502", "HTTP 429", "invalid_token", "timeout",
        "TEMPLATE_REJECTED", "quota_exceeded", "ECONNREFUSED", "permission_denied", "E-7781", "certificate_expired",
    ),
    "place": (
        "Einstellungen", "Rechnungsübersicht", "Benutzerverwaltung", "Nachrichtenverlauf", "Auswertung", "Startseite",
        "Kontoübersicht",
    ),
    "page": ("settings page", "billing page", "inbox", "contact list", "analytics view", "user management page"),
}  # fmt: skip
"""Beside them: {invoice}, {amount}, {day}, {count}, {phone}, {ref}, {name}."""

TOPICS: Mapping[str, tuple[Topic, ...]] = {
    "de": (
        ("bug", "login", ("Login geht nicht", "Anmeldung schlägt fehl", "Kann mich nicht anmelden"),
         "Seit {day} kann ich mich mit {browser} nicht mehr anmelden, es erscheint {code}. Das Passwort ist richtig.",
         "Die Sitzung war abgelaufen, ich habe sie zurückgesetzt. Bitte noch einmal anmelden."),
        ("billing", "rechnung", ("Rechnung {invoice} fehlt", "Rechnung {invoice} falsch", "Frage zur Rechnung"),
         "Auf der Rechnung {invoice} stehen {amount} statt des vereinbarten Betrags. Die Buchhaltung wartet darauf.",
         "Die korrigierte Rechnung liegt jetzt in der Rechnungsübersicht. Entschuldigung für die Mühe."),
        ("billing", "erstattung", ("Doppelt abgebucht", "Abbuchung von {amount} unklar", "Rückerstattung"),
         "Am {day} wurden {amount} zweimal abgebucht. Bitte um Rückerstattung auf dasselbe Konto.",
         "Die zweite Buchung geht heute zurück, das dauert zwei bis drei Bankarbeitstage."),
        ("integration", "", ("{system} verbindet sich nicht", "Anbindung an {system} bricht ab"),
         "Die Verbindung zu {system} bricht seit {day} nach etwa {count} Kontakten ab, Meldung {code}.",
         "Der Zugriffsschlüssel war widerrufen. Nach dem neuen Verbinden laufen die Kontakte wieder durch."),
        ("integration", "vorlage", ("Vorlage wird abgelehnt", "Nachrichtenvorlage seit {day} in Prüfung"),
         "Unsere Vorlage für {product} wird ohne Begründung abgelehnt. Wir brauchen sie für {count} Kunden in {city}.",
         "In der Vorlage stand ein Platzhalter am Anfang, das lehnt der Anbieter ab. Ich habe sie umgestellt."),
        ("ux", "", ("Wie stelle ich {product} um?", "Öffnungszeiten an Feiertagen", "Kontakte gruppieren"),
         "Wo finde ich in {place} die Umstellung für {product}? Wir haben in {city} andere Öffnungszeiten.",
         "Das geht unter {place} über das Zahnrad oben rechts; ein Bild hängt an."),
        ("bug", "langsam", ("{product} ist sehr langsam", "Ladezeit der {place}"),
         "Die Seite {place} braucht in {browser} etwa {count} Sekunden. Gestern ging es noch flott.",
         "Eine Abfrage lief ohne Index, das ist behoben. Wie lange dauert es jetzt?"),
        ("bug", "", ("Nachrichten kommen doppelt an", "Erinnerungen werden nicht verschickt"),
         "Kunden bekommen jede Erinnerung zweimal, zuletzt die Nummer {phone}. Vorgang {ref}.",
         "Zwei Abläufe hatten denselben Auslöser. Der ältere ist jetzt abgeschaltet."),
        ("other", "vip", ("Kündigung zum Monatsende", "Tarif wechseln", "Angebot für {count} Nutzer"),
         "Wir möchten den Tarif wechseln und brauchen ein Angebot für {count} Nutzer. Ansprechpartner ist {name}.",
         "Das Angebot ist unterwegs. Der Wechsel gilt ab dem Ersten des nächsten Monats."),
        ("other", "datenschutz", ("Auskunft nach DSGVO", "Daten löschen", "Auftragsverarbeitung"),
         "Bitte löschen Sie alle Daten zu {name} und bestätigen Sie das schriftlich. Vorgang {ref}.",
         "Die Daten sind gelöscht, die Bestätigung liegt im Kundenportal."),
        ("bug", "export", ("Export bricht nach {count} Zeilen ab", "CSV-Datei zeigt Umlaute falsch"),
         "Der Export der Kontaktliste endet nach {count} Zeilen, die Umlaute sind unleserlich.",
         "Der Export beachtete die zweite Seite nicht. Die Datei ist jetzt vollständig und in UTF-8."),
        ("integration", "webhook", ("Webhook antwortet mit {code}", "Signatur des Webhooks stimmt nicht"),
         "Unser Endpunkt in {city} bekommt seit {day} keine Ereignisse mehr, im Protokoll steht {code}.",
         "Das Zertifikat der Gegenstelle war abgelaufen. Die wartenden Ereignisse sind zugestellt."),
    ),
    "en": (
        ("bug", "login", ("Login does not work", "Cannot sign in", "Password reset mail never arrives"),
         "Since {day} I cannot sign in with {browser}, all I get is {code}. The password is definitely right.",
         "The session had expired and I have reset it. Please try to sign in once more."),
        ("billing", "rechnung", ("Invoice {invoice} is missing", "Wrong amount on invoice {invoice}"),
         "Invoice {invoice} says {amount}, which is not what we agreed on. Accounting is waiting for it.",
         "The corrected invoice is on the billing page now. Sorry for the trouble."),
        ("billing", "erstattung", ("Charged twice", "Refund for {amount}", "Unknown charge of {amount}"),
         "We were charged {amount} twice on {day}. Please refund the second payment.",
         "The second charge is on its way back, it takes two or three working days."),
        ("integration", "", ("{system} does not connect", "Sync with {system} stops"),
         "The connection to {system} stops after about {count} contacts since {day} with {code}.",
         "The access key had been revoked. After connecting again all contacts come through."),
        ("integration", "vorlage", ("Template rejected", "Template in review since {day}"),
         "Our template for the {product} is rejected without a reason. We need it for {count} customers in {city}.",
         "The template began with a placeholder, which the provider rejects. I have moved it."),
        ("ux", "", ("How do I change the {product}?", "Opening hours on holidays", "Grouping contacts"),
         "Where on the {page} can I change the {product}? Our office in {city} has other opening hours.",
         "You find it on the {page} behind the gear at the top right; see the picture."),
        ("bug", "langsam", ("{product} is very slow", "Loading the {page} takes ages"),
         "The {page} takes about {count} seconds in {browser}. It was fast yesterday.",
         "A query ran without an index and that is fixed. How long does it take now?"),
        ("bug", "", ("Messages arrive twice", "Reminders are not sent"),
         "Our customers get every reminder twice, the last one was {phone}. Reference {ref}.",
         "Two workflows had the same trigger. The older one is switched off now."),
        ("other", "vip", ("Cancel at the end of the month", "Change of plan", "Quote for {count} users"),
         "We would like to change our plan and need a quote for {count} users. Please talk to {name}.",
         "The quote is on its way. The change takes effect on the first of next month."),
        ("other", "datenschutz", ("GDPR request", "Delete our data", "Data processing agreement"),
         "Please delete everything you hold about {name} and confirm it in writing. Reference {ref}.",
         "The data is deleted and the confirmation is in your portal."),
        ("bug", "export", ("Export stops at {count} lines", "CSV export shows broken characters"),
         "The export of the contact list ends after {count} lines and all accents are broken.",
         "The export ignored its second page. The file is complete now, in UTF-8."),
        ("integration", "webhook", ("Webhook answers {code}", "Webhook signature does not verify"),
         "Our endpoint in {city} has received no events since {day}, the log says {code}.",
         "The certificate at the other end had expired. The waiting events are delivered."),
    ),
}  # fmt: skip

MORE: Mapping[str, tuple[str, ...]] = {
    "de": (
        "Können Sie sich das bitte ansehen?", "Es eilt, morgen haben wir einen Termin mit {name}.", "Vorgang {ref}.",
        "Im Anhang ein Bildschirmfoto.", "Wir nutzen {product} zusammen mit {system}.", "Rückfragen gern an {phone}.",
        "Bei den Kollegen in {city} geht es.", "Neu laden und abmelden hat nicht geholfen.", "Vielen Dank im Voraus!",
    ),
    "en": (
        "Could you please have a look?", "It is urgent, we have a meeting with {name} tomorrow.", "Reference {ref}.",
        "A screenshot is attached.", "We use the {product} together with {system}.", "You can reach me at {phone}.",
        "It works for our colleagues in {city}.", "Reloading and signing out did not help.", "Many thanks in advance!",
    ),
}  # fmt: skip

ASKED: Mapping[str, tuple[str, ...]] = {
    "de": (
        "Danke, ich sehe es mir an. Welche Meldung erscheint genau?", "Ist das auch mit einem anderen Browser so?",
        "Ich habe den Vorgang {ref} an die Technik gegeben.", "Tritt es bei allen Nutzern auf oder nur bei {name}?",
    ),
    "en": (
        "Thanks, I am looking into it. What exactly does the message say?", "Is it the same with another browser?",
        "I have handed {ref} to our engineers.", "Does it happen to all users or only to {name}?",
    ),
}  # fmt: skip

TOLD: Mapping[str, tuple[str, ...]] = {
    "de": (
        "Perfekt, jetzt geht es. Vielen Dank!", "Leider immer noch {code}.", "Die Meldung lautet {code}.",
        "Mit {browser} ist es dasselbe.", "Gibt es etwas Neues?", "Gefunden, danke für die schnelle Hilfe.",
    ),
    "en": (
        "Perfect, it works now. Thank you!", "Still {code}, unfortunately.", "The message is {code}.",
        "It is the same with {browser}.", "Any news?", "Found it, thanks for the quick help.",
    ),
}  # fmt: skip
