"""Lessons: a failed call becomes two rows of tags, a sentence and an if-then."""

from flask import Blueprint

bp = Blueprint("lessons", __name__)
