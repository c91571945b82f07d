"""Assembles the app: settings, extensions, features, in that order. Known by no one."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, g
from whitenoise import WhiteNoise

import webapp.admin.audit_routes
import webapp.admin.bulk_invitation_routes
import webapp.admin.company_routes
import webapp.admin.founding_routes
import webapp.admin.invitation_routes
import webapp.admin.pause_routes
import webapp.admin.people_routes
import webapp.admin.team_invitation_routes
import webapp.admin.team_routes
import webapp.agenda.routes
import webapp.auth.confirm_routes
import webapp.auth.join_routes
import webapp.auth.sign_in_routes
import webapp.auth.team_join_routes
import webapp.boards.routes
import webapp.calls.routes
import webapp.clock as clock
import webapp.demo.routes
import webapp.insights.routes
import webapp.journal.routes
import webapp.lessons.routes
import webapp.lessons.tag_routes
import webapp.mail.delivery as mail_delivery
import webapp.me.address_routes
import webapp.me.calendar_routes
import webapp.me.routes
import webapp.plan.feed_routes
import webapp.plan.not_now_routes
import webapp.plan.routes
import webapp.push.delivery as push_delivery
import webapp.push.due as push_due
import webapp.push.routes
import webapp.pwa.routes
import webapp.sprints.routes
import webapp.sprints.team_routes
import webapp.team.routes
import webapp.today.routes
from webapp.admin import setup_checklist
from webapp.agenda import busy_times, calendars, day_gaps
from webapp.agenda import refresh as calendar_refresh
from webapp.assets import DIST_DIR, STATIC_URL
from webapp.assets import init_app as init_assets
from webapp.auth import access, request_guard
from webapp.boards import team_rank
from webapp.calls import confirmation, day_calls, wrong_clock
from webapp.calls import forms as call_forms
from webapp.calls.outcome_tiles import outcome_tiles
from webapp.config import ROOT, read_settings
from webapp.database.setup import init_app as init_database
from webapp.errors import init_app as init_errors
from webapp.game.rates import RATES
from webapp.htmx import init_app as init_htmx
from webapp.i18n import init_app as init_i18n
from webapp.jobs import Jobs
from webapp.journal import export as journal_export
from webapp.journal.ingest import EntryIngest
from webapp.journal.kinds import WITHDRAW, Kinds
from webapp.lessons import export as lessons_export
from webapp.lessons import helpful_marks, reminder, repository, tag_counts
from webapp.me import erasure, user_agents
from webapp.people import audit
from webapp.people import export as people_export
from webapp.people.hooks import Hooks
from webapp.plan import day_slots, not_now
from webapp.plan import feed as plan_feed
from webapp.plan import repository as plan_repository
from webapp.progress import export as progress_export
from webapp.progress import updates
from webapp.providers import Providers
from webapp.push import export as push_export
from webapp.push import settings as push_settings
from webapp.push import subscriptions, vapid
from webapp.security import init_app as init_security
from webapp.security import wrap_wsgi
from webapp.sprints import repository as sprint_repository
from webapp.sprints import team_sprint
from webapp.today import ordinary_runs

FEATURES = (
    webapp.auth.bp,
    webapp.journal.bp,
    webapp.today.bp,
    webapp.calls.bp,
    webapp.sprints.bp,
    webapp.lessons.bp,
    webapp.plan.bp,
    webapp.push.bp,
    webapp.agenda.bp,
    webapp.boards.bp,
    webapp.team.bp,
    webapp.insights.bp,
    webapp.me.bp,
    webapp.admin.bp,
    webapp.pwa.bp,
)
# What a page shows of a feature that is not its own; and everything of a member's that they can
# take away.
PROVIDERS = Providers(
    tags=repository.list_tags,
    tag_names=tag_counts.tag_names,
    tags_by_member=tag_counts.tags_by_member,
    reminder=reminder.get_reminder,
    lesson_fields=repository.get_fields,
    shared_lesson_ids=helpful_marks.shared_lesson_ids,
    set_helpful=helpful_marks.set_helpful,
    tile_keys=confirmation.new_keys,
    day_calls=day_calls.load_today,
    ordinary_ranges=ordinary_runs.list_ordinary_ranges,
    promises=day_calls.list_promises,
    flagged_calls=partial(wrong_clock.flagged_calls, lessons=repository.get_fields),
    earliest_day=wrong_clock.earliest_day,
    slots=day_slots.list_slots,
    gaps=day_gaps.list_gaps,
    had_gap=day_gaps.had_gap,
    team_sprint=team_sprint.get_next,
    team_rank=team_rank.get_rank,
    missing_setup=setup_checklist.missing_setup,
    describe_agent=user_agents.describe,
    is_push_lost=subscriptions.is_push_lost,
    exports={
        "profile": people_export.profile,
        "facts": people_export.facts,
        "charges": people_export.charges,
        "entries": journal_export.export_entries,
        "lessons": lessons_export.export_lessons,
        "shares": journal_export.export_shares,
        "slots": plan_repository.export_slots,
        "plan-feed": plan_feed.export_feed,
        "calendars": calendars.export_calendars,
        "busy-times": busy_times.export_busy_times,
        "team-sprints": sprint_repository.export_team_sprints,
        "reminder": push_export.export_reminder,
        "push-devices": push_export.export_devices,
        "helps": lessons_export.export_helpful_marks,
        "days": progress_export.days,
        "weeks": progress_export.weeks,
        "sign-ins": people_export.sign_ins,
        "audit": people_export.audit,
    },
)
HOOKS = Hooks(
    on_member_facts_changed=updates.after_member_change,
    on_organisation_created=(repository.seed_tags,),
    erase_due=erasure.erase_due_quietly,
    purge=(sprint_repository.purge,),
    replan_reminder=push_settings.replan,
)
KINDS = (
    *(WITHDRAW, call_forms.CALL, call_forms.CORRECT, call_forms.NEXT, call_forms.HELD),
    *(repository.LESSON, repository.SHARE, plan_repository.SLOT, not_now.NOT_NOW),
    sprint_repository.SPRINT,
)
# Reminders before what carries them, so that one of this very minute leaves in the same go.
TASKS = (
    *(push_due.remind_due, push_delivery.deliver_due, mail_delivery.deliver_due),
    calendar_refresh.refresh_due,  # last: it may take some seconds
)
CHECKS = (mail_delivery.check_server, vapid.ensure_key)


@dataclass(frozen=True, slots=True)
class Assembly:
    """What the parts of an app are handed; each asks for its own by a function of its layer."""

    ingest: EntryIngest
    jobs: Jobs
    providers: Providers
    hooks: Hooks


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The app with the settings of this environment. Raises ConfigError if it must not start."""
    app = Flask("webapp", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping(read_settings(os.environ if environ is None else environ))
    app.debug = False  # whatever FLASK_DEBUG says: there is nothing to be seen by it
    if app.config["NOW"]:
        clock.set_now(app.config["NOW"])
    init_database(app)
    init_security(app)
    audit.init_app(app)
    request_guard.init_app(app)
    init_i18n(app, _words)
    init_assets(app)
    init_htmx(app)
    init_errors(app)
    mail_delivery.init_app(app)
    app.extensions["rebond"] = Assembly(
        ingest=_ingest(),
        jobs=Jobs(app, TASKS, CHECKS),
        providers=PROVIDERS,
        hooks=HOOKS,
    )
    texts: dict[str, Any] = app.jinja_env.globals
    texts.update(rates=RATES, outcome_tiles=outcome_tiles, slot_minutes=day_slots.MINUTES)
    for feature in FEATURES:
        app.register_blueprint(feature)
    if app.config["DEMO"]:
        app.register_blueprint(webapp.demo.bp)
    access.check_all_declared(app)
    _serve_built_files(app)
    wrap_wsgi(app)
    return app


def _ingest() -> EntryIngest:
    """The one door, with every kind, and progress as the last to follow."""
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    return EntryIngest(kinds, [updates.after_entries])


def _words() -> str | None:
    member = g.get("member")
    return member.words if member else None


def _serve_built_files(app: Flask) -> None:
    """Static files before Flask: compressed beforehand, kept for ever under their hashed names."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(DIST_DIR),
        prefix=STATIC_URL,
        max_age=0,
        immutable_file_test=r"-[0-9a-f]{10}\.",
        allow_all_origins=False,
    )
