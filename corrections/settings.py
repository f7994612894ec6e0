"""All settings, read from the environment; one that is missing raises with a sentence of advice.

``PMS_PROCESS`` says which process this is. *web* and *clinical* are one code base with two database
logins, two secrets and two session tables (docs/adr/0001). In *web* the app ``health`` does not exist.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

PROCESSES = ("web", "clinical", "migrate", "all", "test")
ADVICE = {
    "PMS_PROCESS": f"say which process this is: one of {', '.join(PROCESSES)}",
    "DATABASE_URL": "the PostgreSQL address with the login of this process, such as postgresql://pms_web:…@db/pms",
    "REDIS_URL": "the Redis address with the user of this process, such as redis://web:…@redis/0",
    "SECRET_KEY": "at least 50 random characters, another one for each process",
    "CTX_KEY": "the clinical process signs its database context with it; the web process must not have it",
    "JOURNAL_KEY": "the clinical process wraps the keys of the patients' texts with it; no other process may have it",
}


def env(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set: {ADVICE.get(name, 'see README.md, Settings')}.")
    return value


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


def address_of(url: str) -> str:
    """Redis as its client writes it: Celery's ``redis+socket`` is ``unix`` there, and its ``virtual_host`` ``db``."""
    return url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=", 1)


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


PROCESS = env("PMS_PROCESS")
if PROCESS not in PROCESSES:
    raise ImproperlyConfigured(f"PMS_PROCESS is {PROCESS!r}: {ADVICE['PMS_PROCESS']}.")
CLINICAL = PROCESS == "clinical"
HEALTH_INSTALLED = PROCESS != "web"
TESTING = PROCESS == "test"

