"""The least that a durable write can be: Flask and SQLite, one row inserted, one row read.

`bin/bench.py` measures Rebond against it on the same machine in the same minute.
"""

import os
import sqlite3
import threading

from flask import Flask, g, jsonify, request

app = Flask(__name__)
lane = threading.Lock()


def database() -> sqlite3.Connection:
    """This request's connection, as durable as Rebond's."""
    if "database" not in g:
        g.database = sqlite3.connect(os.environ["FLOOR"], isolation_level=None)
        g.database.execute("PRAGMA journal_mode=WAL")
        g.database.execute("PRAGMA synchronous=FULL")
    connection: sqlite3.Connection = g.database
    return connection


@app.post("/journal")
def journal() -> object:
    """One row, committed."""
    entry = request.get_json()["entries"][0]
    with lane:
        database().execute("BEGIN IMMEDIATE")
        database().execute("INSERT INTO entries VALUES (?, ?)", (entry["key"], entry["outcome"]))
        database().execute("COMMIT")
    return jsonify(receipts=[{"key": entry["key"], "status": "accepted"}])


@app.get("/")
def read() -> str:
    """One row of ten thousand, by its key."""
    row = database().execute("SELECT name FROM teams WHERE id = 5000").fetchone()
    return f"<!doctype html><title>Floor</title><p>{row[0]}</p>"


@app.teardown_appcontext
def close(_error: BaseException | None) -> None:
    """Let the connection go."""
    if "database" in g:
        g.database.close()


def make(path: str) -> None:
    """The floor's tables."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE entries (key TEXT PRIMARY KEY, outcome TEXT)")
        connection.execute("CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT)")
        rows = [(n, f"Team {n}") for n in range(10_000)]
        connection.executemany("INSERT INTO teams VALUES (?, ?)", rows)
