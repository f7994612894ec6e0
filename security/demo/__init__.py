"""Security work at Fjordvik fengsel: how the shifts have handed over, a day that has been counted,
rounds, two weeks of keys, and evenings with too few officers."""

from corrections.registries import DemoChapter, demo_chapters
from security.demo import counted, doors, evening, handovers, observed

demo_chapters.register("handovers", DemoChapter(seed=handovers.seed, refresh=handovers.refresh), order=45)
demo_chapters.register("counts", DemoChapter(seed=counted.seed, refresh=counted.refresh), order=60)
demo_chapters.register("rounds", DemoChapter(seed=observed.seed, refresh=observed.refresh), order=70)
demo_chapters.register("doors", DemoChapter(seed=doors.seed, refresh=doors.refresh), order=75)
demo_chapters.register("evenings", DemoChapter(seed=evening.seed, refresh=evening.refresh), order=80)
demo_chapters.register(
    "together", DemoChapter(seed=evening.keep_bookings_apart, refresh=evening.keep_bookings_apart), order=990
)
