"""Every page in every state that a person can bring it to, for tests and for pictures."""

from dataclasses import dataclass

from tests.face import held, steps
from tests.face.large import VIEWER
from tests.face.stage import FOUNDER, TEAMLESS

NOT_FOUND = ("status of 404",)
FORBIDDEN = ("status of 403",)
UNREAD = ("status of 422",)
NO_NETWORK = ("net::ERR", "status of 502")


@dataclass(frozen=True)
class Screen:
    """A page, who looks at it, and what they do there; `forgives` is what the console may say."""

    path: str
    who: str | None = None
    then: steps.Does | None = None
    forgives: tuple[str, ...] = ()
    offline: bool = False


SCREENS = {
    "door": Screen("/demo"),
    "sign-in": Screen("/sign-in"),
    "code": Screen("/sign-in", then=steps.ask_for_code),
    "code-wrong": Screen("/sign-in", then=steps.mistype_code, forgives=UNREAD),
    "choose": Screen("/sign-in", then=steps.choose),
    "join": Screen("/sign-in", then=steps.invited),
    "link-spent": Screen("/join/spent", forgives=NOT_FOUND),
    "confirm": Screen("/sign-in", then=steps.confirm),
    "today": Screen("/today", "Inès"),
    "today-open": Screen("/today", "Théo"),
    "today-new": Screen("/today", "Lina"),
    "today-founding": Screen("/today", FOUNDER),
    "today-install": Screen("/today", "Inès", steps.offer),
    "today-level": Screen("/today", "Inès", lambda window: held.level_up(window.page)),
    "today-update": Screen("/today", "Inès", steps.renewed, offline=True),
    "log": Screen("/log", "Inès"),
    "log-noted": Screen("/log", "Awa", steps.tap("no_answer")),
    "log-callback": Screen("/log", "Awa", steps.pick_a_day),
    "log-change": Screen("/log", "Hugo", steps.correct),
    "log-clock": Screen("/log", "Nora", steps.come_from_a_wrong_clock),
    "log-time": Screen("/log", "Nora", steps.state_its_time),
    "lesson-sheet": Screen("/log", "Léa", steps.draw),
    "lesson-every-tag": Screen("/log", "Léa", steps.show_every_tag),
    "by-hand": Screen("/log/by-hand", "Inès"),
    "refused": Screen("/log/by-hand", "Inès", steps.refused, UNREAD),
    "lessons-share": Screen("/lessons", "Inès", steps.share),
    "lessons-remove": Screen("/lessons", "Inès", steps.erase),
    "lessons-by-tag": Screen("/lessons?happened=budget&q=e", "Inès", steps.by_tag),
    "lessons-not-found": Screen("/lessons?q=xylophone", "Inès"),
    "lessons-none": Screen("/lessons", "Lina"),
    "lesson-empty": Screen("/log/by-hand", "Nora", steps.keep_nothing),
    "lessons-team": Screen("/lessons/team", "Inès", steps.help_me),
    "lessons-team-none": Screen("/lessons/team", who="Une"),
    "lesson-edit": Screen("/lessons", "Inès", steps.edit_first),
    "boards": Screen("/boards", "Inès"),
    "boards-weeks": Screen("/boards", "Inès", steps.weeks),
    "boards-league": Screen("/boards", VIEWER, steps.leagues),
    "boards-other-league": Screen("/boards?league=2", VIEWER),
    "boards-no-team": Screen("/boards", TEAMLESS),
    "boards-no-teams": Screen("/boards", FOUNDER),
    "boards-overtaking": Screen("/boards", "Inès", lambda window: held.overtaking(window.page)),
    "boards-past": Screen("/boards", "Inès", steps.last_week),
    "seasons": Screen("/boards/seasons", "Inès"),
    "season": Screen("/boards/seasons/2026-W41", "Inès"),
    "season-league": Screen("/boards/seasons/2026-W47", VIEWER),
    "season-no-teams": Screen("/boards/seasons/2026-W47", FOUNDER),
    "team": Screen("/team", "Inès", steps.as_table),
    "team-admin": Screen("/team", "Maya", steps.other_teams),
    "team-further": Screen("/team", "Théo", steps.further_team),
    "team-small": Screen("/team", "Manon"),
    "team-none": Screen("/team", TEAMLESS),
    "insights": Screen("/insights", "Théo"),
    "insights-figures": Screen("/insights", "Théo", steps.figures),
    "insights-few": Screen("/insights", "Inès"),
    "insights-new": Screen("/insights", "Lina"),
    "points-day": Screen("/insights/day/2026-11-19", "Inès"),
    "points-empty": Screen("/insights/day", "Lina"),
    "points-week": Screen("/insights/week/2026-W46", "Inès"),
    "points-this-week": Screen("/insights/week", "Inès"),
    "install": Screen("/install", "Inès"),
    "me": Screen("/me", "Inès"),
    "me-goal": Screen("/me", "Inès", steps.another_goal, UNREAD),
    "me-zone": Screen("/me/zone", "Inès", steps.mistype_zone, UNREAD),
    "me-sign-ins": Screen("/me/sign-ins", "Inès"),
    "me-address": Screen("/me/address", "Inès", steps.another_address),
    "me-data": Screen("/me/data", "Inès"),
    "me-leave": Screen("/me/leave", "Inès", steps.unsure, UNREAD),
    "me-leave-last": Screen("/me/leave", "Maya"),
    "me-left": Screen("/me/left"),
    "today-gilded": Screen("/today", "Sarah", steps.gilded),
    "me-sign-out": Screen("/log", "Nora", steps.leave, NO_NETWORK, True),
    "me-admin": Screen("/me", "Maya"),
    "calendar": Screen("/me/calendar", "Théo"),
    "calendar-preview": Screen("/me/calendar", "Théo", steps.look_ahead),
    "calendar-back": Screen("/me/calendar", "Élodie", steps.take_back),
    "calendar-place-preview": Screen("/me/calendar/place?country=DE", "Théo", steps.move_house),
    "calendar-refused": Screen("/me/calendar", "Théo", steps.reverse_days, UNREAD),
    "calendar-week": Screen("/me/calendar/week", "Théo", steps.two_weeks),
    "calendar-place": Screen("/me/calendar/place", "Théo", steps.choose_country),
    "pauses": Screen("/admin/pauses", "Sarah"),
    "pauses-further": Screen("/admin/pauses", "Théo"),
    "admin-pauses": Screen("/admin/pauses", "Maya"),
    "admin-company": Screen("/admin/company", "Maya"),
    "admin-company-fewer": Screen("/admin/company", "Maya", steps.keep_fewer, forgives=UNREAD),
    "admin-mails": Screen("/admin/company", FOUNDER),
    "admin-tags": Screen("/admin/tags", "Maya", steps.one_tag),
    "founding-company": Screen("/admin/founding/company", FOUNDER),
    "founding-teams": Screen("/admin/founding/teams", FOUNDER),
    "founding-people": Screen("/admin/founding/people", FOUNDER),
    "founding-words": Screen("/admin/founding/words", FOUNDER),
    "founding-look": Screen("/admin/founding/look", FOUNDER),
    "admin-audit": Screen("/admin/audit", "Maya"),
    "admin-teams": Screen("/admin/teams", "Maya"),
    "admin-people": Screen("/admin/people", "Maya", steps.person),
    "admin-people-link": Screen("/admin/people", "Maya", steps.newcomer),
    "admin-several": Screen("/admin/people/several", "Maya", steps.paste),
    "admin-one-of-several": Screen("/admin/people/several", "Maya", steps.paste_and_show_one),
    "admin-several-wrong": Screen("/admin/people/several", "Maya", steps.paste_wrongly, UNREAD),
    "admin-team-links": Screen("/admin/people/links", "Maya"),
    "admin-team-link": Screen("/admin/people/links", "Maya", steps.show_link),
    "join-team": Screen("/admin/people/links", "Maya", steps.join_team),
    "admin-people-mistake": Screen("/admin/people", "Maya", steps.mistake, UNREAD),
    "admin-charges": Screen("/admin/people", "Maya", steps.further_teams),
    "admin-people-removal": Screen("/admin/people", "Maya", steps.remove_person),
    "not-found": Screen("/nowhere", "Inès", forgives=NOT_FOUND),
    "forbidden": Screen("/admin/company", "Inès", forgives=FORBIDDEN),
    "shell-today": Screen("/today", "Inès", steps.without_network("/today"), NO_NETWORK, True),
    "shell-log": Screen(
        "/today", "Mathis", steps.without_network("/log", steps.waits), NO_NETWORK, True
    ),
    "shell-log-changed": Screen(
        *("/today", "Mathis", steps.without_network("/log", steps.change_what_waits)),
        *(NO_NETWORK, True),
    ),
    "shell-today-waiting": Screen("/today", "Julien", steps.waiting, NO_NETWORK, True),
    "offline": Screen("/today", "Inès", steps.without_network("/boards"), NO_NETWORK, True),
}
# Where the words of « tu » and « vous » differ most.
VOUS = (
    *("today", "today-open", "log", "log-noted", "lesson-sheet"),
    *("boards", "boards-no-team", "boards-no-teams", "me"),
)
