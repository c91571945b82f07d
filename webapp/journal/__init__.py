"""The journal: everything a person does is one entry in it; entries in, receipts out."""

from flask import Blueprint

bp = Blueprint("journal", __name__)
