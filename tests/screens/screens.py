"""Every page in every state that a person can bring it to, for tests and for pictures."""

from dataclasses import dataclass

from tests.screens import actions, frozen_animations, sprint_actions
from tests.screens.large_company import VIEWER
from tests.screens.screen_data import FOUNDER, TEAMLESS

NOT_FOUND = ("status of 404",)
FORBIDDEN = ("status of 403",)
UNREAD = ("status of 422",)
NO_NETWORK = ("net::ERR", "status of 502")


@dataclass(frozen=True)
class Screen:
    """A page, who looks at it, and what they do there; `forgives` is what the console may say."""

    path: str
    who: str | None = None
    then: actions.Does | None = None
    forgives: tuple[str, ...] = ()
    offline: bool = False


SCREENS = {
    "door": Screen("/demo"),
    "sign-in": Screen("/sign-in"),
    "code": Screen("/sign-in", then=actions.ask_for_code),
    "code-wrong": Screen("/sign-in", then=actions.mistype_code, forgives=UNREAD),
    "choose": Screen("/sign-in", then=actions.choose),
    "join": Screen("/sign-in", then=actions.open_invitation),
    "link-spent": Screen("/join/spent", forgives=NOT_FOUND),
    "confirm": Screen("/sign-in", then=actions.confirm),
    "today": Screen("/today", "Inès"),
    "today-open": Screen("/today", "Théo"),
    "today-new": Screen("/today", "Lina"),
    "today-founding": Screen("/today", FOUNDER),
    "today-install": Screen("/today", "Inès", actions.offer),
    "today-level": Screen("/today", "Inès", lambda window: frozen_animations.level_up(window.page)),
    "today-update": Screen("/today", "Inès", actions.renew_build, offline=True),
    "log": Screen("/log", "Inès"),
    "log-noted": Screen("/log", "Awa", actions.tap("no_answer")),
    "log-callback": Screen("/log", "Awa", actions.pick_a_day),
    "log-change": Screen("/log", "Hugo", actions.correct),
    "log-clock": Screen("/log", "Nora", actions.come_from_a_wrong_clock),
    "log-time": Screen("/log", "Nora", actions.state_its_time),
    "sprint": Screen("/sprint", "Inès"),
    "sprint-asks": Screen("/sprint", "Hugo", sprint_actions.dial),
    "sprint-ended": Screen("/sprint", "Hugo", sprint_actions.end(*sprint_actions.MANY)),
    "sprint-offline": Screen("/today", "Mathis", sprint_actions.offline, NO_NETWORK, True),
    "team-sprint-opening": Screen("/sprint/team", "Inès"),
    "team-sprint-lobby": Screen("/sprint/team", "Inès", sprint_actions.plan_with_team),
    "team-sprint": Screen("/sprint/team", "Hugo", sprint_actions.sprint_with_team),
    "team-sprint-ended": Screen("/sprint/team", "Hugo", sprint_actions.end_with_team),
    "lesson-sheet": Screen("/log", "Léa", actions.draw),
    "lesson-every-tag": Screen("/log", "Léa", actions.show_every_tag),
    "by-hand": Screen("/log/by-hand", "Inès"),
    "refused": Screen("/log/by-hand", "Inès", actions.submit_too_late, UNREAD),
    "lessons-share": Screen("/lessons", "Inès", actions.share),
    "lessons-remove": Screen("/lessons", "Inès", actions.erase),
    "lessons-by-tag": Screen("/lessons?happened=budget&q=e", "Inès", actions.by_tag),
    "lessons-not-found": Screen("/lessons?q=xylophone", "Inès"),
    "lessons-none": Screen("/lessons", "Lina"),
    "lesson-empty": Screen("/log/by-hand", "Nora", actions.keep_nothing),
    "lessons-team": Screen("/lessons/team", "Inès", actions.help_me),
    "lessons-team-none": Screen("/lessons/team", who="Une"),
    "lesson-edit": Screen("/lessons", "Inès", actions.edit_first),
    "boards": Screen("/boards", "Inès"),
    "boards-weeks": Screen("/boards", "Inès", actions.weeks),
    "boards-league": Screen("/boards", VIEWER, actions.leagues),
    "boards-other-league": Screen("/boards?league=2", VIEWER),
    "boards-no-team": Screen("/boards", TEAMLESS),
    "boards-no-teams": Screen("/boards", FOUNDER),
    "boards-overtaking": Screen(
        "/boards", "Inès", lambda window: frozen_animations.overtaking(window.page)
    ),
    "boards-past": Screen("/boards", "Inès", actions.last_week),
    "seasons": Screen("/boards/seasons", "Inès"),
    "season": Screen("/boards/seasons/2026-W41", "Inès"),
    "season-league": Screen("/boards/seasons/2026-W47", VIEWER),
    "season-no-teams": Screen("/boards/seasons/2026-W47", FOUNDER),
    "team": Screen("/team", "Inès", actions.as_table),
    "team-admin": Screen("/team", "Maya", actions.other_teams),
    "team-further": Screen("/team", "Théo", actions.further_team),
    "team-small": Screen("/team", "Manon"),
    "team-none": Screen("/team", TEAMLESS),
    "insights": Screen("/insights", "Théo"),
    "insights-figures": Screen("/insights", "Théo", actions.figures),
    "insights-few": Screen("/insights", "Inès"),
    "insights-new": Screen("/insights", "Lina"),
    "points-day": Screen("/insights/day/2026-11-19", "Inès"),
    "points-empty": Screen("/insights/day", "Lina"),
    "points-week": Screen("/insights/week/2026-W46", "Inès"),
    "points-this-week": Screen("/insights/week", "Inès"),
    "install": Screen("/install", "Inès"),
    "plan": Screen("/plan", "Manon", actions.plan_slots),
    "plan-none": Screen("/plan", "Lina"),
    "plan-wrong": Screen("/plan", "Lina", actions.plan_without_a_time),
    "plan-feed": Screen("/plan", "Lina", actions.open_feed),
    "today-slot": Screen("/plan", "Manon", actions.look_at_slots),
    "not-now": Screen("/not-now", "Manon"),
    "today-not-now": Screen("/today", "Manon", actions.put_calls_off),
    "agenda": Screen("/agenda", "Camille"),
    "agenda-none": Screen("/agenda", "Inès"),
    "agenda-wrong": Screen("/agenda", "Inès", actions.mistype_calendar, UNREAD),
    "today-gaps": Screen("/today", "Camille"),
    "today-reminder": Screen("/today", "Nora"),
    "reminder": Screen("/me/reminders", "Inès"),
    "reminder-mail": Screen("/me/reminders", "Hugo", actions.be_reminded_by_mail),
    "reminder-off": Screen("/demo", then=actions.open_off_link),
    "reminder-wrong": Screen("/me/reminders", "Inès", actions.be_reminded_too_late, UNREAD),
    "me": Screen("/me", "Inès"),
    "me-goal": Screen("/me", "Inès", actions.another_goal, UNREAD),
    "me-zone": Screen("/me/zone", "Inès", actions.mistype_zone, UNREAD),
    "me-sign-ins": Screen("/me/sign-ins", "Inès"),
    "me-address": Screen("/me/address", "Inès", actions.another_address),
    "me-data": Screen("/me/data", "Inès"),
    "me-leave": Screen("/me/leave", "Inès", actions.unsure, UNREAD),
    "me-leave-last": Screen("/me/leave", "Maya"),
    "me-left": Screen("/me/left"),
    "today-gilded": Screen("/today", "Sarah", actions.reach_goal),
    "me-sign-out": Screen("/log", "Nora", actions.leave, NO_NETWORK, True),
    "me-admin": Screen("/me", "Maya"),
    "calendar": Screen("/me/calendar", "Théo"),
    "calendar-preview": Screen("/me/calendar", "Théo", actions.look_ahead),
    "calendar-back": Screen("/me/calendar", "Élodie", actions.take_back),
    "calendar-place-preview": Screen("/me/calendar/place?country=DE", "Théo", actions.move_house),
    "calendar-refused": Screen("/me/calendar", "Théo", actions.reverse_days, UNREAD),
    "calendar-week": Screen("/me/calendar/week", "Théo", actions.two_weeks),
    "calendar-place": Screen("/me/calendar/place", "Théo", actions.choose_country),
    "pauses": Screen("/admin/pauses", "Sarah"),
    "pauses-further": Screen("/admin/pauses", "Théo"),
    "admin-pauses": Screen("/admin/pauses", "Maya"),
    "admin-company": Screen("/admin/company", "Maya"),
    "admin-company-fewer": Screen("/admin/company", "Maya", actions.keep_fewer, forgives=UNREAD),
    "admin-mails": Screen("/admin/company", FOUNDER),
    "admin-tags": Screen("/admin/tags", "Maya", actions.one_tag),
    "founding-company": Screen("/admin/founding/company", FOUNDER),
    "founding-teams": Screen("/admin/founding/teams", FOUNDER),
    "founding-people": Screen("/admin/founding/people", FOUNDER),
    "founding-words": Screen("/admin/founding/words", FOUNDER),
    "founding-look": Screen("/admin/founding/look", FOUNDER),
    "admin-audit": Screen("/admin/audit", "Maya"),
    "admin-teams": Screen("/admin/teams", "Maya"),
    "admin-people": Screen("/admin/people", "Maya", actions.person),
    "admin-people-link": Screen("/admin/people", "Maya", actions.newcomer),
    "admin-several": Screen("/admin/people/several", "Maya", actions.paste),
    "admin-one-of-several": Screen("/admin/people/several", "Maya", actions.paste_and_show_one),
    "admin-several-wrong": Screen("/admin/people/several", "Maya", actions.paste_wrongly, UNREAD),
    "admin-team-links": Screen("/admin/people/links", "Maya"),
    "admin-team-link": Screen("/admin/people/links", "Maya", actions.show_link),
    "join-team": Screen("/admin/people/links", "Maya", actions.join_team),
    "admin-people-mistake": Screen("/admin/people", "Maya", actions.mistake, UNREAD),
    "admin-charges": Screen("/admin/people", "Maya", actions.further_teams),
    "admin-people-removal": Screen("/admin/people", "Maya", actions.remove_person),
    "not-found": Screen("/nowhere", "Inès", forgives=NOT_FOUND),
    "forbidden": Screen("/admin/company", "Inès", forgives=FORBIDDEN),
    "shell-today": Screen("/today", "Inès", actions.without_network("/today"), NO_NETWORK, True),
    "shell-log": Screen(
        "/today", "Mathis", actions.without_network("/log", actions.waits), NO_NETWORK, True
    ),
    "shell-log-changed": Screen(
        *("/today", "Mathis", actions.without_network("/log", actions.change_what_waits)),
        *(NO_NETWORK, True),
    ),
    "shell-today-waiting": Screen("/today", "Julien", actions.waiting, NO_NETWORK, True),
    "offline": Screen("/today", "Inès", actions.without_network("/boards"), NO_NETWORK, True),
}
# Where the words of « tu » and « vous » differ most.
VOUS = (
    *("today", "today-open", "log", "log-noted", "lesson-sheet"),
    *("boards", "boards-no-team", "boards-no-teams", "me"),
)
