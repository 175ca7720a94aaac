# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Records and replays OpenAI API traffic for tests, with the program `tapedeck`, which comes with this package."""

from ._errors import TapedeckError
from ._program import program

__all__ = ["TapedeckError", "program"]
