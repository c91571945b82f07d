"""Rebond: practice for people who prospect by telephone. Nothing is ever imported from here."""
