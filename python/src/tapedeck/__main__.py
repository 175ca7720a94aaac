# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""`python -m tapedeck` runs the program."""

from ._program import main

main()
