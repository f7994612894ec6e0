"""The rules of sentences: limits, arithmetic, dates, and how a term is written. No database, no clock, no Django."""
