"""Measuring: everything is a ratio of two things timed in one run, pairs interleaved (design: PERFORMANCE)."""
