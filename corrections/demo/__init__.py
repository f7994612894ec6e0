"""The demo prison, told in chapters: each app adds its own in ``<app>/demo``, in the order of the floors.

A chapter has a ``seed``, played once, and a ``refresh``, played at each later start to move the prison to the present.
The ground floor's chapter is Fjordvik fengsel with its staff, and Nordlia fengsel with nobody in it.
"""

from corrections.demo.competences import teach
from corrections.demo.estate import build_fjordvik
from corrections.demo.nordlia import build_nordlia
from corrections.demo.staff import hire
from corrections.demo.stage import Stage
from corrections.registries import DemoChapter, demo_chapters
from corrections.services.law import load_law
from corrections.services.postings import sync_roles


def seed(stage: Stage) -> None:
    load_law()
    sync_roles()
    build_fjordvik()
    build_nordlia()
    hire(stage)
    teach(stage)


demo_chapters.register("corrections", DemoChapter(seed=seed), order=10)
