"""The company's own pages: settings, teams, people, for admins; pauses, for managers too."""

from flask import Blueprint

bp = Blueprint("admin", __name__)
