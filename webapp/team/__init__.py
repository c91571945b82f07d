"""The team's page: what a team practised together, and nothing of any one person."""

from flask import Blueprint

bp = Blueprint("team", __name__)
