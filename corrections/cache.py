"""What the workers of one process remember together for minutes: attempts, and codes that were taken.

It lies in Redis under the process's own keys, as JSON: nothing read there can run. While Redis is away each worker
remembers for itself, so that nobody is locked out of a prison because a broker is down.
"""

import json
import logging
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class JsonSerializer:
    def dumps(self, value: Any) -> bytes:
        return json.dumps(value).encode()

    def loads(self, stored: bytes) -> Any:
        return json.loads(stored)


class SharedCache(BaseCache):
    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.shared = RedisCache(location, params)
        self.own = LocMemCache("while Redis is away", {**params, "OPTIONS": {}})

    def _ask(self, act: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(self.shared, act)(*args, **kwargs)
        except RedisError as error:
            log.warning("cache: Redis does not answer (%s); this worker remembers for itself", type(error).__name__)
            return getattr(self.own, act)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("delete", *args, **kwargs)

    def clear(self) -> None:
        """Only what lies under our own prefix: the broker's messages are beside it."""
        self.own.clear()
        client = self.shared._cache.get_client(write=True)
        for key in client.scan_iter(match=f"{self.key_prefix}:*"):
            client.delete(key)
