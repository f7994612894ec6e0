"""The letter about confirmed dates: what a court needs to try them, line by line (strpl. s. 462)."""

from datetime import datetime
from typing import Any

from django.utils import translation

from inmates.selectors.head import Head
from sentencing.models import Calculation
from sentencing.selectors.calculations import shown
from sentencing.words import citation


def facts(calculation: Calculation, head: Head, language: str, at: datetime) -> dict[str, Any]:
    """What the letter says, in the language of the letter."""
    with translation.override(language):
        return {
            "calculation": calculation,
            "head": head,
            "paper": shown(calculation, at),
            "dispute": citation("strpl. s. 462"),
        }
