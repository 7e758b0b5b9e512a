"""All settings, in one file that fails loudly and says what to do.

``CALP_ENV`` is ``demo`` (script/server), ``test`` (script/test) or ``production``. Secrets come from the
environment or, with ``_FILE`` appended to the name, from a file (container secrets).
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from calp import checks, deployment  # noqa: F401 - the questions of check --deploy are registered by it

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

CALP_ENV = env("CALP_ENV", default="demo")
IS_PRODUCTION = CALP_ENV == "production"
IS_TEST = CALP_ENV == "test"
if CALP_ENV not in {"demo", "test", "production"}:
    raise ImproperlyConfigured("CALP_ENV must be demo, test or production.")

VAR_DIR = Path(env("CALP_VAR", default=str(BASE_DIR / "var")))
# A running script/server leaves the addresses of its services here, so that plain manage.py finds them.
RUNNING = checks.running_services(VAR_DIR) if CALP_ENV == "demo" else {}

# Secrets and services -------------------------------------------------------------------------------------
if IS_PRODUCTION:
    checks.refuse_demonstration_secrets(env)
SECRET_KEY = env("SECRET_KEY", default=checks.DEMO_SECRET_KEY).strip()
DATABASE_URL = env("DATABASE_URL", default=RUNNING.get("DATABASE_URL", checks.DEMO_DATABASE_URL)).strip()
BROKER_URL = env("BROKER_URL", default=RUNNING.get("BROKER_URL", checks.DEMO_BROKER_URL)).strip()
# The key-encryption keys live in this file, never in settings; vault/keyring.py reads it when first needed.
VAULT_KEYRING_FILE = Path(env("VAULT_KEYRING_FILE", default=str(VAR_DIR / "keys" / "keyring.json")))
ALLOWED_HOSTS = env.list("CALP_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CALP_ORIGINS", default=[])

DEBUG = False

# Applications ---------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "guardian",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "interface",
    "vault",
    "directory",
    "accounts",
    "cases",
    "services",
    "justice",
    "referrals",
    "reports",
]
# Made-up people; the production image does not even contain the room.
if not IS_PRODUCTION and (BASE_DIR / "demonstration").is_dir():
    INSTALLED_APPS.append("demonstration")

MIDDLEWARE = [
    # Outermost, so that no answer leaves without its headers, whichever of the others made it.
    "calp.headers.HeadersMiddleware",
    "calp.headers.OwnSiteMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.RequestIdMiddleware",
    # Outermost of what touches the database: one transaction per request, its rendering included.
    "accounts.transaction.TransactionMiddleware",
    "accounts.sessions.BrowserSessionMiddleware",
    "accounts.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.transaction.ActingMiddleware",
    "accounts.limits.LimitMiddleware",
    # Before whoever is not signed in is sent to the sign-in: it says why the session is over.
    "accounts.sessions.SessionEndMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.lock.LockMiddleware",
    "accounts.factors.gate.FactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "calp.urls"
WSGI_APPLICATION = "calp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "calp.navigation.shell",
                "calp.headers.nonce",
            ],
            "builtins": ["interface.templatetags.calp"],
        },
    }
]
FORM_RENDERER = "interface.rendering.CalpRenderer"

# Database -------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# accounts.transaction does it instead: with this setting a page would be rendered outside the transaction.
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# /salud/ must answer when the database does not.
PATHS_WITHOUT_TRANSACTION = frozenset({"/salud/"})
# A database that does not answer is an error after seconds, not a request that hangs.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    **DATABASES["default"].get("OPTIONS", {}),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Celery: ids only, JSON only; a lost message is found again by the sweeper, never a lost job ----------------
CELERY_BROKER_URL = BROKER_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 900
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1200,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.5,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "America/Lima"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# Sign-in --------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.passwords.AccountBackend"]
PASSWORD_HASHERS = [
    "accounts.passwords.PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if IS_TEST:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.GuessableValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "accounts:sign_in"

# Second factor (accounts/factors/): allauth's tables and computations behind our own pages; none of its addresses
# is mounted, nobody signs up, no browser is trusted for longer than its session.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "accounts.factors.adapter.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_TOTP_TOLERANCE = 1  # clocks of telephones: half a minute before and after
MFA_TOTP_ISSUER = "Registro"  # stands on somebody's own telephone, so it says nothing of what we do
MFA_WEBAUTHN_USER_VERIFICATION = "required"

# Guardian: direct foreign keys only; nobody anonymous
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
# No guardian backend on purpose: grants are read by visible_to() and the doors, never by has_perm().
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

# Sessions and cookies ---------------------------------------------------------------------------------------
# Over after 10 hours, or 15 minutes without anybody there: told by the rows in the database, not by the cookie's age.
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_IDLE_SECONDS = 15 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-sesion" if IS_PRODUCTION else "sesion"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_PRODUCTION else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "accounts.sessions.form_out_of_date"
# Signed, for half a year: this browser has opened that account before (accounts/limits.py).
BROWSER_COOKIE_NAME = "__Host-equipo" if IS_PRODUCTION else "equipo"
# Our own proxy writes X-Forwarded-For anew (deploy/proxy/nginx.conf); where there is none, nobody may.
IS_BEHIND_PROXY = IS_PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^salud/$"]
SECURE_HSTS_SECONDS = 31536000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.NobodyUnlessOpened"],
    "EXCEPTION_HANDLER": "accounts.api_refusals.refusal_with_its_trace",
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 50,
}

# Language and time ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "es-pe"
LANGUAGES = [("es-pe", "Español (Perú)"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["calp.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "America/Lima"
USE_TZ = True
USE_I18N = True

# Files ------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("CALP_STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if IS_TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # Public, unlike everything that is uploaded: whoever serves them need not have collected them.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
WHITENOISE_USE_FINDERS = IS_TEST
WHITENOISE_AUTOREFRESH = IS_TEST  # else every client of a test lists all files first
WHITENOISE_ALLOW_ALL_ORIGINS = False
# The head of the trail's chain, one line a day (accounts/heads.py). In production on a disk that whoever runs the
# database does not write to, and copied away from there: docs/operations.md.
AUDIT_HEAD_FILE = Path(env("AUDIT_HEAD_FILE", default=str(VAR_DIR / "audit-heads.log")))
MEDIA_ROOT = Path(env("CALP_MEDIA_ROOT", default=str(VAR_DIR / "media")))
FILE_UPLOAD_PERMISSIONS = 0o600
# Who looks for malware in documents: tcp://host:port or unix:///path of a clamd, or "none", said explicitly. In
# production an empty one means that nobody has decided: documents stay in review (cases/attachments/scanner.py).
SCANNER_URL = env("CALP_SCANNER", default="" if IS_PRODUCTION else "none").strip()
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
# Uploaded files stay in memory: a temporary file would be a plain copy on disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

# Without a mail server the demonstration prints its e-mails; production sends none, and keeps what was not told.
EMAIL_HOST = env("EMAIL_HOST", default="")
EMAIL_BACKEND = env(
    "EMAIL_BACKEND", default=f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
)
SENDS_EMAIL = bool(EMAIL_HOST) or not IS_PRODUCTION
DEFAULT_FROM_EMAIL = env("CALP_FROM_EMAIL", default="registro@localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("EMAIL_USER", default=""), env("EMAIL_PASSWORD", default="").strip()
EMAIL_USE_TLS = env.bool("EMAIL_TLS", default=False)
EMAIL_TIMEOUT = 10
# What links in e-mails begin with: they say "there is something to see", and where (accounts/telling.py).
SITE_URL = env("CALP_ADDRESS", default="") or (
    f"https://{ALLOWED_HOSTS[0]}" if IS_PRODUCTION else "http://localhost:8000"
)
# Two people outside the house who keep the daily head of the trail: date, count and hash, nothing else.
AUDIT_HEAD_RECIPIENTS = env.list("AUDIT_HEAD_RECIPIENTS", default=[])

# The organisation's name and mark come from here and from static/marca.svg, nowhere else.
PRODUCT_NAME = env("CALP_NAME", default="CALP")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "weasyprint": {"level": "ERROR"}},
}
