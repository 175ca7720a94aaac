# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""What this package raises."""

from __future__ import annotations

from typing import Optional, Sequence

from ._options import Miss


class TapedeckError(Exception):
    """An error that names what failed and what to do about it."""

    def __init__(self, message: str, *, code: Optional[str] = None) -> None:
        super().__init__(message)
        self.code = code
        """The code of the server's error, such as `cassette_not_found`; None for errors of this package."""


class MissError(TapedeckError, AssertionError):
    """Requests had no recording."""

    def __init__(self, misses: Sequence[Miss]) -> None:
        self.misses = list(misses)
        """Each miss, with its nearest recordings and their differences."""
        super().__init__(explain(misses))


def explain(misses: Sequence[Miss]) -> str:
    """The explanation of misses, as the server words them."""
    count = len(misses)
    title = "1 request has no recording" if count == 1 else f"{count} requests have no recording"
    return "\n\n".join([f"{title}.", *(miss["message"] for miss in misses)])
