"""What of a mail is new: the thread goes, the customer's words stay."""

import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.mail.inbound import newest_reply, newest_reply_html

THREAD = "Am 03.06.24 um 18:00 schrieb Owona Support <support@owona.de>:\n> Hallo,\n> geht es?\n"


@pytest.mark.parametrize(
    "attribution",
    [
        "Am Mo., 3. Juni 2024 um 10:12 Uhr schrieb Owona Support <support@owona.de>:",
        "Am Mo., 3. Juni 2024 um 10:12 Uhr schrieb Owona Support <\nsupport@owona.de>:",
        "On Mon, Jun 3, 2024 at 10:12 AM Owona Support <support@owona.de> wrote:",
        "On Mon, Jun 3, 2024 at 10:12 AM Owona Support\n<support@owona.de>\nwrote:",
        "On 6/3/24 10:12, Owona Support wrote:",
        "Owona Support <support@owona.de> schrieb am Mo., 3. Juni 2024, 10:12:",
        "Le lun. 3 juin 2024 à 10:12, Owona <support@owona.de> a écrit :",
        "El lun, 3 jun 2024 a las 10:12, Owona (<support@owona.de>) escribió:",
        "Il giorno lun 3 giu 2024 alle ore 10:12 Owona <support@owona.de> ha scritto:",
        "Em seg., 3 de jun. de 2024 às 10:12, Owona <support@owona.de> escreveu:",
        "Op ma 3 jun 2024 om 10:12 schreef Owona <support@owona.de>:",
        "W dniu 3.06.2024 o 10:12, Owona pisze:",
        "Zitat von Owona <support@owona.de>:",
        "---\nOwona schrieb am 3.6.2024 um 10:12:",
    ],
)
def test_an_attribution_and_what_it_quotes_go_in_many_languages(attribution: str) -> None:
    assert newest_reply(f"Danke!\n\n{attribution}\n\n> alt\n>\n> älter\n") == "Danke!"


MIA = '"Mia (Owona Support)" <support@owona.de>'
"""From, as our own letters have it; some programs leave the quotes out."""

BARE = "Mia (Owona Support) <support@owona.de>"

PROGRAMS = {
    "mutt, Evolution de": f"{MIA} schrieb:",
    "the same, folded": '"Mia (Owona Support)"\n<support@owona.de> schrieb:',
    "folded within the name": '"Mia (Owona\nSupport)" <support@owona.de> schrieb:',
    "the same en": f"{MIA} wrote:",
    "the same fr": f"{BARE} a écrit\xa0:",
    "Gmail de": "Am Do., 26. Nov. 2026 um 08:30 Uhr schrieb Mia (Owona Support) <\nsupport@owona.de>:",
    "Gmail en": f"On Thu, Nov 26, 2026 at 8:30 AM {BARE}\nwrote:",
    "Gmail fr": f"Le jeu. 26 nov. 2026 à 08:30, {BARE} a\nécrit :",
    "Gmail on Android": f"{BARE} schrieb am\nDo., 26. Nov. 2026, 08:30:",
    "Apple Mail de": f"Am 26.11.2026 um 08:30 schrieb {BARE}:",
    "Apple Mail en": f"On 26 Nov 2026, at 08:30, {BARE} wrote:",
    "Thunderbird de": "Am 26.11.26 um 08:30 schrieb Mia (Owona Support):",
    "Thunderbird en": "On 26/11/2026 08:30, Mia (Owona Support) wrote:",
    "Outlook de": f"Von: {BARE}\nGesendet: Donnerstag, 26. November 2026 08:30\nAn: Lena\nBetreff: AW: Login",
    "Outlook en": f"From: {BARE}\nSent: Thursday, November 26, 2026 8:30 AM\nTo: Lena\nSubject: Re: Login",
    "web.de, GMX": f"Gesendet: Donnerstag, 26. November 2026 um 08:30\nVon: {MIA}\nAn: l@web.de\nBetreff: Re: Login",
    "GMX on a telephone": f"Am 26.11.26, 08:30 schrieb {MIA}:",
}

OTHER_LANGUAGES = {
    "sw": f"Mnamo Alh, 26 Nov 2026 saa 08:30 {BARE}\naliandika:",
    "ha": f"A ranar Alhamis 26 Nuwamba 2026, {BARE} ya\nrubuta:",
    "yo": "Ní Ọjọ́bọ̀ 26 Bélú 2026 ní 08:30, Mia (Owona Support) <\nsupport@owona.de> kọ̀wé:",
    "am": f"ሐሙስ፣ ኖቬም 26 2026 በ 8:30 ጥዋት ላይ {BARE}\nእንዲህ ሲል ጽፏል፦",
    "zu": f"Ngo-Lwe, Nov 26, 2026 ngo-08:30 {BARE}\nubhale wathi:",
    "nl": "Op do 26 nov 2026 om 08:30 schreef Mia (Owona Support) <\nsupport@owona.de>:",
}
"""Their words nobody here knows for certain; the shape of the line is the same."""


