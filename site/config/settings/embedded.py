"""One machine, Python alone: SQLite, embedded search, Celery on files, mail into files, demonstration accounts."""

import secrets

from config import env
from config.settings.base import *  # noqa: F403 - settings layer on the base by design
from config.settings.base import DATA_DIR, INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = ["demo", *INSTALLED_APPS]
DEBUG = env.flag("DEBUG")
MIDDLEWARE = [*MIDDLEWARE]

DATA_DIR.mkdir(parents=True, exist_ok=True)
for _folder in ("queue/messages", "queue/control", "static", "mail", "search"):
    (DATA_DIR / _folder).mkdir(parents=True, exist_ok=True)


def _kept_secret() -> str:
    """Read the installation's own key, made at the first start; the embedded site needs no configuration."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SECRET_KEY = env.text("SECRET_KEY", "") or _kept_secret()
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
SEARCH_BY_MEANING = env.flag("SEARCH_BY_MEANING")  # a small machine works out no vectors unless told
DEMO = True  # the password `demo`, /demo/mail/; config.checks refuses it where the settings are production's
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
