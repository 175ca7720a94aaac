# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Puts nginx with TLS and HTTP/2 in front of the scripted origin whose port is the argument."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

import certificate

CONFIGURATION = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off; client_max_body_size 0; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {certificate}; ssl_certificate_key {key};
        add_header X-Protocol $server_protocol; add_header X-Connection $connection;
        location / {{
            proxy_pass http://127.0.0.1:{backend}; proxy_http_version 1.1; proxy_buffering off;
            proxy_request_buffering off; proxy_set_header Connection ""; proxy_read_timeout 60s;
        }}
    }}
}}
"""


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def start(folder, backend):
    """Starts nginx on a free port; another process may take the port in between, so more than once if need be."""
    paths = certificate.make(folder, "127.0.0.1")
    for _ in range(5):
        port = free_port()
        with open(os.path.join(folder, "nginx.conf"), "w") as file:
            file.write(CONFIGURATION.format(
                folder=folder, port=port, certificate=paths[0], key=paths[1], backend=backend))
        nginx = subprocess.Popen(
            ["nginx", "-p", folder, "-c", os.path.join(folder, "nginx.conf")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while nginx.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return nginx, port, paths[0]
            except OSError:
                time.sleep(0.01)
    sys.exit("nginx does not start")


# A process started from a Swift task inherits the blocked signals of its thread; nginx is to hear SIGTERM.
signal.pthread_sigmask(signal.SIG_SETMASK, [])
with tempfile.TemporaryDirectory() as folder:
    nginx, port, authorities = start(folder, sys.argv[1])
    try:
        print(json.dumps({"port": port, "authorities": authorities}), flush=True)
        sys.stdin.read()
    finally:
        nginx.terminate()
        nginx.wait()
