"""Sprints: five, fifteen or twenty-five minutes of calls on one screen (RULES R13)."""

from flask import Blueprint

bp = Blueprint("sprints", __name__)
