"""Fixture of the demo company's people: four teams of 3 to 12, each with their own habits."""

from dataclasses import dataclass

COMPANY = "Atelier Ouest"
FACES = {"ines": "Inès", "theo": "Théo", "maya": "Maya"}
NEW = "Lina"
UNDECIDED = (NEW, "Nora")  # who have not said yet whether they wish to be reminded
FIVE_DAYS = ((1, 2, 3, 4, 5),)

Weeks = tuple[tuple[int, ...], ...]
Away = tuple[int, int, int]  # weeks from the present one, days after its Monday, how many days


@dataclass(frozen=True, slots=True)
class Person:
    """A person's habits, as shares from 0 to 1.

    more: attempts beyond the dose, on average. keeps: of their working days. mends: of the days
    left open. learns: of the calls that teach something. shares: of the lessons drawn whole.
    further: the teams that a manager looks after beside their own.
    weeks: ISO weekday numbers, several weeks alternate. leave is declared before, sick after.
    """

    name: str
    team: str
    role: str = "member"
    language: str = "fr"
    more: float = 5
    keeps: float = 0.9
    mends: float = 0.3
    learns: float = 0.5
    shares: float = 0.15
    weeks: Weeks = FIVE_DAYS
    leave: Away | None = None
    sick: Away | None = None
    further: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where their codes would go, if this name existed outside the demo."""
        return address(self.name)


def address(name: str) -> str:
    """A person's e-mail address, from their name."""
    plain = name.lower().translate(str.maketrans("éèëïô", "eeeio"))
    return f"{plain}@atelier-ouest.example"


PEOPLE = (
    Person("Théo", "Nantes", "manager", more=4, shares=0.2, further=("Paris Est",)),
    Person("Inès", "Nantes", more=5, learns=0.6, shares=0.2),
    Person("Léa", "Nantes", more=4, keeps=0.95, weeks=((1, 2, 4, 5),)),
    Person("Hugo", "Nantes", more=6, keeps=0.85, mends=0.5),
    Person("Awa", "Nantes", more=3, keeps=0.92, learns=0.7, sick=(-3, 1, 2)),
    Person("Maya", "Lyon", "admin", more=3, keeps=0.93, learns=0.6),
    Person("Adrien", "Lyon", "manager", more=5, keeps=0.94),
    Person("Camille", "Lyon", more=7, keeps=0.96, shares=0.25),
    Person("Nora", "Lyon", more=4, weeks=((1, 2, 3, 4, 5), (1, 2, 3, 4))),
    Person("Julien", "Lyon", more=9, keeps=0.8, learns=0.25),
    Person("Sofia", "Lyon", more=3, keeps=0.95, learns=0.8),
    Person("Karim", "Lyon", more=6, leave=(-4, 0, 5)),
    Person("Élodie", "Lyon", more=4, leave=(0, 0, 5)),
    Person("Mathis", "Lyon", more=2, keeps=0.75),
    Person("Jade", "Lyon", more=5, keeps=0.97, shares=0.3),
    Person("Antoine", "Lyon", more=4, keeps=0.88, sick=(-5, 2, 3)),
    Person("Emma", "Lyon", language="en", more=5, keeps=0.9, learns=0.7, shares=0.3),
    Person("Sarah", "Paris Est", "manager", more=4, keeps=0.9),
    Person("Lucas", "Paris Est", more=6, keeps=0.7, learns=0.3),
    Person("Yasmine", "Paris Est", more=5, keeps=0.92, learns=0.6),
    Person("Paul", "Paris Est", more=3, keeps=0.65, mends=0.1),
    Person("Chloé", "Paris Est", more=4, weeks=((1, 2, 4),)),
    Person("Mehdi", "Paris Est", more=8, keeps=0.85),
    Person("Clara", "Paris Est", more=3, keeps=0.8, leave=(-2, 3, 5)),
    Person(NEW, "Paris Est"),
    Person("Manon", "Toulouse", "manager", more=4, keeps=0.9, learns=0.6),
    Person("Rémi", "Toulouse", more=5, keeps=0.72, sick=(-1, 1, 1)),
    Person("Zoé", "Toulouse", more=4, keeps=0.82, leave=(-6, 0, 5)),
)
TEAMS = ("Nantes", "Lyon", "Paris Est", "Toulouse")
FORM = {"Nantes": 1, "Lyon": 1, "Paris Est": 0.3, "Toulouse": 0.3}  # in the present week
