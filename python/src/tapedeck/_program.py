# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The program `tapedeck` that comes with this package."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path
from typing import NoReturn

from ._errors import TapedeckError

VARIABLE = "TAPEDECK_BINARY"
PACKAGED = Path(__file__).with_name("bin") / "tapedeck"


def program() -> str:
    """The path of the program: what TAPEDECK_BINARY names, the one in this package, or the one on PATH."""
    named = os.environ.get(VARIABLE)
    if named:
        found = shutil.which(named)
        if found is None:
            raise TapedeckError(f"{VARIABLE} names {named}, which is not a program. Correct it, or unset it.")
        return found
    if PACKAGED.is_file():
        if not os.access(PACKAGED, os.X_OK):
            # Some installers drop the permission to run a file.
            PACKAGED.chmod(PACKAGED.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        return str(PACKAGED)
    # The script that this package installs would only lead back here.
    here = os.path.dirname(sys.executable)
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder and folder != here]
    found = shutil.which("tapedeck", path=os.pathsep.join(folders))
    if found is None:
        raise TapedeckError(
            f"This installation of tapedeck-openai has no program {PACKAGED}. Install the wheel of this platform, or "
            f"set {VARIABLE} to the path of a tapedeck."
        )
    return found


def main() -> NoReturn:
    """Runs the program in place of this process, with the same arguments."""
    try:
        path = program()
        os.execv(path, ["tapedeck", *sys.argv[1:]])
    except TapedeckError as error:
        sys.exit(f"Error: {error}")
    except OSError as error:
        sys.exit(f"Error: Cannot run {path}: {error.strerror}. The wheel is for another system; install the one for this.")
