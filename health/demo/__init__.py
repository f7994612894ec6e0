"""Health in the demo: its clinicians, medicines, and what patients ask and wait for. Nobody here is real."""

from datetime import timedelta

from corrections.demo.stage import Stage
from corrections.registries import DemoChapter, demo_chapters
from health.demo import arrived, chart, crisis, desk, staff, treatment
from health.services import nightly

NIGHT = timedelta(hours=8)


def seed(stage: Stage) -> None:
    staff.seed(stage)
    treatment.seed(stage)
    chart.seed(stage)
    crisis.seed(stage)
    desk.seed(stage)
    arrived.seed(stage)
    check(stage)


def refresh(stage: Stage) -> None:
    treatment.refresh(stage)
    arrived.screen(stage)
    check(stage)


def check(stage: Stage) -> None:
    """As the worker did in the night."""
    nightly.check_log(at=stage.at - NIGHT)
    nightly.check_texts(at=stage.at - NIGHT)


demo_chapters.register("health", DemoChapter(seed=seed, refresh=refresh), order=70)
