"""The one package that knows every app. Importing it puts both source roots on the path.

Every entry point (WSGI server, worker, django-admin, pytest) imports `config` first, so none of
them needs a path of its own: gunicorn, say, needs to know no more than `config/server.py`.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

for entry in (ROOT / "site", ROOT):
    if str(entry) not in sys.path:
        sys.path.append(str(entry))
