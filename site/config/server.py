"""How gunicorn serves the site: `gunicorn --config site/config/server.py --bind 127.0.0.1:8000`."""

from pathlib import Path

wsgi_app = "config.wsgi"
chdir = str(Path(__file__).resolve().parents[1])
workers = 4
threads = 4
# A worker takes a connection when one of its threads is free for it. The others wait in one line
# for all workers, so that nobody stands behind somebody slow while another worker has nothing to do
# (docs/decisions/0032-requests-wait-in-one-line.md). Connections are kept by the web server before.
worker_connections = threads
keepalive = 0
# Loaded once and then forked: a worker begins in no time, and shares what is alike in all of them.
preload_app = True
