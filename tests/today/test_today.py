"""Today: what do I do now?"""

import html
import json
import re
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

import webapp.clock as clock
from tests.cast import instant, statements
from webapp.database.transactions import write_transaction
from webapp.i18n import force_variant
from webapp.people import company
from webapp.today.panel import MOST_COMING
from webapp.today.sentences import team_text


def read_page(person, path="/today"):
    answer = person.opens(path)
    assert answer.status_code == 200, answer.text
    inline = re.sub(r"</?(span|b|sup)\b[^>]*>", "", answer.text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inline)).split())


def read_visible_text(person):
    """What stands on Today for who looks at it: without the words that the scripts hold ready."""
    text = re.sub(r"<(b|span|p)\b[^>]* hidden[ >].*?</\1>", "", read_without_sheet(person))
    text = re.sub(r"<[^>]+>", " ", text)
    return normalize_spaces(" ".join(html.unescape(text).split()))


def read_without_sheet(person):
    """The page of Today, without the sheet over it that is closed."""
    return re.sub(r"(?s)<dialog.*?</dialog>", "", person.opens("/today").text)


def normalize_spaces(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def keeps(person, at, *days):
    """A dose of attempts on each of these days of November 2026."""
    for day in days:
        at(f"2026-11-{day} 10:00")
        assert person.sends(*[person.taps("no_answer") for _ in range(3)]) == ["accepted"] * 3


def test_a_new_member_is_told_how_few_calls_begin_the_line(ines):
    text = read_page(ines)
    assert "3 appels, et ta ligne commence" in text
    assert "Encore 3 appels et la journée tient" in text


@pytest.mark.both_databases
def test_three_calls_keep_the_day(ines, at):
    keeps(ines, at, 16)
    text = read_page(ines)
    assert "1 jour de suite" in text
    assert "La journée tient" in text
    assert "2 jokers" in text
    assert "Points : 6 aujourd’hui, 6 cette semaine" in text


@pytest.mark.parametrize(
    ("words", "left", "gap", "expected"),
    [
        ("fr", "0", None, ""),
        ("fr", "0", "6", "Lyon est à 6 points"),
        ("en", "0", "1", "1 point behind Lyon"),
        ("fr", "1", None, "jusqu’à 1 point encore à prendre"),
        ("fr", "41", "1", "Lyon est à 1 point, jusqu’à 41 encore à prendre"),
        ("fr", "41", "2", "Lyon est à 2 points, jusqu’à 41 encore à prendre"),
        ("en", "1", None, "up to 1 point still to take"),
        ("en", "2", None, "up to 2 points still to take"),
        ("en", "12", "1", "1 point behind Lyon, up to 12 still to take"),
    ],
)
def test_points_are_counted_as_people_say_them(app, words, left, gap, expected):
    fields = {"name": "Nantes", "place": 2, "score": Decimal(50), "key": "2026-W47 nantes"}
    team = SimpleNamespace(**fields, left=Decimal(left), ahead=gap and "Lyon", gap=gap)
    team.gap = gap and Decimal(gap)
    with app.test_request_context(), force_variant(words):
        assert team_text(team).still.replace("\xa0", " ").replace("\u202f", " ") == expected


def test_the_panel_is_the_page_without_its_frame(ines):
    panel = ines.opens("/today/panel", htmx=True).text
    assert panel.lstrip().startswith('<section class="panel-of-today"')
    assert "<html" not in panel
    assert 'hx-get="/today/panel"' in panel


def test_a_missed_day_says_what_makes_it_up_and_until_when(ines, at):
    keeps(ines, at, 16, 17)
    at("2026-11-19 09:00")
    text = read_page(ines)
    assert "6 appels et une leçon rattrapent mercredi 18." in text
    assert "Jusqu’au mercredi 25 au soir" in text
    states = re.findall(r'<li data-state="(\w+)"', ines.opens("/today").text)
    assert states == ["off", "kept", "kept", "open", "today"]


def test_making_up_a_day_says_how_far_it_is_and_is_celebrated_when_it_is_done(ines, at):
    keeps(ines, at, 16, 17)
    at("2026-11-19 09:00")
    ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    text = read_visible_text(ines)
    assert "Pour rattraper mercredi 18 : 3 des 6 appels, et une leçon." in text
    assert (
        'class="button ball"' in ines.opens("/today").text
    )  # the day is kept, and not all is done
    refusals = [ines.taps("refusal") for _ in range(3)]
    ines.sends(*refusals)
    assert "Encore une leçon, et mercredi 18 est rattrapé." in read_visible_text(ines)
    ines.sends(ines.draws(refusals[0]))
    text = read_visible_text(ines)
    assert "C’est fait : mercredi 18 est rattrapé. Plus rien n’est ouvert." in text
    assert 'class="button ball"' not in read_without_sheet(ines)
    assert ines.opens("/today/summary").get_json()["dose"]["made_up"] == "2026-11-18"


def test_of_two_open_days_one_is_made_up_and_the_other_is_still_said(ines, at):
    at("2026-11-18 09:00")
    refusals = [ines.taps("refusal") for _ in range(6)]
    ines.sends(ines.draws(refusals[0]), refusals[0])
    assert "Pour rattraper lundi 16 : 1 des 6 appels ; la leçon est là." in read_visible_text(ines)
    ines.sends(*refusals[1:])
    text = read_visible_text(ines)
    assert "C’est fait : lundi 16 est rattrapé. Encore ouvert : mardi 17." in text
    assert "Jusqu’au mardi 24 au soir" in text
    assert "appels et une leçon" not in text  # a day makes up one day


def test_on_a_day_off_nothing_is_asked(ines, at):
    keeps(ines, at, *range(16, 21))
    at("2026-11-21 09:00")
    text = read_visible_text(ines)
    assert "Samedi, c’est libre. Un appel compte quand même." in text
    assert 'class="button ball"' not in read_without_sheet(ines)
    summary = ines.opens("/today/summary").get_json()
    assert summary["free"] == ["2026-11-21", "2026-11-22", "2026-11-28"]
    ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    assert "La journée tient" in read_visible_text(ines)


def test_the_day_of_joining_is_no_day_off(ines, at):
    at("2026-11-13 12:00")
    assert "Encore 3 appels et la journée tient" in read_visible_text(ines)


def test_who_has_yet_to_begin_is_told_of_open_days_before_a_joker_goes(ines, at):
    """Joined on Friday, and no day kept: Monday is open, and will cost a joker (RULES R4.10)."""
    at("2026-11-16 20:00")
    assert "rattrapent" not in read_page(ines)  # the first working day is not over
    at("2026-11-17 09:00")
    text = read_page(ines)
    assert "3 appels, et ta ligne commence" in text
    assert "6 appels et une leçon rattrapent lundi 16." in text
    assert "Ouvert jusqu’au lundi 23 au soir. Ensuite, un joker prend sa place." in text
    panel = ines.opens("/today/panel", htmx=True).text
    assert re.search(r'data-show="!lead.begin" hidden', panel)  # a streak that is held comes later
    streak = ines.opens("/today/summary").get_json()["streak"]
    assert (streak["lead"], streak["jokers"]) == ("begin", 2)
    assert streak["open"] == [{"day": "2026-11-16", "until": "2026-11-23"}]
    at("2026-11-24 09:00")
    assert "1 joker" in read_page(ines)


def test_without_a_joker_left_none_is_said_to_stand_in(ines, at):
    at("2026-12-01 09:00")
    text = read_page(ines)
    assert "0 joker" in text
    assert "rattrapent" in text
    assert "Ensuite, un joker" not in text


@pytest.mark.lengthy
def test_every_joker_that_goes_was_said_before_it_went(ines, at):
    """Day by day from the first one: what is settled was open on the screen the day before."""
    open_days = set()
    for day in range(30):
        at(instant("2026-11-14 09:00") + timedelta(days=day))
        streak = ines.opens("/today/summary").get_json()["streak"]
        joker_days = {str(event.day) for event in ines.today().events if event.what == "joker"}
        assert joker_days <= open_days
        open_days |= {each["day"] for each in streak["open"]}


def test_after_a_break_the_page_leads_with_the_best(ines, at):
    keeps(ines, at, 16, 17, 18)
    at("2026-11-24 09:00")
    text = read_page(ines)
    assert "3 jours de suite, ton record" in text
    assert "% de tes journées" in text


def test_nothing_is_called_a_record_before_there_is_one(ines, at):
    ines.sends(ines.taps("no_answer"))
    at("2026-11-24 09:00")
    assert "0 jour de suite" in read_page(ines)


def test_the_lesson_to_remember_is_shown_before_the_next_call(ines):
    call = ines.taps("refusal")
    plan = {"if": "on me dit « un mail »", "then": "je demande qui s’en occupe"}
    ines.sends(call, ines.draws(call, "send_email", "next_step", **plan))
    assert "Si on me dit « un mail », alors je demande qui s’en occupe." in read_page(ines)


def promises(person):
    """What Today says of promises; the rows that scripts clone are left out."""
    page = re.sub(r"(?s)<template.*?</template>", "", person.opens("/today").text)
    match = re.search(r"(?s)<section[^>]* data-promises[^>]*>.*?</section>", page)
    assert match
    if re.search(r"<section[^>]* hidden", match[0]):
        return ""
    visible = re.sub(r"(?s)<(\w+)[^>]* hidden>.*?</\1>", "", match[0])
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", visible)).split())


@pytest.mark.both_databases
def test_a_call_back_stands_from_its_day_for_two_working_weeks_and_is_asked_once(ines, at):
    call = ines.taps("callback")
    ines.sends(call, ines.dates(call, "2026-11-18"))
    assert promises(ines) == ""
    at("2026-11-18 09:00")
    assert "À rappeler noté lundi 16 aujourd’hui Appeler" in promises(ines)
    at("2026-12-02 09:00")
    assert "depuis mercredi 18 Appeler" in promises(ines)
    at("2026-12-03 09:00")
    assert "Ça tient toujours ?" in promises(ines).replace("\u202f", " ")
    at("2026-12-10 09:00")
    assert promises(ines) == ""


@pytest.mark.lengthy
def test_promises_stand_by_their_time_and_the_newest_date_holds(ines, at):
    back, meeting = ines.taps("callback"), ines.taps("meeting")
    ines.sends(back, ines.dates(back, "2026-11-18"))
    ines.sends(meeting, ines.dates(meeting, "2026-11-18", time="14:30"))
    at("2026-11-18 09:00")
    assert re.search("À rappeler .*Rendez-vous .*14:30 Il a eu lieu", promises(ines))
    ines.sends(ines.dates(back, "2026-11-20"))
    assert "À rappeler" not in promises(ines)


def test_a_promise_that_is_kept_is_ticked_and_one_that_is_undone_is_due_again(ines, at):
    call = ines.taps("callback")
    ines.sends(call, ines.dates(call, "2026-11-17"))
    at("2026-11-17 10:00")
    entry = ines.answers(call, "held")
    ines.sends(entry)
    assert promises(ines) == ""
    ines.sends(ines.withdraws(entry))
    assert "aujourd’hui" in promises(ines)
    ines.sends(ines.answers(call, "moved"), ines.dates(call, "2026-11-19"))
    assert promises(ines) == ""
    at("2026-11-19 10:00")
    assert "aujourd’hui" in promises(ines)
    ines.sends(ines.corrects(call, "refusal"))
    assert promises(ines) == ""


def read_promises_to_come(person):
    """What Today says of promises to come; None where it says nothing."""
    page = re.sub(r"(?s)<template.*?</template>", "", person.opens("/today").text)
    match = re.search(r"(?s)<details([^>]*) data-coming([^>]*)>(.*?)</ul>(.*?)</details>", page)
    if match[2].endswith(" hidden"):
        return None
    visible = re.sub(r"(?s)<(\w+)[^>]* hidden>.*?</\1>", "", match[3] + match[4])
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", visible)).split())


@pytest.mark.lengthy
def test_promises_to_come_stand_folded_the_soonest_first(ines, otto, at):
    assert read_promises_to_come(ines) is None
    back, meeting, today = ines.taps("callback"), ines.taps("meeting"), ines.taps("callback")
    ines.sends(back, ines.dates(back, "2026-11-24"), today, ines.dates(today, "2026-11-16"))
    ines.sends(meeting, ines.dates(meeting, "2026-11-18", time="14:30"))
    text = read_promises_to_come(ines)
    assert text.startswith(
        "2 promesses à venir Rendez-vous mercredi 18 novembre, 14:30 Tombé à l’eau"
    )
    assert "À rappeler mardi 24 novembre Appeler Laisser tomber" in text
    assert "Oui" not in text
    assert "Plus tard" not in text
    assert read_promises_to_come(otto) is None
    assert promises(ines).count("noté") == 1
    ines.sends(ines.answers(meeting, "fell_through"))
    assert read_promises_to_come(ines).startswith("1 promesse à venir À rappeler")


@pytest.mark.lengthy
def test_of_many_promises_to_come_the_first_stand_and_the_others_are_counted(ines):
    calls = [ines.taps("callback") for _ in range(MOST_COMING + 3)]
    ines.sends(*calls, *(ines.dates(call, "2026-11-20") for call in calls))
    page = ines.opens("/today").text
    assert page.count('class="promise" data-promise=') == MOST_COMING
    assert read_promises_to_come(ines).startswith(f"{MOST_COMING + 3} promesses à venir")
    assert read_promises_to_come(ines).endswith("Et 3 autres, plus tard.")


def test_the_phone_is_told_of_promises_and_of_the_working_days_to_come(ines, at):
    call = ines.taps("meeting")
    ines.sends(call, ines.dates(call, "2026-11-23", time="09:00"))
    summary = ines.opens("/today/summary").get_json()
    assert summary["promises"] == [
        {"call": call["key"], "meeting": True, "on": "2026-11-23", "at": "09:00"}
        | {"noted": "2026-11-16", "asked": "2026-12-22"}
    ]
    assert summary["working"][:5] == [f"2026-11-{day}" for day in (17, 18, 19, 20, 23)]


@pytest.mark.lengthy
def test_otto_sees_no_promise_of_another(ines, otto, at):
    call = ines.taps("callback")
    ines.sends(call, ines.dates(call, "2026-11-16"))
    assert promises(ines) != ""
    assert promises(otto) == ""
    assert otto.opens("/today/summary").get_json()["promises"] == []


def test_a_run_without_an_answer_is_put_in_its_place(ines):
    ines.sends(*[ines.taps("no_answer") for _ in range(12)])
    text = read_page(ines)
    assert "12 appels sans réponse De 8 à 22 d’affilée" in text


def test_a_run_of_refusals_is_put_in_its_place(ines):
    """Counted among conversations: what nobody answered in between does not end it."""
    for _ in range(8):
        ines.sends(ines.taps("refusal"), ines.taps("no_answer"))
    text = read_page(ines)
    assert "8 refus d’affilée De 5 à 13 d’affilée, c’est l’ordinaire" in text
    assert "Chacun, avec sa leçon, vaut autant qu’un rendez-vous." in text
    ines.sends(ines.taps("meeting"))
    assert "refus d’affilée" not in read_page(ines)


def test_a_phone_whose_clock_was_off_is_told_to_its_owner(ines):
    tap = ines.taps("no_answer", "1970-01-01 12:00")
    ines.sends(tap, sent_at=tap["made_at"])
    assert "L’horloge de ce téléphone" in read_page(ines)


@pytest.mark.lengthy
def test_the_team_stands_in_one_line(ines, maya):
    ines.sends(*[ines.taps("refusal") for _ in range(3)])
    assert "Nantes, 1re cette semaine" in read_page(ines)
    maya.sends(*[maya.taps("refusal") for _ in range(10)])
    assert re.search(r"Nantes, 2e cette semaine Lyon est à [\d,]+ points?", read_page(ines))


def test_a_level_has_its_name(ines):
    assert "Premiers pas, niveau 1" in read_page(ines)


def test_whoever_is_signed_out_is_sent_to_sign_in(nobody):
    assert nobody.opens("/today").headers["Location"] == "/sign-in"
    assert nobody.opens("/today/panel", htmx=True).headers["HX-Redirect"] == "/sign-in"
    answer = nobody.opens("/today/summary", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()) == (401, {"error": "signed_out"})


@pytest.mark.both_databases
def test_the_phone_keeps_what_today_and_log_need(ines, at):
    keeps(ines, at, 16, 17)
    at("2026-11-19 09:00")
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call, "budget", "question", **{"if": "a", "then": "b"}))
    summary = ines.opens("/today/summary").get_json()
    assert summary["member"] == str(ines.id)
    assert summary["name"] == "Inès"
    assert (summary["language"], summary["theme"]) == ("fr", "auto")
    assert summary["day"] == "2026-11-19"
    assert summary["dose"] == {
        "needed": 3,
        "done": 1,
        "kept": False,
        "lesson": True,
        "made_up": None,
    }
    assert summary["streak"] == {
        "count": 2,
        "best": 2,
        "jokers": 2,
        "lead": "count",
        "open": [{"day": "2026-11-18", "until": "2026-11-25"}],
    }
    assert summary["regularity"] == 65
    assert summary["level"] == {"number": 1, "name": "Premiers pas"}
    assert summary["points"] == {"day": 20, "week": 32, "total": 32}
    why = "Budget\u00a0: une fois en deux semaines."
    sentence = "Si a, alors b."
    assert summary["lesson"] == {
        "if": "a",
        "then": "b",
        "sentence": sentence,
        "text": "",
        "why": why,
    }
    assert {"id": "budget", "row": "happened", "name": "Budget"} in summary["tags"]
    assert summary["team"]["name"] == "Nantes"
    assert summary["team"]["place"] == 1
    assert isinstance(summary["team"]["score"], int)  # whole points, as on the board
    assert [day["state"] for day in summary["line"]] == ["off", "kept", "kept", "open", "today"]
    assert summary["line"][1] == {
        "day": "2026-11-16",
        "label": "lun.",
        "state": "kept",
        "gilded": False,
    }
    assert set(summary) == {
        *("member", "name", "language", "theme", "server_now", "day", "dose", "streak"),
        *("goal", "words", "regularity", "level", "points", "lesson", "tags", "team", "line"),
        *("journal", "first", "free", "promises", "working", "slots", "legal", "agenda"),
    }


def test_the_summary_of_who_has_done_nothing_is_whole(ines):
    summary = ines.opens("/today/summary").get_json()
    assert summary["lesson"] is None
    assert summary["regularity"] is None
    assert json.dumps(summary)


def test_a_member_without_a_team_has_a_today_too(ines, at, app):
    at("2026-11-18 10:00")
    with app.app_context():
        from_team_to_none(ines)
    at("2026-11-25 10:00")
    assert "Bonjour Inès" in read_page(ines)
    assert ines.opens("/today/summary").get_json()["team"] is None


def from_team_to_none(person):
    with write_transaction():
        company.move_to_team(person.organisation_id, person.id, None, clock.now())


def test_today_and_its_summary_cost_ten_statements_at_the_most(app, ines, at):
    """Two of them for a team that nobody has touched yet this week."""
    keeps(ines, at, 16, 17)
    for path in ("/today", "/today/panel", "/today/summary"):
        with statements(app) as sent:
            ines.opens(path)
        assert len(sent) <= 10, path


def test_days_before_joining_are_not_days_off(ines, at):
    at("2026-11-16 09:00")
    states = re.findall(r'<li data-state="(\w+)"', ines.opens("/today").text)
    assert states == ["before", "off", "off", "off", "today"]
