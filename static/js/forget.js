// Nobody is signed in: the pages with names that a tablet kept for a count or a round go. Taps that were not sent stay.

for (const name of ["count-rounds", "unit-rounds"]) window.caches?.delete(name);
