"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fieldcraft.config.settings")
application = get_wsgi_application()

# A page makes thousands of short-lived objects and next to no cycles; at its default the collector looks through them
# several times a page. What is loaded by now stays for good.
gc.freeze()
gc.set_threshold(50_000, 20, 20)
