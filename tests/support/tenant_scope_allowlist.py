"""What may ask every company, with its reason: read by `sql_recorder.py` and `tests/test_keys.py`.

EXCEPTIONS: which function of the app, the table that it finds otherwise, and how. KEYS: which
table, and the columns of the key that leaves organisation_id out.
"""

EXCEPTIONS = {
    ("agenda/claims._claim", "agenda_calendars"): "the loop serves every company: whichever is due",
    ("agenda/claims.next_due", "agenda_calendars"): "when the loop has something to do, for any",
    (
        "auth/current_session.find_session",
        "sign_ins",
    ): "by the cookie's token: only its row says whose it is",
    (
        "auth/current_session.session_end_reason",
        "sign_ins",
    ): "by the cookie's token, of somebody who is signed out",
    (
        "auth/sessions.end_session",
        "sign_ins",
    ): "by the cookie's token, which signs out as it signs in",
    (
        "auth/invitations.find_invitation",
        "links",
    ): "by the link's token: only its row says who is invited",
    (
        "auth/invitation_acceptance._accept_locked",
        "links",
    ): "locked by the link's token, before it is read",
    (
        "auth/invitation_acceptance.accepted_session",
        "links",
    ): "by the link's token and the browser that has spent it",
    ("auth/sessions.is_active", "sign_ins"): "by the token's digest, of a code or link just spent",
    (
        "auth/team_invitations.find_team_invitation",
        "team_links",
    ): "by the link's token: only its row says whose it is",
    (
        "auth/code_limits._at_home",
        "members",
    ): "whether that person has come in here, in any company",
    (
        "auth/email_addresses._merge_accounts",
        "members",
    ): "an account is a person in every company of theirs",
    (
        "auth/email_addresses._members",
        "members",
    ): "an account is a person in every company of theirs",
    (
        "auth/email_addresses._share_a_company",
        "members",
    ): "whether two accounts meet in any company",
    (
        "auth/email_addresses._drop_unused",
        "members",
    ): "whether an account has a member in any company",
    (
        "auth/memberships.find_memberships",
        "members",
    ): "by e-mail address, in every company of that person",
    (
        "auth/erasure._delete_account",
        "members",
    ): "whether an account still has a member in any company",
    ("mail/outbox.claim", "mails"): "the loop serves every company: whichever mail is due",
    ("mail/outbox.next_times", "mails"): "when the loop has something to do, for any company",
    ("mail/outbox.delete_done", "mails"): "the loop and the daily sweep: of every company",
    ("mail/outbox.erase_address", "mails"): "an account goes with its last member anywhere",
    ("push/due._look_at_one", "reminders"): "the loop serves every company: whoever is due",
    ("push/due._next_due", "reminders"): "when the loop has something to do, for any company",
    ("push/outbox.claim", "pushes"): "the loop serves every company: whichever message is due",
    ("push/outbox.next_times", "pushes"): "when the loop has something to do, for any company",
    ("push/outbox.delete_expired", "pushes"): "the loop: of every company",
    (
        "push/subscriptions._delete_endpoint",
        "push_subscriptions",
    ): "by the endpoint's digest: a browser is of the last who subscribed in it, in any company",
    ("push/vapid.renew_key", "pushes"): "a command: another key reaches nobody's device",
    (
        "push/vapid.renew_key",
        "push_subscriptions",
    ): "a command: another key reaches nobody's device",
    (
        "people/company.list_organisation_ids",
        "organisations",
    ): "the daily sweep goes through all companies",
    ("people/roster.find_organisation", "organisations"): "a command is told a name",
    (
        "people/roster.first_admin_waiting",
        "organisations",
    ): "at the start: a company nobody has come into",
    ("people/roster.any_organisation", "organisations"): "at the start: whether there is any",
    ("people/roster.is_organisation_name_taken", "organisations"): "a command makes a company",
    ("progress/rebuild/rebuild._all", "organisations"): "a command that goes through all companies",
    ("demo/demo_login._member", "organisations"): "the demo: its newest company",
    ("demo/company.seed", "organisations"): "the demo: whether there is nothing else",
    ("demo/company._is_current", "audits"): "the demo: when it was made",
    ("demo/company._erase", "*"): "the demo: every table of a database that holds nothing else",
}

KEYS = {
    ("sign_ins", "token"): "asked at each request by the token alone, which is 256 bits of chance",
    ("links", "token"): "asked by the token alone, which is 256 bits of chance",
    ("members", "account_id"): "an account may be a member of several companies",
}
