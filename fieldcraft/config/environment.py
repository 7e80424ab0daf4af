"""Reads the process environment once, as typed values, and refuses what is unsafe."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Mode = Literal["serve", "demo", "development", "test"]
MODES: tuple[Mode, ...] = ("serve", "demo", "development", "test")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SHORTEST_KEY = 50
# Name: (what holds without it, what it does). docs/reference/settings.md is drawn from this table.
VARIABLES: dict[str, tuple[str, str]] = {
    "DATABASE_URL": (
        "the embedded database",
        "PostgreSQL 15 or newer to use instead, as `postgresql://user:password@host/name`; a socket folder goes into "
        "`?host=`.",
    ),
    "FIELDCRAFT_BEHIND_PROXY": (
        "not set",
        "`1`: a proxy ends TLS and always sets `X-Forwarded-Proto`. Set it only where strangers cannot reach "
        "Fieldcraft past the proxy.",
    ),
    "FIELDCRAFT_DATA": (
        "`var` in a checkout, else the user's data folder",
        "Folder for the embedded database, the secret key and the collected static files.",
    ),
    "FIELDCRAFT_DEBUG": ("not set", "`1`: show faults in the browser. Development on a loopback address only."),
    "FIELDCRAFT_HOSTS": ("none", "Further host names that may be asked for, separated by commas; no wildcards."),
    "FIELDCRAFT_INTAKE_CERT": ("no TLS", "PEM file with certificate and key for mail that comes in; offers STARTTLS."),
    "FIELDCRAFT_INTAKE_HOST": (
        "the host of FIELDCRAFT_ORIGIN",
        "Host name behind the @ of intake addresses; its MX record leads to this listener.",
    ),
    "FIELDCRAFT_INTAKE_PRIVATE_CALENDARS": (
        "not set",
        "`1`: calendars may lie on hosts of your own network. Then members can make Fieldcraft ask such hosts.",
    ),
    "FIELDCRAFT_INTAKE_SMTP": (
        "off; in the demo `127.0.0.1:8025`",
        "Address to take forwarded mail at, as `host:port`. `off` keeps the demo from listening.",
    ),
    "FIELDCRAFT_MAIL_FROM": (
        "`fieldcraft@` and the host of the origin",
        "Address that mail comes from, as `name@company.com` or `Name <name@company.com>`.",
    ),
    "FIELDCRAFT_MODE": ("`serve`", "`serve`, `demo`, `development` or `test`; the commands set it themselves."),
    "FIELDCRAFT_ORIGIN": (
        "`http://127.0.0.1:8000`",
        "Scheme and host under which browsers find Fieldcraft. Anything but a loopback address needs https.",
    ),
    "FIELDCRAFT_POSTGRES": ("found by itself", "Folder of PostgreSQL programs for the embedded database."),
    "FIELDCRAFT_SECRET_KEY": (
        "made once and kept in the data folder",
        "Key that signs sessions: at least 50 random characters. Another one signs everybody out.",
    ),
    "FIELDCRAFT_SMTP": (
        "no mail is sent",
        "Mail server, as `smtp://user:password@host:587` (TLS by STARTTLS) or `smtps://user:password@host:465` (TLS "
        "from the start). Only a loopback address is talked to without TLS.",
    ),
    "FIELDCRAFT_STATIC": ("`static` in the data folder", "Folder for the collected styles, scripts and fonts."),
    "FIELDCRAFT_TOKEN": (
        "not set",
        "Token of the member that `fieldcraft mcp` works for, unless `--token-file` names a file that holds it.",
    ),
    "FIELDCRAFT_CHROMIUM": ("found by itself", "Tests: the Chromium to drive."),
    "FIELDCRAFT_NIGHTLY": ("not set", "Tests: `1` runs the long versions."),
    "FIELDCRAFT_PICTURES": ("not set", "Tests: `1` takes the pictures of the documentation anew."),
    "FIELDCRAFT_RECORD_EFFORTS": ("not set", "Tests: `1` writes the counted steps of a rep's tasks anew."),
    "FIELDCRAFT_RECORD_QUERY_COUNTS": ("not set", "Tests: `1` writes down the SQL statements of each page anew."),
}


@dataclass(frozen=True, slots=True)
class Intake:
    """Where mail comes in: `smtp` is (host, port) or None, `host` what stands behind the @, `certificate` a file."""

    smtp: tuple[str, int] | None
    host: str
    certificate: str
    private_calendars: bool


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes out. `starttls` and `tls` exclude each other; neither holds for a loopback address only."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


@dataclass(frozen=True, slots=True)
class Environment:
    """What the settings need to know of the outside."""

    mode: Mode
    debug: bool
    secret_key: str
    origin: str
    host: str
    https: bool
    extra_hosts: tuple[str, ...]
    database_url: str
    proxy_header: bool
    intake: Intake
    smtp: MailServer | None
    mail_from: str


def read_environment(*, variables: Mapping[str, str]) -> Environment:
    """Return the checked environment.

    Raises ImproperlyConfigured with one line that says which variable to set to what.
    """
    mode = _mode(variables.get("FIELDCRAFT_MODE", "serve"))
    origin = variables.get("FIELDCRAFT_ORIGIN", "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(origin)
    host = parts.hostname
    if host is None or not _names_one_place(parts):
        raise ImproperlyConfigured(
            f"FIELDCRAFT_ORIGIN is {_without_password(origin)!r}; set it to scheme and host only, such as "
            "https://sales.example.com."
        )
    https = parts.scheme == "https"
    debug = variables.get("FIELDCRAFT_DEBUG", "") == "1"
    _refuse_unsafe(mode=mode, host=host, https=https, debug=debug)
    return Environment(
        mode=mode,
        debug=debug,
        secret_key=_secret_key(mode=mode, given=variables.get("FIELDCRAFT_SECRET_KEY", "")),
        origin=origin,
        host=host,
        https=https,
        extra_hosts=_hosts(variables.get("FIELDCRAFT_HOSTS", "")),
        database_url=_database_url(mode=mode, given=variables.get("DATABASE_URL", "")),
        proxy_header=variables.get("FIELDCRAFT_BEHIND_PROXY", "") == "1",
        intake=_intake(variables=variables, host=host),
        smtp=mail_server(url=variables.get("FIELDCRAFT_SMTP", "")),
        mail_from=_mail_from(variables.get("FIELDCRAFT_MAIL_FROM", ""), host=host),
    )


def _intake(*, variables: Mapping[str, str], host: str) -> Intake:
    certificate = variables.get("FIELDCRAFT_INTAKE_CERT", "")
    if certificate and not Path(certificate).is_file():
        raise ImproperlyConfigured(f"FIELDCRAFT_INTAKE_CERT names {certificate}, where no file is; name the PEM file.")
    return Intake(
        smtp=_listens(variables.get("FIELDCRAFT_INTAKE_SMTP", "")),
        host=variables.get("FIELDCRAFT_INTAKE_HOST", "") or ("localhost" if host in LOOPBACK else host),
        certificate=certificate,
        private_calendars=variables.get("FIELDCRAFT_INTAKE_PRIVATE_CALENDARS", "") == "1",
    )


def _listens(given: str) -> tuple[str, int] | None:
    if given in ("", "off"):
        return None
    host, _, port = given.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ImproperlyConfigured(
            f"FIELDCRAFT_INTAKE_SMTP is {given!r}; set it to host and port, such as 0.0.0.0:25 or [::]:25, or to off."
        )
    return host.strip("[]"), int(port)


def _names_one_place(parts: SplitResult) -> bool:
    bare = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    return bare and parts.scheme in ("http", "https") and "*" not in parts.netloc


def _without_password(origin: str) -> str:
    scheme, mark, rest = origin.rpartition("//")
    return scheme + mark + rest.rpartition("@")[2]


def _mode(given: str) -> Mode:
    if given not in MODES:
        raise ImproperlyConfigured(f"FIELDCRAFT_MODE is {given!r}; set it to one of {', '.join(MODES)}.")
    return given


def _refuse_unsafe(*, mode: Mode, host: str, https: bool, debug: bool) -> None:
    loopback = host in LOOPBACK
    if not https and not loopback:
        raise ImproperlyConfigured(
            f"FIELDCRAFT_ORIGIN names {host} without TLS; set it to https://{host}, or to a loopback address."
        )
    if debug and not loopback:
        raise ImproperlyConfigured("FIELDCRAFT_DEBUG=1 shows secrets to strangers; unset it, or use a loopback origin.")
    if debug and mode == "serve":
        raise ImproperlyConfigured("FIELDCRAFT_DEBUG=1 is refused in serve mode; set FIELDCRAFT_MODE=development.")
    if mode in ("development", "test") and not loopback:
        raise ImproperlyConfigured(
            f"FIELDCRAFT_ORIGIN names {host} in {mode} mode, which is for one machine; set it to a loopback address, "
            "or set FIELDCRAFT_MODE=serve."
        )
    if mode == "demo" and not loopback:
        raise ImproperlyConfigured(
            "The demo lets anybody in with one click; set FIELDCRAFT_ORIGIN to a loopback address or run serve."
        )


def _secret_key(*, mode: Mode, given: str) -> str:
    if not given and mode in ("test", "development"):
        return secrets.token_urlsafe(64)
    if len(given) < SHORTEST_KEY or len(set(given)) < 5 or given.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            f"FIELDCRAFT_SECRET_KEY is missing or weak; set it to at least {SHORTEST_KEY} random characters, "
            "or start with the fieldcraft command, which keeps one in the data folder."
        )
    return given


def _hosts(given: str) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in given.split(",") if host.strip())
    if any("*" in host or host.startswith(".") for host in hosts):
        raise ImproperlyConfigured("FIELDCRAFT_HOSTS holds a wildcard; name each host, separated by commas.")
    return hosts


def _database_url(*, mode: Mode, given: str) -> str:
    if given:
        return given
    if mode == "test":
        return "postgresql://localhost/fieldcraft"
    raise ImproperlyConfigured(
        "DATABASE_URL is not set; start with the fieldcraft command, which brings its own database, or set it to "
        "postgresql://user:password@host/name."
    )


def database_settings(*, url: str) -> dict[str, object]:
    """Django's DATABASES entry for a postgresql:// URL; a socket folder may stand in ?host=."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured(f"DATABASE_URL starts with {parts.scheme!r}; only postgresql:// works.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": unquote(parts.path.lstrip("/")) or "fieldcraft",
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": unquote(parts.hostname or query.pop("host", "")),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}, **query},
    }


def mail_server(*, url: str) -> MailServer | None:
    """The server a URL names; None for an empty one. Raises ImproperlyConfigured without showing the password."""
    if not url:
        return None
    parts = urlsplit(url)
    usual = {"smtp": 587, "smtps": 465}
    try:
        port = parts.port or usual[parts.scheme]
    except (KeyError, ValueError):
        port = 0
    if not port or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ImproperlyConfigured(
            f"FIELDCRAFT_SMTP is {_without_password(url)!r}; set it to smtp://user:password@host:587 or "
            "smtps://user:password@host:465."
        )
    return MailServer(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and parts.hostname not in LOOPBACK,
        tls=parts.scheme == "smtps",
    )


def _mail_from(given: str, *, host: str) -> str:
    name, address = parseaddr(given or f"fieldcraft@{host}")
    if "@" not in address or any(ord(sign) < 32 for sign in given):
        raise ImproperlyConfigured(f"FIELDCRAFT_MAIL_FROM is {given!r}; set it to an address like name@company.com.")
    return formataddr((name, address))


def source_root() -> Path:
    """The folder that holds the package."""
    return Path(__file__).resolve().parents[2]
