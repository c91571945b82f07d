"""Routes of the audit log, for administrators: a page and a table."""

import io

from flask import Response, g, render_template, request, send_file

import webapp.clock as clock
from webapp.admin import audit_log, bp
from webapp.auth import access
from webapp.csv_tables import ENCODING, write_table
from webapp.people import export_file
from webapp.people.forms import parse_page_number
from webapp.security_headers import NO_STORE


@bp.get("/admin/audit")
@access.admin_required
def audit_list() -> str:
    """Who did what to whom, newest first."""
    number = parse_page_number(request.args.get("page"))
    lines, more = audit_log.list_page(g.member, number)
    return render_template(
        "admin/audit.html",
        organisation=g.member.organisation,
        lines=[(line, line.at.astimezone(g.member.zone)) for line in lines],
        page_number=number,
        more=more,
    )


@bp.get("/admin/audit/table")
@access.admin_required
@access.recent_login_required("admin.audit_list")
@access.write_cost(10)
def audit_table() -> Response:
    """The same whole, as CSV in the shape of the reader's language."""
    member, at = g.member, clock.now()
    with export_file.spool_export(member, "audit-table", at) as file:
        text = io.TextIOWrapper(file, ENCODING, newline="")
        write_table(text, *audit_log.write_audit_table(member), member.language)
        text.flush()
        text.detach()
    answer = send_file(
        file,
        mimetype="text/csv",
        as_attachment=True,
        download_name=f"rebond-audit-{at:%Y-%m-%d}.csv",
    )
    answer.headers["Cache-Control"] = NO_STORE
    return answer
