"""Start-up: from a bare Python to a living system. Standard library only, never Django."""
