"""Sessions of the clinical process: no other login can read who is signed in here."""

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils.module_loading import import_string

from health.models.base import table


class Session(AbstractBaseSession):
    """``session_key`` holds a digest of the key: whoever reads the table cannot sign in with it."""

    class Meta(AbstractBaseSession.Meta):
        db_table = table("session")
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_string("health.sessions.SessionStore")
        return store
