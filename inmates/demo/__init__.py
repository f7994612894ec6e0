"""The people of Fjordvik fengsel: who they are, why they are held, where they are now."""

from corrections.demo.stage import Stage
from corrections.registries import DemoChapter, demo_chapters
from inmates.demo.custody import receive
from inmates.demo.today import play


def seed(stage: Stage) -> None:
    custody = receive(stage)
    play(stage, custody)


demo_chapters.register("inmates", DemoChapter(seed=seed), order=20)
