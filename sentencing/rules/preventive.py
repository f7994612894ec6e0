"""What happens to a preventive detention while it runs: when extension is filed, and when release may be asked for.

strl. s. 43: filed at the latest three months before the frame expires. strl. s. 44: the person asks at the earliest a
year after the judgment, or one that refuses release, is final.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from sentencing.rules.arithmetic import add
from sentencing.rules.parameters import Law

ASK_AGAIN_MONTHS: Final = 12


def file_by(expires: date, law: Law) -> date:
    """The last day on which the prosecutor files for extension of a frame that expires that day."""
    return add(expires, -law.preventive.file_before_months)


def may_ask_from(final_on: Iterable[date]) -> date:
    """A year after the last of these days on which the judgment, and each that refused release, became final."""
    return add(max(final_on), ASK_AGAIN_MONTHS)