for kept_from_web in ("CTX_KEY", "JOURNAL_KEY"):
    if PROCESS == "web" and (os.environ.get(kept_from_web) or os.environ.get(f"{kept_from_web}_BEFORE")):
        raise ImproperlyConfigured(
            f"{kept_from_web} is set in the web process: take it out, only the clinical process may hold it."
        )

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
CTX_KEY = env("CTX_KEY") if CLINICAL else env("CTX_KEY", "")
CTX_KEY_BEFORE = env("CTX_KEY_BEFORE", "")  # while changing it: reads what was written under the last one
JOURNAL_KEY = env("JOURNAL_KEY") if CLINICAL else env("JOURNAL_KEY", "")
JOURNAL_KEY_BEFORE = env(
    "JOURNAL_KEY_BEFORE", ""
)  # while changing it: until rotate_journal_keys says that none uses it
CLINICAL_TRANSPORT = {"clinical": "login", "migrate": "owner", "test": "set_role"}.get(PROCESS, "absent")
ALLOWED_HOSTS = env_list("PMS_HOSTS", "localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = env_list("PMS_ORIGINS")
HTTPS = env("PMS_HTTPS", "1") == "1"
CLINICAL_FILES = env("PMS_CLINICAL_FILES", "")  # documents of health records: a folder of the clinical process alone
SEALS = env("PMS_SEALS", "")  # a file outside the database that keeps every seal of the health access log
WEB_ADDRESS = env("PMS_WEB_ADDRESS", "")
CLINICAL_ADDRESS = env("PMS_CLINICAL_ADDRESS", "")

INSTALLED_APPS = [
    "corrections",
    "inmates",
    "sentencing",
    "security",
    "programs",
    "visits",
    *(["health"] if HEALTH_INSTALLED else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "guardian",
    "simple_history",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    *(["health.middleware.NoLeakedContext"] if CLINICAL else []),
    "corrections.middleware.NoLeakGuard",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "corrections.middleware.PersonalLocale",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "corrections.middleware.NewsOnTheNextPage",
    "allauth.account.middleware.AccountMiddleware",
    "corrections.middleware.AccessMiddleware",
    "corrections.middleware.IdleLock",
    *([] if CLINICAL else ["corrections.middleware.SecondFactorFirst"]),
    "corrections.middleware.PrivatePages",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = {"clinical": "corrections.urls_clinical"}.get(PROCESS, "corrections.urls")
WSGI_APPLICATION = "corrections.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "corrections.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "corrections.templatetags.ui"],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """One PostgreSQL login as Django's settings. A pool lives in the process unless PgBouncer stands before it."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    pooled = env("DATABASE_POOL", "psycopg") == "psycopg"
    prepare = env("DATABASE_PREPARE", "1" if pooled else "0") == "1"
    options: dict[str, Any] = {"server_side_binding": prepare, "prepare_threshold": 3 if prepare else None}
    if pooled and PROCESS in ("web", "clinical"):
        options["pool"] = {"min_size": 1, "max_size": int(env("DATABASE_POOL_SIZE", "8")), "timeout": 10}
    return {
        "ENGINE": "corrections.pgschema",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.get("host", ""),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 0 if "pool" in options or PROCESS == "test" else 60,  # a test's browser keeps its threads
        "CONN_HEALTH_CHECKS": "pool" not in options,
        "DISABLE_SERVER_SIDE_CURSORS": not pooled,
        "OPTIONS": options,
    }


DATABASES = {"default": database(env("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- who is signed in ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "corrections.User"
AUTHENTICATION_BACKENDS = ["corrections.signing_in.StaffBackend"]  # allauth's, read in one statement
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "clinical_login" if CLINICAL else "account_login"
FRONT_DOOR = "/helse/" if CLINICAL else "/"
LOGIN_REDIRECT_URL = "clinical_home" if CLINICAL else "home"
LOGOUT_REDIRECT_URL = LOGIN_URL
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # its backend: access is asked of corrections.access, never of has_perm

REQUIRE_MFA = env("PMS_REQUIRE_MFA", "1") == "1"  # everybody enrols a second factor before anything opens
KNOWN_BROWSER_COOKIE = ("__Secure-" if HTTPS else "") + ("clinicalbrowser" if CLINICAL else "pmsbrowser")
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("PMS_PROXIES", "0"))  # how many of ours write X-Forwarded-For; 0: it is not read
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "corrections.accounts.StaffAccountAdapter"
ACCOUNT_FORMS = {"change_password": "corrections.accounts.ChangeOwnPassword"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": "5/5m/key", "reauthenticate": "10/m/user"}  # see throttling.py
MFA_ADAPTER = "corrections.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Prison management"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SOCIALACCOUNT_ADAPTER = "corrections.accounts.SingleSignOnAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
OIDC_ISSUER = "" if CLINICAL else env("OIDC_ISSUER", "")  # health staff sign in where the prison's provider has no say
OIDC_CLAIM = env("OIDC_CLAIM", "preferred_username")  # equals the user name here, the first time somebody comes
OIDC_SECOND_FACTOR = env("OIDC_SECOND_FACTOR", "0") == "1"  # the provider asks for it, so we need not
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": env("OIDC_NAME", "Single sign-on"),
                "client_id": env("OIDC_CLIENT_ID"),
                "secret": env("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ],
    }

GUARDIAN_RAISE_403 = True
ANONYMOUS_USER_NAME = None
GUARDIAN_AUTO_PREFETCH = False

# ---- sessions and cookies: two processes never share one -----------------------------------------------------
SESSION_ENGINE = "health.sessions" if CLINICAL else "corrections.signing_in"
COOKIE_PREFIX = ("__Secure-" if CLINICAL else "__Host-") if HTTPS else ""
SESSION_COOKIE_NAME = COOKIE_PREFIX + ("clinical" if CLINICAL else "pms")
CSRF_COOKIE_NAME = COOKIE_PREFIX + ("clinicalcsrf" if CLINICAL else "pmscsrf")
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/helse/" if CLINICAL else "/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict" if CLINICAL else "Lax"
SESSION_COOKIE_AGE = 8 * 3600 if CLINICAL else 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "corrections.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
IDLE_LOCK_SECONDS = int(env("PMS_IDLE_LOCK", "300"))
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "corrections.cache.SharedCache",
        "LOCATION": address_of(env("REDIS_URL")),
        "KEY_PREFIX": "c:cache" if CLINICAL else "w:cache",
        "OPTIONS": {
            "serializer": "corrections.cache.JsonSerializer",
            "socket_timeout": 1,
            "socket_connect_timeout": 1,
        },
    }
    if PROCESS in ("web", "clinical")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": PROCESS}
}

# ---- what a browser may do -------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *([origin(OIDC_ISSUER)] if OIDC_ISSUER else [])],  # browsers ask it of redirects too
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(helse/)?healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# ---- language, time, static files -----------------------------------------------------------------------------
LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", _("Bokmål")), ("en", _("English"))]
LOCALE_PATHS = [
    BASE_DIR / "locale" / app
    for app in ("corrections", "inmates", "sentencing", "security", "programs", "visits", "health")
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"
FORMAT_MODULE_PATH = ["corrections.formats"]
USE_THOUSAND_SEPARATOR = False
ASSETS_DIR = Path(env("PMS_ASSETS", str(BASE_DIR / "var" / "assets")))
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static", ASSETS_DIR]
STATIC_ROOT = Path(env("PMS_STATIC", str(BASE_DIR / "var" / "static")))
WHITENOISE_USE_FINDERS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "corrections.staticfiles.HashedFiles"
    },
}
MEDIA_ROOT = Path(env("PMS_MEDIA", str(BASE_DIR / "var" / "media")))
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# ---- background work: JSON only, ids only, no results, one key space for each process ---------------------------
CELERY_BROKER_URL = env("REDIS_URL")
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": "c:" if CLINICAL else "w:", "visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "c.default" if CLINICAL else "w.default"
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_QUEUES: dict[str, dict[str, Any]] = {CELERY_TASK_DEFAULT_QUEUE: {}}
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = (
    {
        "seal-access-log": {"task": "health.seal_access_log", "schedule": 60.0},
        "make-doses": {"task": "health.make_doses", "schedule": 300.0},
        "call-to-reviews": {"task": "health.call_to_reviews", "schedule": 300.0},
        "find-looks": {"task": "health.find_looks", "schedule": 3600.0},
        "find-missed-doses": {"task": "health.find_missed", "schedule": 60.0},
        "find-late-care": {"task": "health.find_late_care", "schedule": 60.0},
        "check-the-log": {"task": "health.check_the_log", "schedule": crontab(hour="2", minute="50")},
        "count-months": {"task": "health.count_months", "schedule": crontab(hour="2", minute="30")},
        "check-the-texts": {"task": "health.check_the_texts", "schedule": crontab(hour="3", minute="10")},
    }
    if CLINICAL
    else {
        "escalate-clocks": {"task": "corrections.escalate_clocks", "schedule": 30.0},
        "deliver-outbox": {"task": "corrections.deliver_outbox", "schedule": 10.0},
        "retry-reactions": {"task": "corrections.retry_reactions", "schedule": 60.0},
        "watch-custody": {"task": "sentencing.watch_custody", "schedule": 300.0},
        "call-the-steps": {"task": "sentencing.call_the_steps", "schedule": 900.0},
        "recalculate": {"task": "sentencing.recalculate", "schedule": crontab(hour="4,5,6", minute="10,40")},
        "look-after-outside": {"task": "sentencing.look_after_outside", "schedule": 900.0},
        "resume-imports": {"task": "inmates.resume_imports", "schedule": 60.0},
        "finish-decisions": {"task": "inmates.finish_decisions", "schedule": 60.0},
        "review-placements": {"task": "inmates.review_placements", "schedule": 3600.0},
        "find-duplicates": {"task": "inmates.find_duplicates", "schedule": crontab(hour="3", minute="40")},
        "keep-meetings-apart": {"task": "inmates.keep_meetings_apart", "schedule": crontab(hour="3", minute="20")},
        "follow-the-clinic": {"task": "inmates.follow_the_clinic", "schedule": 10.0},
        "follow-signals": {"task": "security.follow_signals", "schedule": 10.0},
        "make-counts": {"task": "security.make_counts", "schedule": float(env("PMS_COUNT_TICK", "30"))},
        "ask-for-substitutes": {"task": "inmates.ask_for_substitutes", "schedule": 3600.0},
        "erase-unverified-log": {"task": "inmates.erase_unverified_log", "schedule": 3600.0},
    }
)

LAW_COUNTRY = env("PMS_LAW", "no")
SYNTHETIC_IDENTITY_NUMBERS = env("PMS_SYNTHETIC_IDS", "1" if TESTING else "0") == "1"  # never real ones in a demo

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "corrections.logs.WithoutValues" if CLINICAL else "logging.Formatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("PMS_LOG", "INFO")},
    "loggers": {"django.db.backends": {"level": "WARNING"}},
}
