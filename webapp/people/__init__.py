"""Who is who: organisations, accounts, members, teams, dated facts, sign-in, and who may."""

from flask import Blueprint

bp = Blueprint("people", __name__)
