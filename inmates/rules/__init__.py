"""The rules of this floor: values in, a result or a refusal out. No database, no clock, no Django."""

from inmates.rules.alerts import ALERT_LEVELS, SEVERITY

__all__ = ["ALERT_LEVELS", "SEVERITY"]
