# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The rules of axe-core, run in a page."""

from pathlib import Path

import axe_core_python

SCRIPT = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()


def violations(page):
    """The rules that the page breaks, each with the first elements that break it."""
    page(SCRIPT + "; 0")
    return page("""
        axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations.map((rule) =>
          `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`))
        """)
