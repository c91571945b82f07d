"""What every part is handed."""

from dataclasses import dataclass
from pathlib import Path

from bin.measure.databases import Databases


@dataclass(frozen=True)
class Setting:
    """For how long a line is measured, a folder for what does not stay, and the databases."""

    seconds: float
    folder: Path
    databases: Databases
