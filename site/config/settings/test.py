"""The embedded installation with fast passwords and everything in a folder of its own, thrown away afterwards."""

import os
import tempfile
from pathlib import Path

os.environ["DATA_DIR"] = os.environ.get("TEST_DATA_DIR") or tempfile.mkdtemp(prefix="site-tests-")
os.environ.setdefault("SECRET_KEY", "only-for-tests-not-a-secret")
os.environ["DEBUG"] = "false"

from config.settings.embedded import *  # noqa: F403 - after DATA_DIR is set
from config.settings.embedded import CACHES, DATABASES, STORAGES, WAGTAILSEARCH_BACKENDS

TEST_DIR = Path(os.environ["DATA_DIR"])
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"},
    "fragments": CACHES["fragments"],
}
WHITENOISE_AUTOREFRESH = True
CELERY_BROKER_URL = (
    "memory://"  # tests run tasks by hand; the worker itself is tested as a process of its own
)
CELERY_BROKER_TRANSPORT_OPTIONS = {}
# The search box within the CMS is Wagtail's own; filling its table at each save is a seventh of what making a page costs.
WAGTAILSEARCH_BACKENDS = {"default": {**WAGTAILSEARCH_BACKENDS["default"], "AUTO_UPDATE": False}}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the embedded installation: threads and processes share it by the same locks.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "test.sqlite3")}
