"""Why these points: a day and a week, line by line, in words (RULES R2, R3, R5)."""

import html
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

import webapp.clock as clock
from tests.cast import instant, statements
from webapp.database.transactions import write_transaction
from webapp.game import points
from webapp.insights import day_explanation, over_cap_text, week_explanation
from webapp.people.models import MemberRow
from webapp.people.schedule import declarations
from webapp.progress import updates
from webapp.progress.days.summary import load_summary

BUDGET = 8
MONDAY = "2026-11-16"
WEEK = "2026-W47"


def read_page(person, path=f"/insights/day/{MONDAY}"):
    answer = person.opens(path)
    assert answer.status_code == 200, answer.text
    text = re.sub(r"(?s)^.*?<main\b|</main>.*$", "", answer.text)
    text = re.sub(r'<span class="unseen">[^<]*</span>', "", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def speaks(person, language):
    with person.app.app_context(), write_transaction() as session:
        session.execute(
            update(MemberRow).where(MemberRow.id == person.id).values(language=language)
        )


def sends(person, *outcomes, lesson=None):
    calls = [person.taps(outcome) for outcome in outcomes]
    lessons = [person.draws(call, *lesson) for call in calls] if lesson else []
    assert set(person.sends(*calls, *lessons)) == {"accepted"}
    return calls


def in_batches(person, *entries):
    for start in range(0, len(entries), 100):
        assert set(person.sends(*entries[start : start + 100])) == {"accepted"}


def off_on(person, first, last):
    """Leave, said afterwards."""
    with person.app.app_context(), write_transaction():
        who = person.who
        declarations.add_fact(
            *(who.organisation_id, "member", who.id, "leave", date.fromisoformat(first)),
            clock.now(),
            last_day=date.fromisoformat(last),
        )
        updates.after_member_change(who, date.fromisoformat(first), clock.now())


@pytest.mark.both_databases
def test_each_line_says_how_it_adds_up(ines):
    in_batches(ines, *(ines.taps("no_answer") for _ in range(24)))
    sends(ines, "gatekeeper", lesson=("budget", None))
    sends(ines, "refusal", "refusal", lesson=("budget", "opening"))
    sends(ines, "meeting")
    [call] = sends(ines, "callback")
    ines.sends(ines.dates(call, "2026-11-20"))
    text = read_page(ines)
    for line in (
        "24 sans réponse 20 × 2 = 40, puis 4 de plus × 1 = 4 +44",
        "1 barrage 1 × 4 = 4 +4",
        "4 conversations 1 rendez-vous, 1 rappel et 2 refus 4 × 10 = 40 +40",
        "dont 1 finie par un rendez-vous 1 × 10 = 10 +10",
        "1 rappel avec sa date 1 × 5 = 5 +5",
        "3 leçons tirées 2 avec les deux rangées × 10 = 20 1 avec une rangée × 4 = 4 +24",
        "En tout 127",
    ):
        assert line in text
    assert "127 points aujourd’hui" in text


def test_the_explanation_is_said_in_english_too(ines):
    speaks(ines, "en")
    in_batches(ines, *(ines.taps("no_answer") for _ in range(21)), ines.taps("voicemail"))
    text = read_page(ines)
    assert "21 no answers and 1 voicemail 20 × 2 = 40, then 2 more × 1 = 2 +42" in text
    assert "58 more points to Steady" in text


def test_what_is_beyond_a_band_or_a_cap_is_said_kindly(ines):
    calls = [ines.taps("meeting") for _ in range(5)] + [ines.taps("refusal") for _ in range(6)]
    backs = [ines.taps("callback") for _ in range(5)]
    voices = [ines.taps("voicemail") for _ in range(42)]
    lessons = [ines.draws(call) for call in calls[5:]]
    dates = [ines.dates(call, "2026-11-20") for call in backs]
    in_batches(ines, *calls, *backs, *voices, *lessons, *dates)
    text = read_page(ines)
    assert "2 de plus, au-delà de 40 par jour : c’est noté." in text
    assert "2 de plus : 3 par jour paient ce bonus" in text
    assert "1 de plus : 4 par jour paient" in text
    assert "1 de plus : les 5 meilleures du jour paient" in text


def test_the_days_cap_of_300_is_said(ines):
    entries = [ines.taps("gatekeeper") for _ in range(20)]
    entries += [ines.taps("no_answer") for _ in range(40)]
    entries += [ines.taps("meeting") for _ in range(16)]
    refusals = [ines.taps("refusal") for _ in range(5)]
    in_batches(ines, *entries, *refusals, *map(ines.draws, refusals))
    text = read_page(ines)
    assert "Cela fait 330. Une journée paie 300 au plus" in text
    assert "les 30 autres sont de l’entraînement pur" in text
    assert "300 points aujourd’hui" in text


@pytest.mark.both_databases
def test_a_lesson_shared_stands_on_its_own_day_twice_a_week(ines, at):
    calls = sends(ines, "refusal", "refusal", "refusal", lesson=("budget", "opening"))
    ines.sends(ines.shares(calls[0]))
    at("2026-11-17 10:00")
    ines.sends(ines.shares(calls[1]), ines.shares(calls[2]), ines.shares(calls[0]))
    assert "1 leçon partagée avec l’équipe 1 × 5 = 5" in read_page(ines)
    tuesday = read_page(ines, "/insights/day/2026-11-17")
    assert "3 leçons partagées avec l’équipe 1 × 5 = 5 2 de plus à lire pour l’équipe" in tuesday
    assert "5 points aujourd’hui" in tuesday
    week = read_page(ines, f"/insights/week/{WEEK}")
    assert "3 leçons partagées avec l’équipe 2 × 5 = 10 1 de plus à lire" in week
    assert "1 leçon partagée une fois de plus" in week
    assert "70 points cette semaine" in week


def test_what_came_too_late_or_is_of_before_joining_says_so(ines, at):
    at("2026-11-24 10:00")
    call = ines.taps("refusal", "2026-11-16 09:00")
    assert ines.sends(call, ines.taps("voicemail", "2026-11-12 09:00")) == ["accepted"] * 2
    text = read_page(ines)
    assert "Noté, sans compter Refus 09:00 Arrivé mardi 24 novembre, plus de sept jours" in text
    assert "0 point ce jour-là" in text
    early = read_page(ines, "/insights/day/2026-11-12")
    assert "Messagerie 09:00 C’était un jour d’avant ton arrivée." in early
    assert ines.opens("/insights/day/2026-11-11").status_code == 404


def test_a_lesson_without_tags_or_from_afar_says_so(ines, at):
    at("2026-11-16 10:00")
    first, second = sends(ines, "refusal", "callback")
    ines.sends(ines.draws(first, None, None, text="Rien."))
    assert "Sa leçon n’a pas encore d’étiquette" in read_page(ines)
    at("2026-11-25 10:00")
    ines.sends(ines.draws(first), ines.dates(second, "2026-11-27"))
    text = read_page(ines)
    assert "Sa leçon a été tirée mercredi 25 novembre, à plus de sept jours de l’appel." in text
    assert "Sa date a été donnée mercredi 25 novembre" in text


@pytest.mark.both_databases
def test_a_withdrawn_entry_is_not_in_the_explanation(ines):
    refusal, meeting = sends(ines, "refusal", "meeting")
    ines.sends(ines.withdraws(meeting))
    text = read_page(ines)
    assert "1 conversation 1 refus" in text
    assert "1 rendez-vous" not in text
    assert "Noté, sans compter" not in text
    ines.sends(ines.withdraws(refusal))
    assert "Rien de noté encore aujourd’hui" in read_page(ines)


def test_an_empty_day_teaches_and_leads_to_the_first_call(ines, at):
    text = ines.opens("/insights/day").text
    assert "Rien de noté encore aujourd’hui" in text
    assert 'class="button ball" href="/log"' in text
    assert '<details class="card prices" open>' in text
    at("2026-11-17 10:00")
    assert "Rien n’a été noté ce jour-là" in read_page(ines)


def test_a_day_off_is_asked_for_nothing(ines, at):
    at("2026-11-21 10:00")
    assert "Ce jour ne demande rien." in read_page(ines, "/insights/day")
    sends(ines, "meeting")
    assert "ces points sont à toi" in read_page(ines, "/insights/day")


def test_the_day_of_joining_is_no_day_off(ines, at):
    at("2026-11-14 10:00")
    text = read_page(ines, "/insights/week")
    assert "vendredi 13 ton premier jour" in text
    assert "samedi 14 repos" in text


@pytest.mark.lengthy
def test_days_and_weeks_turn_from_joining_to_today(ines, at):
    at("2026-11-24 10:00")

    def turns(path):
        return re.findall(r'href="(/insights/[^"]+)" rel="(prev|next)"', ines.opens(path).text)

    assert turns("/insights/day/2026-11-13") == [("/insights/day/2026-11-14", "next")]
    assert turns("/insights/day/2026-11-16") == [
        ("/insights/day/2026-11-15", "prev"),
        ("/insights/day/2026-11-17", "next"),
    ]
    assert turns("/insights/day") == [("/insights/day/2026-11-23", "prev")]
    assert turns("/insights/week/2026-W46") == [("/insights/week/2026-W47", "next")]
    assert turns("/insights/week") == [("/insights/week/2026-W47", "prev")]


@pytest.mark.parametrize(
    "path",
    [
        "day/2026-11-17",
        "day/2026-11-12",
        "day/9999-12-31",
        "day/0001-01-01",
        "day/2026-02-30",
        "day/20261116",
        "day/2026-W47-1",
        "day/２０２６-11-16",
        "day/today",
        "day/-1",
        "day/%00",
        "day/2026-11-16%0A",
        "day/panel",
        "day/panel?of=2026-11-17",
        "week/2026-W48",
        "week/2026-W49",
        "week/2026-W45",
        "week/9999-W52",
        "week/0000-W01",
        "week/2026-W54",
        "week/2026-47",
        "week/%3Cscript%3E",
        "week/panel",
        "week/panel?of=9999-W52",
    ],
)
def test_what_is_still_to_come_or_no_date_is_not_found(ines, path):
    assert ines.opens(f"/insights/{path}").status_code == 404


def test_a_traveller_sees_the_day_that_today_has_not_reached(ines):
    at = instant("2026-11-16T23:30:00+01:00")
    clock.set_now(at)
    tap = ines.taps("meeting") | {"zone": "Asia/Tokyo", "offset": 540}
    assert ines.sends(tap) == ["accepted"]
    assert "20 points ce jour-là" in read_page(ines, "/insights/day/2026-11-17")
    assert ines.opens("/insights/day/2026-11-18").status_code == 404


def test_the_panels_are_the_pages_without_their_frame(ines):
    for name, of in (("day", MONDAY), ("week", WEEK)):
        panel = ines.opens(f"/insights/{name}/panel?of={of}", htmx=True).text
        assert panel.lstrip().startswith('<section class="points"')
        assert f'hx-get="/insights/{name}/panel?of={of}"' in panel
        assert "<html" not in panel


@pytest.mark.lengthy
def test_today_the_list_and_me_lead_here(ines):
    sends(ines, "meeting")
    assert 'href="/insights/day"' in ines.opens("/today").text
    assert 'href="/insights/day"' in ines.opens("/log").text
    assert 'href="/insights/week"' in ines.opens("/me").text
    assert f'href="/insights/week/{WEEK}"' in ines.opens("/insights/day").text
    assert f'href="/insights/day/{MONDAY}"' in ines.opens("/insights/week").text


@pytest.mark.both_databases
def test_a_week_says_what_the_board_reads_and_what_the_team_gets(ines, at):
    for day in (16, 17, 18):
        at(f"2026-11-{day} 10:00")
        calls = sends(ines, "refusal", "refusal", "no_answer")
    at("2026-11-21 10:00")
    sends(ines, "meeting")
    ines.sends(ines.draws(calls[0]), ines.shares(calls[0]))
    text = read_page(ines, "/insights/week")
    assert "101 points cette semaine" in text
    assert "samedi 21 repos, rien qu’à toi 20" in text
    assert "76 comptent au classement" in text
    assert "20 points de jours de repos ne sont qu’à toi." in text
    assert "Il sera clos mardi 24 novembre à midi." in text
    assert "76 sur 150 points, 50 %" in text
    assert "Ta journée habituelle est de 30, pour 5 jours travaillés." in text
    assert "3 sur 5 jours travaillés 3 suffisent" in text
    assert "Partagée : c’est gagné en entier." in text


def test_of_a_week_with_one_working_day_one_day_is_enough(ines):
    off_on(ines, "2026-11-17", "2026-11-20")
    sends(ines, "no_answer", "no_answer", "no_answer")
    text = read_page(ines, "/insights/week")
    assert "1 sur 1 jour travaillé 1 suffit : c’est gagné en entier." in text
    ines.submits("/me/settings", {"language": "en", "theme": "auto"})
    assert "1 is enough: it is yours whole." in read_page(ines, "/insights/week")


def test_a_week_says_what_is_still_missing(ines):
    sends(ines, "no_answer", "no_answer", "no_answer")
    text = read_page(ines, "/insights/week")
    assert "1 sur 5 jours travaillés" in text
    assert "Encore 2, et c’est gagné en entier." in text
    assert "Aucune encore : une seule suffit." in text


def test_a_week_of_leave_weighs_nothing(ines):
    off_on(ines, "2026-11-16", "2026-11-20")
    text = read_page(ines, "/insights/week")
    assert "Tu n’as aucun jour travaillé cette semaine" in text
    assert "pèse" not in text.replace("ne pèses", "")


@pytest.mark.both_databases
def test_a_closed_board_stays_and_the_days_change(ines, at):
    sends(ines, "meeting")
    at("2026-11-24 13:00")
    late = ines.taps("refusal", "2026-11-18 09:00")
    assert ines.sends(late) == ["accepted"]
    text = read_page(ines, f"/insights/week/{WEEK}")
    assert "30 points cette semaine-là" in text
    assert "20 comptent au classement" in text
    assert "Le classement a été clos mardi 24 novembre à midi" in text


def test_a_closed_week_that_nobody_touched_gives_nothing(ines, at):
    at("2026-11-24 13:00")
    assert ines.sends(ines.taps("refusal", "2026-11-18 09:00")) == ["accepted"]
    text = read_page(ines, f"/insights/week/{WEEK}")
    assert "10 points cette semaine-là" in text
    assert "0 compte au classement" in text
    assert "Il en fallait 3." in text


@pytest.mark.both_databases
@pytest.mark.parametrize("path", ["day", f"day/{MONDAY}", "week", f"week/{WEEK}", "week/2026-W46"])
def test_the_screens_keep_to_their_budget(app, ines, at, path):
    calls = sends(ines, *["refusal"] * 30, lesson=("budget", "opening"))
    ines.sends(*(ines.shares(call) for call in calls[:3]))
    for day in ("2026-11-17 10:00", "2026-12-01 10:00"):
        at(day)
        ines.signs_in()
        with statements(app) as sql:
            assert ines.opens(f"/insights/{path}").status_code == 200
        assert len(sql) <= BUDGET, sql


def test_nobody_else_sees_a_line(ines, theo, maya):
    sends(ines, "meeting", "refusal", lesson=("budget", "opening"))
    for other in (theo, maya):
        assert "0 point aujourd’hui" in read_page(other)
        assert "0 point cette semaine" in read_page(other, "/insights/week")


outcomes = st.sampled_from(
    ["no_answer", "voicemail", "gatekeeper", "refusal", "callback", "meeting", "do_not_call"]
)
practice = st.lists(
    st.tuples(outcomes, st.sampled_from([1, 1, 3, 9]), st.integers(0, 3), st.booleans()),
    max_size=8,
)


@pytest.mark.lengthy
@settings(max_examples=12, suppress_health_check=list(HealthCheck), derandomize=True)
@given(practice)
def test_the_lines_sum_to_what_today_says(app, cast, practice):
    """Whatever was noted so far: the day's page, the week's and Today agree to the point."""
    ines = cast("ines")
    clock.set_now(instant("2026-11-16 12:00"))
    entries = []
    for outcome, times, rows, shared in practice:
        for _ in range(times):
            call = ines.taps(outcome)
            entries.append(call)
            if rows:
                tags = ("budget" if rows > 1 else None, "opening" if rows > 2 else None)
                entries.append(ines.draws(call, *tags, text="Un mot."))
            if shared and rows:
                entries.append(ines.shares(call))
            if shared and outcome == "callback":
                entries.append(ines.dates(call, "2026-11-20"))
    in_batches(ines, *entries)
    who, now = ines.who, clock.now()
    with app.app_context():
        day, week = (
            day_explanation.explain_day(who, date(2026, 11, 16), now),
            week_explanation.explain_week(who, date(2026, 11, 16), now),
        )
        standing = load_summary(who, now)
    assert day.points == standing.points_day
    assert week.points == standing.points_week
    assert day.total == week.total == standing.points_total
    assert day.level == standing.level
    assert (
        sum(reason.points for reason in day.breakdown.reasons) - day.breakdown.points_over_cap
        == day.breakdown.points
    )
    assert week.board.points == sum(each.points for each in week.days)


def test_the_price_list_is_the_rules(ines):
    """What the page says in words is what the rules' constants say, line by line."""
    french = prices(ines)
    speaks(ines, "en")
    lines = prices(ines)
    assert [numbers(line) for line in french] == [numbers(line) for line in lines]
    *paid, most_a_day = lines
    assert paid == [
        in_bands(points.WITHOUT_HUMAN_BANDS),
        in_bands(points.GATEKEEPER_BANDS),
        in_bands(points.CONVERSATION_BANDS),
        *(
            f"{more} more, {most} a day"
            for ((most, more),) in (points.MEETING_BANDS, points.DATED_CALLBACK_BANDS)
        ),
        "{2} with both rows, {1} with one; the best {most} of a day".format(
            *points.LESSON_ROWS, most=points.LESSONS_A_DAY
        ),
        "{2} with both rows, {1} with one".format(*points.CALLBACK_LESSON_ROWS),
        "{1} each, {0} a day".format(*points.SLOT_BANDS[0]),
        f"{points.SHARE}, twice a week",
    ]
    assert points.SHARES_A_WEEK == 2
    assert most_a_day.startswith(f"A day pays {points.MAX_POINTS_PER_DAY} at most.")
    assert points.SLOT_ATTEMPTS == 3
    assert len({*points.LESSON_ROWS[1:], *points.CALLBACK_LESSON_ROWS[1:]}) == 4
    assert over_cap_text.CAPS["without_human"] == 40


def prices(person):
    """The price list, line by line, and the sentence below it."""
    page = person.opens(f"/insights/day/{MONDAY}").text
    (card,) = re.findall(r'<details class="card prices.*?</details>', page, re.S)
    pairs = re.findall(r'<dd>(.*?)</dd>|<p class="mute">(.*?)</p>', card)
    return [html.unescape(line or last) for line, last in pairs]


def numbers(line):
    """Those of a sentence in whatever order; the words of both languages say the rest."""
    return sorted(re.findall(r"\d+", line))


def in_bands(bands):
    """« 2 each up to 20 a day, then 1 up to 40 »: what a band pays, and up to which in all."""
    ends = [sum(count for count, _ in bands[: n + 1]) for n in range(len(bands))]
    first, *others = [f"{each} up to {end}" for (_, each), end in zip(bands, ends, strict=True)]
    return ", then ".join([f"{first.replace(' up', ' each up')} a day", *others])
