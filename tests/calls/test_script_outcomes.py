"""What the scripts say of outcomes is what the rules say of them."""

import re
from pathlib import Path

from webapp.game import outcomes

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "outbox" / "outcomes.js"


def test_the_outcomes_of_the_scripts_are_those_of_the_game():
    text = SCRIPT.read_text(encoding="utf-8")
    lists = re.findall(r"export const (\w+) = \[(.*?)\];", text, re.S)
    named = {name: set(re.findall(r'"(\w+)"', names)) for name, names in lists}
    assert named == {name: {outcome.value for outcome in getattr(outcomes, name)} for name in named}
    assert set(named) == {"WITHOUT_HUMAN", "PROMISES", "LESSON_FOLLOWS"}
