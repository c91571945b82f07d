"""Boards: what can my team still do this week?"""

from flask import Blueprint

bp = Blueprint("boards", __name__)
