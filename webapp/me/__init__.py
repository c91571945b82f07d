"""Me: language, theme, sign-out."""

from flask import Blueprint

bp = Blueprint("me", __name__)