@pytest.mark.parametrize("beneath", ["\n\n> Hallo,\n>\n> alt\n", "\n> Hallo,\n> alt\n", "\n\nHallo,\n\nalt\n"])
@pytest.mark.parametrize("attribution", PROGRAMS.values(), ids=PROGRAMS)
def test_what_programs_write_above_our_own_letters_goes_with_them(attribution: str, beneath: str) -> None:
    own = "Danke, das war es!\n\nViele Grüße\nLena (Praxis)"
    assert newest_reply(f"{own}\n\n{attribution}{beneath}") == own
    assert newest_reply_html(f"<pre>{own}\n\n{escape(attribution + beneath)}</pre>") == own


@pytest.mark.parametrize("attribution", OTHER_LANGUAGES.values(), ids=OTHER_LANGUAGES)
def test_so_does_a_line_of_that_shape_in_any_language_above_a_quote(attribution: str) -> None:
    assert newest_reply(f"Asante!\nLena\n\n{attribution}\n\n> Hallo,\n> alt\n") == "Asante!\nLena"


@pytest.mark.parametrize(
    "text",
    [
        "Ihre Kollegin Mia <mia@owona.de> schrieb:\n\nDas wird erstattet.\n\nStimmt das?",
        "Lena <lena@example.com> schrieb:",
        "So hat es geklappt (danke!)\n<lena@example.com> ist jetzt richtig:\n\nalles gut.",
        'Da stand: "Mia (Owona Support)" schrieb:\n\nund dann nichts mehr.',
        "Meine Adresse ist seit 2026 <lena@example.com>, die alte geht nicht.\nDie Meldung:\n\n> 550 nein\n\nHilfe!",
    ],
)
def test_what_a_customer_says_of_mails_stays(text: str) -> None:
    assert newest_reply(text) == text


@pytest.mark.parametrize(
    "block",
    [
        "Von: Owona\nGesendet: Montag, 3. Juni 2024 10:12\nAn: Max\nBetreff: Hilfe",
        "____________\nVon: Owona <support@owona.de>\nGesendet: Montag\nAn: Max\nCc: Eva\nBetreff: AW",
        "*From:* Owona <support@owona.de>\n*Sent:* Monday, June 3, 2024\n*To:* Max\n*Subject:* Help",
        "Gesendet: Montag, 03. Juni 2024 um 10:12 Uhr\nVon: Owona\nAn: Max\nBetreff: Hilfe",
        "-----Original Message-----\nWhatever follows",
        " Ursprüngliche Nachricht \nVon: Owona <s@owona.de>\nDatum: 03.06.24\nAn: m@example.com\nBetreff: X",
        "-----Ursprüngliche Nachricht-----\nWas auch folgt",
        "-------- Original-Nachricht --------\nWas auch folgt",
        "De : Owona\nEnvoyé : lundi\nÀ : Max\nObjet : Aide",
        "Van: Owona <support@owona.de>\nVerzonden: maandag 3 juni 2024 10:12\nAan: Max\nOnderwerp: Hulp",
    ],
)
def test_a_block_of_headers_ends_the_new_text(block: str) -> None:
    assert newest_reply(f"Danke!\n\n{block}\n\nalter Text ohne Zeichen davor\n") == "Danke!"


@pytest.mark.parametrize(
    "line",
    [
        "Von meinem iPhone gesendet",
        "Sent from my iPad",
        "Gesendet von Outlook für Android<https://aka.example.com/x>",
        "Get Outlook for iOS<https://aka.example.com/x>",
        "Von meinem Samsung Galaxy Smartphone gesendet.",
        "Diese Nachricht wurde von meinem Android-Gerät mit GMX Mail gesendet.",
        "Gesendet mit der WEB.DE Mail App",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
    ],
)
def test_what_the_telephone_signs_goes(line: str) -> None:
    assert newest_reply(f"Geht wieder.\n\n{line}\n\n{THREAD}") == "Geht wieder."


def test_an_answer_below_the_quote_stays_without_its_signature() -> None:
    assert newest_reply(f"{THREAD}\nNein, noch nicht.\n\n-- \nMax\n") == "Nein, noch nicht."


def test_answers_between_the_quotes_stay_in_order() -> None:
    text = f"{THREAD}\nJa.\n\n> Seit wann?\n\nSeit gestern.\n"
    assert newest_reply(text) == "Ja.\n\nSeit gestern."


def test_an_old_thread_below_a_bottom_post_goes_too() -> None:
    assert newest_reply(f"Oben.\n\n{THREAD}\nUnten.\n\n-----Original Message-----\nalt") == "Oben.\n\nUnten."


def test_lines_of_a_terminal_are_no_quote() -> None:
    text = "Ich tippe\n\n> npm install\n> npm start\n\nund nichts geschieht."
    assert newest_reply(text) == text


def test_two_lines_of_a_terminal_at_the_end_stay_but_a_longer_quote_goes() -> None:
    assert newest_reply("Ich tippe\n\n> npm install\n> npm start") == "Ich tippe\n\n> npm install\n> npm start"
    assert newest_reply("Danke!\n\n> alt\n> älter\n> am ältesten") == "Danke!"


