"""Taking over what a prison hands over as a file: its estate, and the register of the people in it.

``table`` reads the file, ``cells`` one cell, ``register_rows`` and ``estate`` one row; ``house`` knows what is there
already, ``register`` decides row by row, ``writing`` writes what is sound, ``words`` says it all in sentences.
"""
