"""Start-up: from a bare Python to a living system. Standard library only, never Django."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- whoever has an older one shall read a sentence, not a traceback
    sys.exit("Python 3.11 or newer is needed, this is %d.%d: try `make PYTHON=python3.11 …`." % sys.version_info[:2])  # noqa: UP031
