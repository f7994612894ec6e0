"""What the courts decided about the people of Fjordvik fengsel, and the clocks that run on it."""

from corrections.registries import DemoChapter, demo_chapters
from sentencing.demo.courts import seed
from sentencing.demo.refresh import refresh

demo_chapters.register("sentencing", DemoChapter(seed=seed, refresh=refresh), order=30)
