"""Me: what a member sets, their working days, what they take away, and leaving for good."""

from flask import Blueprint

bp = Blueprint("me", __name__)
