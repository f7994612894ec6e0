"""What the courts decided about the people of Fjordvik fengsel, and the clocks that run on it."""

from corrections.registries import DemoChapter, demo_chapters
from sentencing.demo import afterwards, dates, decided, outside, plans, steps, way_out
from sentencing.demo.courts import seed
from sentencing.demo.nation import multiply
from sentencing.demo.refresh import keep_watch, let_go, refresh

demo_chapters.register("releases", DemoChapter(refresh=let_go), order=15)
demo_chapters.register("sentencing", DemoChapter(seed=seed, refresh=refresh, multiply=multiply), order=30)
demo_chapters.register("way_out", DemoChapter(seed=way_out.seed, refresh=way_out.refresh), order=45)
demo_chapters.register("dates", DemoChapter(seed=dates.seed), order=31)
demo_chapters.register("afterwards", DemoChapter(seed=afterwards.seed), order=32)
demo_chapters.register("probation", DemoChapter(seed=outside.seed_probation), order=33)
demo_chapters.register("outside", DemoChapter(seed=outside.seed, refresh=outside.refresh), order=46)
demo_chapters.register("steps", DemoChapter(seed=steps.seed), order=47)
demo_chapters.register("plans", DemoChapter(seed=plans.seed), order=48)
demo_chapters.register("leave_decided", DemoChapter(seed=decided.seed), order=49)
demo_chapters.register("watch", DemoChapter(seed=keep_watch, refresh=keep_watch), order=90)
