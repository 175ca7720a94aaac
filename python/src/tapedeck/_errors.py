# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""What this package raises."""

from __future__ import annotations

from typing import Optional


class TapedeckError(Exception):
    """An error that names what failed and what to do about it."""

    def __init__(self, message: str, *, code: Optional[str] = None) -> None:
        super().__init__(message)
        self.code = code
        """The code of the server's error, such as `cassette_not_found`; None for errors of this package."""