def test_a_sentence_that_sounds_like_an_attribution_stays() -> None:
    text = "Hallo,\n\nam Montag vor 2 Wochen hat Ihr Kollege geschrieben:\ndas wird erstattet.\n\nBis heute nichts."
    assert newest_reply(text) == text


def test_an_attribution_above_the_only_text_stays_with_it() -> None:
    text = "Am 03.06.2024 um 10:12 schrieb Owona <support@owona.de>:\n\nIch antworte hier unten."
    assert newest_reply(text) == text


def test_a_form_that_looks_like_headers_stays() -> None:
    text = "Unsere Fahrt:\nVon: Berlin\nAn: Hamburg\nDatum: 3.6.\n\nBitte umbuchen."
    assert newest_reply(text) == text


def test_a_form_in_another_language_stays() -> None:
    text = "Onze data:\nDatum: 3.6. 10:00\nDatum: 4.6. 11:00\nBedankt!"
    assert newest_reply(text) == text


def test_a_list_with_hyphens_and_regards_stay() -> None:
    text = "Es fehlen:\n- Rechnung\n- Vertrag\n\nBest regards\nAnn"
    assert newest_reply(text) == text


def test_a_line_of_two_hyphens_amid_a_long_mail_is_no_signature() -> None:
    text = "oben\n--\n" + "\n".join(f"Zeile {n}" for n in range(40))
    assert newest_reply(text) == text


def test_a_forwarded_mail_is_news() -> None:
    old = "From: x@example.com\nSubject: y\nTo: z\n\nZahlung offen"
    text = f"Was heißt das?\n\n---------- Forwarded message ---------\n{old}"
    assert newest_reply(text) == text


def test_nothing_but_a_quote_is_given_whole() -> None:
    assert newest_reply(THREAD) == THREAD.strip()


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_quote"><div class="gmail_attr">Am 3.6.2024 um 10:12 schrieb O &lt;o@owona.de&gt;:</div>'
        '<blockquote class="gmail_quote">alt</blockquote></div>',
        '<blockquote type="cite"><div>On 3 Jun 2024, at 10:12, O &lt;o@owona.de&gt; wrote:</div>alt</blockquote>',
        '<div class="moz-cite-prefix">Am 3.6.24 um 9:12 schrieb O:<br></div><blockquote type="cite">alt</blockquote>',
        '<div id="appendonsend"></div><hr><div>alt in unbekannter Form</div>',
        '<hr><div id="divRplyFwdMsg"><b>Feladó:</b> O</div>alt',
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3pt 0 0 0"><b>Feladó:</b> O</div><p>alt</p>',
        '<div name="quote" style="border-left:2px solid #C3D9E5"><b>Gesendet:</b> Montag<br>alt</div>',
        '<div class="yahoo_quoted"><div>On Monday wrote</div>alt</div>',
    ],
)
def test_the_quote_containers_of_mail_programs_go(quote: str) -> None:
    assert newest_reply_html(f"<div>Danke &amp; Gruß<br></div>{quote}") == "Danke & Gruß"


def test_answers_between_html_quotes_stay() -> None:
    html = (
        '<div class="gmail_quote">On Mon, 3 Jun 2024 at 10:12, O &lt;o@owona.de&gt; wrote:<br>'
        "<blockquote>one?</blockquote><div>yes</div><blockquote>two?</blockquote><div>no</div></div>"
    )
    assert newest_reply_html(html) == "yes\n\nno"


def test_html_without_containers_is_read_by_the_rules_for_text() -> None:
    html = "<p>Danke!</p><p>Von: O<br>Gesendet: Montag<br>An: Max<br>Betreff: Hilfe</p><p>alt</p>"
    assert newest_reply_html(html) == "Danke!"


@pytest.mark.parametrize(
    "unit",
    [
        "\n",
        ">",
        " ",
        ">\n",
        " \n",
        "\r",
        "\t",
        "-",
        "_\n",
        "-- \n",
        "On 1\n",
        "Von: x\n",
        "On 1 Jan 2024 x wrote:\n> a\n",
        "> 1:\n",
        "Ab (c)\n",
        '"ab <a@b> wrote:\n',
        "a1 <b@c.de>\n> x\n",
    ],
)
def test_a_megabyte_of_anything_takes_little_time(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    newest_reply(text)
    assert time.process_time() - start < 3  # about 0.7 at most here; machines differ


@given(st.lists(st.sampled_from([*"abc", "> q", "", "-- ", "On 3 Jun 2024 10:12 x@y wrote:", "Von: a", "Betreff: b"])))
def test_something_is_left_of_everything(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert bool(newest_reply(text)) == bool(text.strip())


@given(st.lists(st.from_regex(r"\A[a-zäöü ,.]{1,60}\Z").filter(str.strip), min_size=1, max_size=12))
def test_no_line_of_a_customer_is_lost_above_a_thread(lines: list[str]) -> None:
    own = "\n".join(line.strip() for line in lines)
    assert newest_reply(f"{own}\n\n{THREAD}") == own
    assert newest_reply(f"{own}\n{PROGRAMS['mutt, Evolution de']}\n> alt\n") == own
    assert newest_reply(f"{own}\n\n{OTHER_LANGUAGES['sw']}\n> alt\n> älter\n") == own
