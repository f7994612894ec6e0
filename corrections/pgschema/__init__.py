"""The PostgreSQL backend of this project."""
