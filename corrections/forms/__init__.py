"""Forms of the ground floor: parse and explain; services write."""
