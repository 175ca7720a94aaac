# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Reads the marker `cassette`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional

import pytest

from .._errors import TapedeckError
from .._options import MODES

CHOICES = {"mode": MODES, "on_miss": ("error", "simulate"), "unused": ("ignore", "warn", "fail")}
GROUPS = {
    "matching": ("ignore_json", "ignore_query", "match_header", "scrub"),
    "playback": ("timing", "repeat", "polls"),
    "simulate": ("seed", "pace", "fine_tuning_closed", "as_of", "azure_deployments", "webhook"),
}


@dataclass
class CassetteMarker:
    """What the markers of a test, its class and its module say together; the closest one wins."""

    name: Optional[str]
    options: Dict[str, Any]
    is_of_function: bool
    """Whether the test itself has the marker, not only its class or module."""

    @classmethod
    def of(cls, item: pytest.Item) -> "CassetteMarker":
        """Reads the markers of a test, closest first."""
        name: Optional[str] = None
        options: Dict[str, Any] = {}
        is_of_function = False
        for node, mark in item.iter_markers_with_node("cassette"):
            given = read(mark)
            farther = given.pop("name", None)
            name = farther if name is None else name
            options = {**given, **options}
            is_of_function = is_of_function or node is item
        return cls(name, options, is_of_function)


def read(mark: pytest.Mark) -> Dict[str, Any]:
    """The arguments of one marker, checked."""
    if len(mark.args) > 1 or (mark.args and "name" in mark.kwargs):
        raise wrong("takes one name; options are given by their names, such as mode=\"none\"")
    given = {**mark.kwargs, **({"name": mark.args[0]} if mark.args else {})}
    for key, value in given.items():
        if key == "name":
            if value is not None and not isinstance(value, str):
                raise wrong(f"has the name {value!r}; give a text")
        elif key in CHOICES:
            if value is not None and value not in CHOICES[key]:
                raise wrong(f"has {key}={value!r}; there are {', '.join(CHOICES[key])}")
        elif key in GROUPS:
            check_group(key, value)
        else:
            raise wrong(f"has no option {key}; there are {', '.join(['name', *CHOICES, *GROUPS])}")
    return {key: value for key, value in given.items() if value is not None}


def check_group(key: str, value: Any) -> None:
    if value is None or (key == "simulate" and isinstance(value, bool)):
        return
    if not isinstance(value, dict):
        raise wrong(f"has {key}={value!r}; give a dictionary with {', '.join(GROUPS[key])}")
    unknown = [name for name in value if name not in GROUPS[key]]
    if unknown:
        raise wrong(f"has {key} with {unknown[0]!r}; there are {', '.join(GROUPS[key])}")


def wrong(what: str) -> TapedeckError:
    return TapedeckError(f"The marker @pytest.mark.cassette {what}.")
