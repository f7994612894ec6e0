"""The sentence drawn on the server: the small picture of the overview, and the whole story of the sentence page.

SVG attributes and classes alone, so that theme, dark scheme, print and forced colours follow (UX.md 3.3).
"""

from sentencing.picture.small import in_one_sentence, small

__all__ = ["in_one_sentence", "small"]
