"""What every installation shares. Values that differ come from the environment; `.env.example` lists them."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env
from files.formats import ACCEPTED
from files.photos import MOST_PIXELS

ROOT = Path(__file__).resolve().parents[3]
env.load_file(ROOT / ".env")
DATA_DIR = Path(env.text("DATA_DIR", str(ROOT / "data"))).resolve()

# -- the site ----------------------------------------------------------------------------------------
DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000")
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "notifications",
    "insights",
    "search",
    "badges",
    "courses",
    "resources",
    "forums",
    "programme",
    "pages",
    "files",
    "members",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pages.middleware.WhatPagesLoad",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pages.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pages.middleware.OneTransactionInTheCMS",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pages.context.site",
            ],
            "builtins": ["pages.templatetags.house"],
        },
    }
]

# -- rows --------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'site.sqlite3'}"))
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE and no ATOMIC_REQUESTS: readers never wait, writers queue instead of failing "locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 600  # seconds; opening SQLite anew costs a tenth of a page

REDIS_URL = env.text("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
        }
    ),
    # Rendered bodies, navigation, outlines: in each process's memory, keyed by the generation number in the database.
    "fragments": {
        "BACKEND": "pages.memory.Memory",
        "LOCATION": "fragments",
        "TIMEOUT": 86400,
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

# -- people ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = ["members.signing_in.ByMailAddress"]
SESSION_ENGINE = "members.signing_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "members.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "members.forms.SignupExtras"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# -- languages ---------------------------------------------------------------------------------------
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]  # English as it is written in Brussels, not in Boston
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [ROOT / "site" / "locale"]
WAGTAIL_I18N_ENABLED = True
# A translation that nobody has translated yet says everything in the wrong language: it begins as a draft.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# -- files -------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "site" / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "private"), "base_url": None},  # a string: tasks take it along
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_SIZE_LIMIT = env.number("FILE_SIZE_LIMIT", 2 * 1024**3)  # bytes an editor may upload as one file
FILE_READING_SECONDS = env.number(
    "FILE_READING_SECONDS", 120
)  # seconds of CPU that reading one file may take
FILE_READING_MEMORY = env.number("FILE_READING_MEMORY", 1024**3)  # bytes that reading one file may take
FILE_READING_LEASE = env.number("FILE_READING_LEASE", 600)  # seconds after which a reader is taken for dead
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2  # bytes of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long StreamField page sends many

ATTACHMENT_SIZE_LIMIT = env.number("ATTACHMENT_SIZE_LIMIT", 25 * 1024**2)  # bytes of a file on a post

# -- forums ------------------------------------------------------------------------------------------
# Posts of somebody whom nobody let in (no membership, role or course) that wait for a facilitator; 0: none.
FORUMS_FIRST_POSTS_HELD = env.number("FORUMS_FIRST_POSTS_HELD", 1)
POSTS_MAILED_AFTER = env.number(
    "POSTS_MAILED_AFTER", 300
)  # seconds in which a writer mends a slip before it is mailed

# -- Wagtail -----------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = env.text("SITE_NAME", "Passerelle")
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_IMAGE_MODEL = "files.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "files.StoredFile"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "files.forms.StoredFileForm"
WAGTAILDOCS_EXTENSIONS = ACCEPTED
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]  # those that `files.photos` can clean
WAGTAILIMAGES_IMAGE_FORM_BASE = "files.forms.PictureForm"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = MOST_PIXELS
ASK_ABOUT_USE_AFTER_DAYS = env.number(
    "ASK_ABOUT_USE_AFTER_DAYS", 14
)  # days after a download, of those who agreed
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# -- search ------------------------------------------------------------------------------------------
SEARCH_DIR = DATA_DIR / "search"  # the embedded engine's files; only apsw opens them
ELASTICSEARCH_URL = env.text("ELASTICSEARCH_URL", "")  # hosts with commas between; empty: the embedded engine
ELASTICSEARCH_API_KEY = env.text("ELASTICSEARCH_API_KEY", "")
ELASTICSEARCH_CA = env.text("ELASTICSEARCH_CA", "")  # file with the certificate authority of the cluster
ELASTICSEARCH_PREFIX = env.text("ELASTICSEARCH_PREFIX", "passerelle")  # indices and aliases begin so
ELASTICSEARCH_SHARDS = env.number("ELASTICSEARCH_SHARDS", 1)
ELASTICSEARCH_REPLICAS = env.number("ELASTICSEARCH_REPLICAS", 1)  # copies of each shard; 0 on a single node

SEARCH_BY_MEANING = env.flag("SEARCH_BY_MEANING", True)  # where the extra `semantic` is installed

# -- work in the background ----------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if not REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "queue" / "messages"),
        "data_folder_out": str(DATA_DIR / "queue" / "messages"),
        "control_folder": str(DATA_DIR / "queue" / "control"),
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# -- credentials -------------------------------------------------------------------------------------
BADGE_SIGNING_KEY = env.text("BADGE_SIGNING_KEY", "").replace(
    "\\n", "\n"
)  # PEM, Ed25519; empty: made below DATA_DIR
BADGE_FORMER_KEYS = env.text("BADGE_FORMER_KEYS", "").replace(
    "\\n", "\n"
)  # public PEMs, with an empty line between

# -- mail --------------------------------------------------------------------------------------------
EMAIL_URL = env.text("EMAIL_URL", "file://")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", "Passerelle <office@example.org>")

# -- safety ------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    # Wagtail's own screens need inline script and style; they set a looser policy of their own (pages.middleware).
    "EXCLUDE_URL_PREFIXES": ("/cms/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # The file and memory brokers have no host name, and kombu says so each time.
    "loggers": {"kombu.connection": {"level": "ERROR"}},
}
