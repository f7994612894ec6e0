"""An index to leaf through: one page of HTML that shows what is chosen, side by side."""

import json
from dataclasses import asdict
from pathlib import Path

from tests.shots.camera import Taken

TEMPLATE = Path(__file__).parent / "index.html"


def write(folder: Path, taken: list[Taken]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    listed = json.dumps([asdict(one) for one in taken], ensure_ascii=False).replace("<", "\\u003c")
    (folder / "index.html").write_text(TEMPLATE.read_text().replace("[/* taken */]", listed), encoding="utf-8")
