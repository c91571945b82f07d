"""Calls: eight outcomes, one tap each; the date of a call back; the day's list."""

from flask import Blueprint

bp = Blueprint("calls", __name__)
