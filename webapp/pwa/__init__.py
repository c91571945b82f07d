"""The installed app: manifest, worker, neutral shell, offline page."""

from flask import Blueprint

bp = Blueprint("pwa", __name__)
