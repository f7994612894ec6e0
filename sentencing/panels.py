"""What this floor lends: columns of the register."""

from inmates.imports.lent import lent_columns
from sentencing import register

lent_columns.register("sentencing", register.LENT, order=10)
