"""The demo company, made only by sending entries through the door."""

from flask import Blueprint

bp = Blueprint("demo", __name__)
