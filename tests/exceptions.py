"""What may ask every company, with its reason; `tests/statements.py` and `tests/test_keys.py` ask.

EXCEPTIONS: which function of the app, the table that it finds otherwise, and how. KEYS: which
table, and the columns of the key that leaves organisation_id out.
"""

EXCEPTIONS = {
    ("people/who.signed_in", "sign_ins"): "by the cookie's token: only its row says whose it is",
    ("people/who.ended_by", "sign_ins"): "by the cookie's token, of somebody who is signed out",
    ("people/sign_ins.end", "sign_ins"): "by the cookie's token, which signs out as it signs in",
    ("people/links.read", "links"): "by the link's token: only its row says who is invited",
    ("people/links._redeem", "links"): "locked by the link's token, before it is read",
    ("people/links.spent_by", "links"): "by the link's token and the browser that has spent it",
    ("people/sign_ins.stands", "sign_ins"): "by the token's digest, of a code or link just spent",
    ("people/team_links.read", "team_links"): "by the link's token: only its row says whose it is",
    ("people/codes._at_home", "members"): "whether that person has come in here, in any company",
    ("people/addresses.change", "members"): "an account is a person in every company of theirs",
    ("people/addresses._members", "members"): "an account is a person in every company of theirs",
    ("people/addresses._share_a_company", "members"): "whether two accounts meet in any company",
    ("people/addresses._drop_unused", "members"): "whether an account has a member in any company",
    ("people/codes._places", "members"): "by e-mail address, in every company of that person",
    ("people/erasing._forget", "members"): "whether an account still has a member in any company",
    ("mail/outbox.claim", "mails"): "the loop serves every company: whichever mail is due",
    ("mail/outbox.next_times", "mails"): "when the loop has something to do, for any company",
    ("mail/outbox.clean", "mails"): "the loop and the daily sweep: of every company",
    ("mail/outbox.erase_address", "mails"): "an account goes with its last member anywhere",
    ("people/company.all_ids", "organisations"): "the daily sweep goes through all companies",
    ("people/roster.organisation_named", "organisations"): "a command is told a name",
    ("people/roster.untouched", "organisations"): "at the start: a company nobody has come into",
    ("people/roster.any_organisation", "organisations"): "at the start: whether there is any",
    ("people/roster.is_organisation_name_taken", "organisations"): "a command makes a company",
    ("progress/rebuild._all", "organisations"): "a command that goes through all companies",
    ("demo/entrance._member", "organisations"): "the demo: its newest company",
    ("demo/company.seed", "organisations"): "the demo: whether there is nothing else",
    ("demo/company._fresh", "audits"): "the demo: when it was made",
    ("demo/company._erase", "*"): "the demo: every table of a database that holds nothing else",
}

KEYS = {
    ("sign_ins", "token"): "asked at each request by the token alone, which is 256 bits of chance",
    ("links", "token"): "asked by the token alone, which is 256 bits of chance",
    ("members", "account_id"): "an account may be a member of several companies",
}
