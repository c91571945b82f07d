"""My agenda: calendars that a member connects, of which busy times alone are kept; theirs alone."""

from flask import Blueprint

bp = Blueprint("agenda", __name__)
