"""What workers remember together: in Redis as JSON, and each for itself while Redis is away."""

import os
from typing import Any

import pytest
import redis

from corrections.cache import SharedCache
from corrections.settings import address_of
from tests.health.logins import variables_of

OPTIONS = {"serializer": "corrections.cache.JsonSerializer", "socket_timeout": 1, "socket_connect_timeout": 1}


def cache_of(process: str, prefix: str, url: str = "") -> SharedCache:
    location = address_of(url or variables_of(process)["REDIS_URL"])
    return SharedCache(location, {"KEY_PREFIX": f"{prefix}:cache:{os.getpid()}", "OPTIONS": dict(OPTIONS)})


@pytest.fixture
def web() -> SharedCache:
    cache = cache_of("web", "w")
    cache.clear()
    return cache


@pytest.mark.parametrize("value", [1, "æøå", [1.5, 2.5], {"a": None}, True])
def test_one_worker_reads_what_another_wrote(web: SharedCache, value: Any) -> None:
    web.set("a", value, 60)
    assert cache_of("web", "w").get("a") == value


def test_a_thing_is_added_once_whoever_is_first(web: SharedCache) -> None:
    assert web.add("taken", "y", 60)
    assert not cache_of("web", "w").add("taken", "y", 60)
    assert cache_of("web", "w").delete("taken")
    assert web.add("taken", "y", 60)


def test_clearing_leaves_what_is_not_ours(web: SharedCache) -> None:
    client = redis.Redis.from_url(address_of(variables_of("web")["REDIS_URL"]))
    client.set("w:somebody-else", 1, ex=60)
    web.set("a", 1)
    web.clear()
    assert web.get("a") is None
    assert client.delete("w:somebody-else") == 1
    client.close()


def test_the_clinical_process_cannot_read_it_nor_the_reverse(web: SharedCache) -> None:
    web.set("a", 1)
    spy = redis.Redis.from_url(address_of(variables_of("clinical")["REDIS_URL"]))
    with pytest.raises(redis.exceptions.NoPermissionError):
        spy.get(web.make_key("a"))
    spy.close()


def test_while_redis_is_away_a_worker_remembers_for_itself() -> None:
    alone = cache_of("web", "w", "redis+socket://web:x@/nowhere/redis.sock?virtual_host=0")
    assert alone.add("taken", "y", 60)
    assert not alone.add("taken", "y", 60)
    alone.set("a", [1], 60)
    assert alone.get("a") == [1]
    assert alone.touch("a", 60)
    assert alone.delete("a")
    assert alone.get("a", "nothing") == "nothing"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("redis://web:pw@redis:6379/0", "redis://web:pw@redis:6379/0"),
        ("redis+socket://web:pw@/run/r.sock?virtual_host=0", "unix://web:pw@/run/r.sock?db=0"),
    ],
)
def test_a_broker_s_address_is_written_as_its_client_does(url: str, address: str) -> None:
    assert address_of(url) == address
