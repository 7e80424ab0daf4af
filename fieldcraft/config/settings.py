"""Django settings. Everything that may differ between installations comes through `environment`."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from fieldcraft.config.environment import database_settings, read_environment

ENVIRONMENT = read_environment(variables=os.environ)
PACKAGE = Path(__file__).resolve().parents[1]

MODE = ENVIRONMENT.mode
DEMO = ENVIRONMENT.mode == "demo"
STYLEGUIDE = ENVIRONMENT.mode in ("demo", "development", "test")
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = [ENVIRONMENT.host, *ENVIRONMENT.extra_hosts]
if ENVIRONMENT.mode in ("demo", "test"):
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "testserver"]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.origin]

SHARED_APPS = [
    "django_tenants",
    "fieldcraft.people.directory",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "fieldcraft.web",
]
TENANT_APPS = [
    "fieldcraft.trail",
    "fieldcraft.people",
    "fieldcraft.crm",
    "fieldcraft.methodology",
    "fieldcraft.pursuit",
    "fieldcraft.insight",
    "fieldcraft.guidance",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]

TENANT_MODEL = "directory.Organisation"
TENANT_LIMIT_SET_CALLS = True
TENANT_BASE_MIGRATE_COMMAND = "fieldcraft.lib.migrating.Command"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DATABASES = {"default": database_settings(url=ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Tokens in pages are masked anew each time, and Django pads what it compresses, so that lengths tell nothing.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "fieldcraft.web.middleware.OrganisationMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fieldcraft.config.urls"
WSGI_APPLICATION = "fieldcraft.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "fieldcraft.web.shell.shell",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"]),
            ]
            if not DEBUG
            else ["django.template.loaders.filesystem.Loader"],
            "builtins": ["django.templatetags.static", "fieldcraft.web.templatetags.ui"],
        },
    },
]

AUTH_USER_MODEL = "directory.Login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
if ENVIRONMENT.mode == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
# The name of the form's field. By default axes takes the model's ("email"), finds no name and locks nobody out.
AXES_USERNAME_FORM_FIELD = "username"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "people/locked_out.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENVIRONMENT.https:
    # A __Host- cookie is bound to this very host, and browsers take it over TLS only.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
if ENVIRONMENT.proxy_header:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("FIELDCRAFT_STATIC", PACKAGE.parent / "var" / "static"))
WHITENOISE_USE_FINDERS = ENVIRONMENT.mode in ("development", "test")
# Nothing is collected there: files are looked up where they are when they are asked for.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS
STORAGES = {
    # Uploads live in the organisation's schema; nothing may land on a disk by accident.
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENVIRONMENT.mode in ("development", "test")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Mail and calendars that come in; see docs/howto/forward-mail.md.
INTAKE_SMTP = ENVIRONMENT.intake.smtp
INTAKE_HOST = ENVIRONMENT.intake.host
INTAKE_CERTIFICATE = ENVIRONMENT.intake.certificate
INTAKE_PRIVATE_CALENDARS = ENVIRONMENT.intake.private_calendars
# Without a server nothing is sent, and what needs mail says so. The timeout is for each step, in seconds.
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = ENVIRONMENT.smtp.host if ENVIRONMENT.smtp else ""
EMAIL_PORT = ENVIRONMENT.smtp.port if ENVIRONMENT.smtp else 25
EMAIL_HOST_USER = ENVIRONMENT.smtp.user if ENVIRONMENT.smtp else ""
EMAIL_HOST_PASSWORD = ENVIRONMENT.smtp.password if ENVIRONMENT.smtp else ""
EMAIL_USE_TLS = bool(ENVIRONMENT.smtp and ENVIRONMENT.smtp.starttls)
EMAIL_USE_SSL = bool(ENVIRONMENT.smtp and ENVIRONMENT.smtp.tls)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from

# For each token and web process.
API_REQUESTS_PER_MINUTE = 600
# For each address and web process: wrong links to a shared plan within a minute, and looks and answers together.
SHARED_WRONG_PER_MINUTE = 30
SHARED_REQUESTS_PER_MINUTE = 240

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "fieldcraft.config.schedule.on_ready"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en"

# django-tenants and Procrastinate are at home in one schema each; both are checked by our own tests.
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"fieldcraft": {"level": "INFO"}},
}
