"""Today: what do I do now?"""

from flask import Blueprint

bp = Blueprint("today", __name__)
