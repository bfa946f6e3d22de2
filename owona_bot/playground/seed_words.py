"""Who writes what in the demo: customers, their twenty tickets, and what the team says about them."""

from typing import Literal, TypeAlias

Status = Literal["new", "investigating", "waiting_customer", "resolved", "closed"]
Row: TypeAlias = tuple[str, float, str, str, str, tuple[tuple[str, str], ...], Status | None, str | None]
"""Who, hours ago, title, text, category, what was said since (`customer` or an agent's name), status, agent."""

ANNA, BEN = "anna@owona.de", "ben@owona.de"

CUSTOMERS: dict[str, tuple[str, str, str]] = {
    "lena.hofer": ("example.com", "Lena Hofer", "de"),
    "james": ("example.org", "James Whitfield", "en"),
    "praxis": ("example.net", "Praxis Dr. Sommer", "de"),
    "murat": ("example.com", "Murat Yıldız", "de"),
    "claire": ("example.org", "Claire Dubois", "en"),
    "baeckerei": ("example.net", "Bäckerei Kornblum", "de"),
    "o.nilsson": ("example.com", "Oskar Nilsson", "en"),
    "sabine": ("example.com", "Sabine Ritter", "de"),
    "priya": ("example.org", "Priya Raman", "en"),
    "fahrschule": ("example.net", "Fahrschule Lenz", "de"),
}

CASES: tuple[Row, ...] = (
    ("praxis", 640, "Rechnung Oktober fehlt", "Für Oktober haben wir noch keine Rechnung bekommen, die Buchhaltung "
     "braucht sie bis Freitag.", "billing",
     (("Anna Albers", "Die Rechnung 2026-1043 liegt jetzt im Kundenkonto unter »Belege«."),
      ("customer", "Gefunden, vielen Dank!")), "closed", ANNA),
    ("james", 560, "Export stops at 1,000 contacts", "The CSV export of our contacts always ends after exactly 1,000 "
     "lines. We have about 3,400.", "bug",
     (("Ben Berg", "Thanks for the exact number, that made it easy: the export ignored its second page. Fixed today."),
      ("customer", "3,412 lines now. Perfect.")), "closed", BEN),
    ("baeckerei", 480, "Öffnungszeiten an Feiertagen", "Wie stellen wir ein, dass an Feiertagen eine andere Antwort "
     "kommt?", "ux",
     (("Anna Albers", "Unter Automatik → Kalender lässt sich für jedes Bundesland ein eigener Text hinterlegen."),),
     "resolved", ANNA),
    ("o.nilsson", 390, "Webhook signature does not verify", "We compute HMAC-SHA256 over the body, but the signature "
     "never matches.\n\n    expected 9f31… got 77ac…\n\nAre you signing the raw bytes?", "integration",
     (("Ben Berg", "Yes, the raw bytes, before any parsing. Frameworks that re-encode the JSON break it."),
      ("customer", "That was it: our proxy pretty-printed the body.")), "resolved", BEN),
    ("sabine", 330, "Zwei-Faktor-Code kommt nicht an", "Der Code per SMS kommt seit dem Wechsel zu meinem neuen "
     "Anbieter nicht mehr.", "bug",
     (("Anna Albers", "Der neue Anbieter blockt Kurznummern. Ich habe auf die Authenticator-App umgestellt."),),
     "resolved", ANNA),
    ("murat", 260, "Doppelt abgebucht", "Am 3. wurde der Monatsbeitrag zweimal abgebucht: 2 × 49,00 €.", "billing",
     (("Anna Albers", "Das stimmt, die zweite Buchung geht heute zurück. Es dauert zwei bis drei Bankarbeitstage."),),
     "waiting_customer", ANNA),
    ("claire", 230, "Change the billing address", "Our company moved. How do I change the address on invoices?",
     "billing", (("Ben Berg", "Settings → Company → Address; the next invoice has it. Shall I reissue the last one?"),),
     "waiting_customer", BEN),
    ("fahrschule", 190, "Vorlage wird abgelehnt", "Unsere Vorlage »Prüfungstermin« wird seit gestern abgelehnt, ohne "
     "Begründung.", "integration", (), None, None),
    ("priya", 168, "Messages arrive twice", "Since last Thursday our customers get every reminder twice. One example: "
     "+49 151 … at 09:00:01 and 09:00:04.", "bug",
     (("Ben Berg", "I can see both. Do you have two workflows with the same trigger?"),
      ("customer", "Only one. I have attached nothing, but I can give you access.")), "investigating", BEN),
    ("lena.hofer", 150, "Kontakte gruppieren", "Gibt es eine Möglichkeit, Kontakte in Gruppen zu sortieren und nur "
     "einer Gruppe zu schreiben?", "ux", (), None, None),
    ("james", 121, "API returns 502 in bursts", "Between 02:00 and 02:10 UTC about every fifth call answers 502.",
     "integration", (("Ben Berg", "The nightly backup slows that host. We are moving it; until then please retry."),),
     "investigating", BEN),
    ("sabine", 97, "Profilbild lässt sich nicht ändern", "Beim Hochladen erscheint »Datei zu groß«, das Bild hat aber "
     "nur 300 kB.", "bug", (), None, None),
    ("baeckerei", 74, "Bestellungen kommen leer an", "Seit dem Update kommen manche Bestellungen ohne Text an. Im "
     "Verlauf steht nur »📎«.", "bug", (("customer", "Heute wieder drei Stück!"),), None, None),
    ("o.nilsson", 52, "Sandbox keys expired", "Our sandbox keys stopped working, the dashboard says »expired« without "
     "a date.", "integration", (), None, None),
    ("murat", 41, "Kündigung zum Jahresende", "Wir möchten den zweiten Arbeitsplatz zum Jahresende kündigen.",
     "billing", (), None, None),
    ("claire", 27, "Search finds nothing with accents", "Searching for »Zoë« finds nothing, »Zoe« does.", "bug",
     (), None, None),
    ("praxis", 20, "Patient bekam fremde Nachricht", "Ein Patient hat eine Terminbestätigung für jemand anderen "
     "bekommen. Bitte dringend prüfen!", "bug",
     (("customer", "Es ist noch einmal passiert, gleiche Nummer."),), None, None),
    ("priya", 9, "Invoice with purchase order number", "Can you add our PO number 4500112 to the invoice?", "billing",
     (), None, None),
    ("fahrschule", 3, "Umlaute in Dateinamen", "Dateien mit Umlauten heißen beim Kunden »Pr?fung.pdf«.", "bug",
     (), None, None),
    ("lena.hofer", 0.4, "Login geht nicht", "Seit heute früh kann ich mich nicht anmelden.\nEs erscheint »Fehler 500«. "
     "<!channel> *hilft* jemand?", "bug", (), None, None),
)  # fmt: skip

