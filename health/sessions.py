"""Sessions of the clinical process, in schema health."""
