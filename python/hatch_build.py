# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Puts the program and its licenses into the wheel, and gives the wheel the tag of the platform."""

import os
import sysconfig
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ProgramHook(BuildHookInterface):
    """Runs for each build; `Scripts/wheel` names the program in TAPEDECK_WHEEL_PROGRAM."""

    def initialize(self, version, build_data):
        if version == "editable":
            return
        program = os.environ.get("TAPEDECK_WHEEL_PROGRAM", "")
        if not Path(program).is_file():
            raise SystemExit("The wheel needs the program tapedeck: build it with 'make wheel' in the folder above.")
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"
        build_data["force_include"][program] = "tapedeck/bin/tapedeck"
        licenses = os.environ.get("TAPEDECK_WHEEL_LICENSES")
        if licenses:
            build_data["force_include"][licenses] = "tapedeck/licenses"
