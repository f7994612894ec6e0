"""What is measured, one file a subject. A case is a function that yields rows of the table."""
