# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Files and folders that the documents name exist."""

import re

import pytest

from support import ROOT

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "Tests/acceptance/README.md", "Benchmarks/README.md",
             "cassettes/README.md", *sorted(str(page.relative_to(ROOT)) for page in ROOT.glob("docs/**/*.md"))]
TOP = "Sources|Tests|Scripts|Benchmarks|Examples|docs|fixtures|cassettes"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_names_exists(document):
    text = (ROOT / document).read_text()
    named = re.findall(rf"`((?:{TOP})/[\w./+-]*)`", text)
    missing = [path for path in named if not (ROOT / path).exists()]
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    missing += [link for link in links if not (ROOT / document).parent.joinpath(link).exists()]
    assert not missing
