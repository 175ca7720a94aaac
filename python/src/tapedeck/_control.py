# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The control API of a server, under `/_tapedeck/`."""

from __future__ import annotations

import http.client
import json
from typing import Any, Dict, Optional
from urllib.parse import quote, urlsplit

from ._errors import TapedeckError

LIMIT = 256 << 20
"""The largest answer that is read, in bytes."""


class ControlAPI:
    """Asks a server about its sessions; each request has a connection of its own, so that threads may share this."""

    def __init__(self, url: str) -> None:
        """`url` is the base URL that the server prints, or the same without its path."""
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = None
        if parts.scheme != "http" or not parts.hostname or port is None or parts.path.rstrip("/") not in ("", "/v1"):
            raise TapedeckError(
                f"{url!r} is not the address of a Tapedeck server; give what the server prints, such as "
                "http://127.0.0.1:8080/v1."
            )
        self.host, self.port = parts.hostname, port
        self.root = f"http://{parts.netloc}"
        self.token: Optional[str] = None

    def ask(self, method: str, path: str, body: Optional[Dict[str, Any]] = None, *, timeout: float = 60) -> Dict[str, Any]:
        """Sends a request and returns the JSON object of its answer."""
        fields = {"content-type": "application/json"} if body is not None else {}
        if self.token:
            fields["authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        # A connection of its own, and not urllib's: the proxies of the environment do not lead to this machine.
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request(method, f"/_tapedeck/{path}", body=data, headers=fields)
            response = connection.getresponse()
            answer = response.read(LIMIT)
        except (OSError, http.client.HTTPException) as error:
            raise TapedeckError(
                f"The Tapedeck server at {self.root} does not answer ({error or type(error).__name__}).", code="unreachable"
            ) from error
        finally:
            connection.close()
        try:
            document = json.loads(answer)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise TapedeckError(f"What answers at {self.root} is not a Tapedeck server; check the address.")
        if response.status >= 400:
            envelope = document.get("error")
            details = envelope if isinstance(envelope, dict) else {}
            code = details.get("code")
            message = details.get("message") or f"status {response.status}"
            raise TapedeckError(str(message), code=code if isinstance(code, str) else None)
        return document

    def session(self, method: str, name: str, part: str = "") -> Dict[str, Any]:
        """A request about one session."""
        return self.ask(method, f"sessions/{quote(name, safe='')}{part}")
