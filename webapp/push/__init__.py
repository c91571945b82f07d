"""Push: the one reminder a day, on the devices that a member has said, or by mail (RULES R16)."""

from flask import Blueprint

bp = Blueprint("push", __name__)
