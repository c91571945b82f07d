"""Auth: sessions, login codes, invitations, rate limits; who may, and how one comes and goes."""

from flask import Blueprint

bp = Blueprint("auth", __name__)
