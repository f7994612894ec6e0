"""What the courts decided about the people of Fjordvik fengsel, and the clocks that run on it."""

from corrections.registries import DemoChapter, demo_chapters
from sentencing.demo.courts import seed
from sentencing.demo.nation import multiply
from sentencing.demo.refresh import let_go, refresh

demo_chapters.register("releases", DemoChapter(refresh=let_go), order=15)
demo_chapters.register("sentencing", DemoChapter(seed=seed, refresh=refresh, multiply=multiply), order=30)
