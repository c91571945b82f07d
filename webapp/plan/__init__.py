"""My plan: slots for calls and if-then plans, each member's own; nobody else sees any of it."""

from flask import Blueprint

bp = Blueprint("plan", __name__)
