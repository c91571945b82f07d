"""Baseline app, the least that a durable write can be: Flask and SQLite, a row in, a row out.

It is what Flask's documentation shows for SQLite, a connection for each request, with a lane for
its writers, who would otherwise be refused. FLOOR_KEEPS=1 lets each thread keep its connection open
instead; FLOOR_LOADS names modules that it loads besides.
The bench measures Rebond against it on the same machine in the same minute.
"""

import os
import sqlite3
import threading
from contextlib import closing
from importlib import import_module
from pathlib import Path

from flask import Flask, Response, g, jsonify, request

app = Flask(__name__)
lane = threading.Lock()
local = threading.local()
KEEPS = os.environ.get("FLOOR_KEEPS") == "1"
LOADED = [import_module(name) for name in os.environ.get("FLOOR_LOADS", "").split()]


def database() -> sqlite3.Connection:
    """The request's connection, closed with it as Flask's documentation has it, or the thread's."""
    place = local if KEEPS else g
    if not hasattr(place, "database"):
        place.database = sqlite3.connect(os.environ["FLOOR"], isolation_level=None)
        place.database.execute("PRAGMA busy_timeout=5000")
        place.database.execute("PRAGMA synchronous=FULL")
    connection: sqlite3.Connection = place.database
    return connection


@app.teardown_appcontext
def close(_error: BaseException | None) -> None:
    """The end of the request."""
    if "database" in g:
        g.database.close()


@app.post("/journal")
def journal() -> Response:
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


def make(path: str, *, logs: bool) -> None:
    """The floor's tables, anew; with a write-ahead log where connections are kept.

    Where they are opened for each request, the last one that is closed would clear the log away
    each time, and the journal that SQLite has by itself is faster.
    """
    for left in ("", "-wal", "-shm"):
        Path(path + left).unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA journal_mode={'WAL' if logs else 'DELETE'}")
        connection.execute("CREATE TABLE entries (key TEXT PRIMARY KEY, outcome TEXT)")
        connection.execute("CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT)")
        rows = [(n, f"Team {n}") for n in range(10_000)]
        connection.executemany("INSERT INTO teams VALUES (?, ?)", rows)
