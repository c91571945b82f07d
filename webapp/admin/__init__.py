"""The company's own pages: settings, teams, people. For admins."""

from flask import Blueprint

bp = Blueprint("admin", __name__)
