"""Photographs of the whole product: every page as every role that may open it, from a demo prison of its own."""
