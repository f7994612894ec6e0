"""The WSGI door; granian serves it. ASGI is not offered: database contexts are bound to threads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrections.settings")
application = get_wsgi_application()
