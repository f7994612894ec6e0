"""The people of Fjordvik fengsel: who they are, why they are held, where they are now."""

from corrections.demo.stage import Stage
from corrections.registries import DemoChapter, demo_chapters
from inmates.demo import arriving, decided, deciding, leaving
from inmates.demo.care import look_after, say_who_is_close
from inmates.demo.custody import receive
from inmates.demo.day import hands_of_fjordvik
from inmates.demo.history import write_absences
from inmates.demo.logbook import write_about_lervik, write_today, write_what_nobody_verified, write_year
from inmates.demo.nation import multiply
from inmates.demo.outside import go_out
from inmates.demo.refresh import refresh
from inmates.demo.today import play
from inmates.demo.work import start_clocks


def seed(stage: Stage) -> None:
    custody = receive(stage)
    hands = hands_of_fjordvik()
    present = list(custody.present())
    away = write_absences(stage, custody, hands)
    play(stage, present, away, hands)
    look_after(stage, custody, hands)
    say_who_is_close(stage, hands)
    write_year(stage, list(custody.pairs()), away, hands)
    write_about_lervik(stage, present, hands)
    write_what_nobody_verified(stage, hands)
    write_today(stage, present, hands)
    start_clocks(stage, present)
    go_out(stage, hands)


demo_chapters.register("inmates", DemoChapter(seed=seed, refresh=refresh, multiply=multiply), order=20)
demo_chapters.register("leaving", DemoChapter(seed=leaving.seed), order=35)
demo_chapters.register("arriving", DemoChapter(seed=arriving.seed, refresh=arriving.refresh), order=36)
demo_chapters.register("deciding", DemoChapter(seed=deciding.seed), order=45)
demo_chapters.register("decided", DemoChapter(seed=decided.seed), order=46)
