"""Reads of this floor, one file a question."""
