"""Names of countries and languages in the reader's language, from Unicode's own tables."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.utils.translation import get_language


def country(code: str) -> str:
    """``NOR`` or ``NO`` → Norge, Norway; a code that nobody knows stays as it is."""
    return _country(code.upper(), get_language() or "nb") if code else ""


def language(code: str) -> str:
    """``se`` → nordsamisk, Northern Sami; a code that nobody knows stays as it is."""
    return _language(code, get_language() or "nb") if code else ""


@lru_cache(maxsize=1024)
def _country(code: str, reader: str) -> str:
    short = code if len(code) == len("NO") else next(iter(get_global("territory_aliases").get(code, [])), code)
    return str(Locale.parse(reader, sep="-").territories.get(short, code))


@lru_cache(maxsize=1024)
def _language(code: str, reader: str) -> str:
    try:
        return Locale.parse(code, sep="-").get_display_name(Locale.parse(reader, sep="-")) or code
    except (ValueError, UnknownLocaleError):
        return str(Locale.parse(reader, sep="-").languages.get(code, code))