JOINS = ("anna", "/ticket team hinzu <@U0MIA> agent")

ABILITIES: tuple[tuple[str, str], ...] = (
    ("anna", "/ticket team fähigkeiten <@U0MIA> billing"),
    ("anna", "/ticket team obergrenze <@U0MIA> 4"),
    ("ben", "/ticket team sprachen me en, de"),
)
"""What is said of whom, in their own conversation with the bot, once Mia is known."""

REPORTS: tuple[str, str, str, dict[str, str]] = (
    "anna", "reports", "/report plan wöchentlich", {"Kanal": "reports", "Uhrzeit": "08:00"}
)  # fmt: skip
"""Who wants which report, said where, and what the form is told besides."""

REPORT_NOW = "/report jetzt 1"

PRESSES: tuple[tuple[str, int, str], ...] = (
    ("anna", 1017, "Übernehmen"),
    ("ben", 1014, "Übernehmen"),
    ("anna", 1012, "Übernehmen"),
    ("anna", 1012, "Gelöst"),
)
"""Who presses what on whose card."""

CHATTER: tuple[tuple[str, str, str, tuple[str, str] | None], ...] = (
    ("ben", "general", "Morning! Queue looks calm today, I take the integrations.", ("anna", "+1")),
    ("anna", "general", "Guten Morgen 👋 Ich habe die *Praxis Dr. Sommer* übernommen, das ist dringend.",
     ("ben", "eyes")),
    ("mia", "general", "Ab 14 Uhr ist Wartung am Backup-Host, siehe <https://example.com/status|Status>.", None),
)  # fmt: skip

THREADS: tuple[tuple[str, int, str], ...] = (
    ("anna", 1017, "<@U0BEN> sind das zwei Konten mit derselben Nummer? Ich sehe nur eins."),
    ("ben", 1017, "Two. One was imported in 2023, with a leading zero."),
)
