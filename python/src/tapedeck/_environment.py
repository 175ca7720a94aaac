# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The environment of programs that use a server, by the names that clients of the API read."""

from __future__ import annotations

import os
from typing import Dict, Mapping, Optional

PLACEHOLDER_KEY = "tapedeck"
"""A key for clients that require one."""

BASE_URLS = ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_BASE_URL")
"""The official SDKs', LangChain's and LlamaIndex's, and Open WebUI's names of the base URL."""

AZURE = ("AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN", "OPENAI_API_VERSION")
"""The variables of programs for Azure; the last decides what the service answers, so it is never set."""


def azure_endpoint(base_url: str) -> str:
    """The endpoint for Azure's clients, which add `/openai` to it."""
    return base_url.removesuffix("/v1")


def client_environment(
    base_url: str, *, placeholder: bool = True, inherited: Optional[Mapping[str, str]] = None
) -> Dict[str, str]:
    """Variables that lead clients to a server, and past the proxies of the environment.

    A key that is set stays; without one clients get a placeholder, unless `placeholder` is false.
    """
    inherited = os.environ if inherited is None else inherited
    added = {name: base_url for name in BASE_URLS}
    if placeholder and not inherited.get("OPENAI_API_KEY"):
        added["OPENAI_API_KEY"] = PLACEHOLDER_KEY
    # The official client refuses to choose where it finds variables of both services.
    if any(inherited.get(name) for name in AZURE):
        added["AZURE_OPENAI_ENDPOINT"] = azure_endpoint(base_url)
        if placeholder and not inherited.get("AZURE_OPENAI_API_KEY") and not inherited.get("AZURE_OPENAI_AD_TOKEN"):
            added["AZURE_OPENAI_API_KEY"] = PLACEHOLDER_KEY
    # Programs read one spelling or the other, so both get the hosts of either.
    spellings = ("NO_PROXY", "no_proxy")
    hosts = [host.strip() for name in spellings for host in inherited.get(name, "").split(",") if host.strip()]
    exceptions = ",".join(dict.fromkeys([*hosts, "127.0.0.1", "localhost"]))
    return {**added, **{name: exceptions for name in spellings}}
