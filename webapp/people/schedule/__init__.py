"""Dated facts: what the rules read of people, with the days that it holds for."""
