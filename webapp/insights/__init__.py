"""Insights: does practice pay? Charts of one's own practice, and why each day has its points."""

from flask import Blueprint

bp = Blueprint("insights", __name__)
