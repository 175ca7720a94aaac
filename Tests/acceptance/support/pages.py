# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The code blocks of the documents, and the comments before them that say how to test them.

A comment before a block holds one note, or lines of them:

    <!-- file: NAME -->          the block is a file that later commands use
    <!-- snippet: PATH#NAME -->  the block is this part of a compiled file, between `snippet.NAME` and `snippet.end`
    <!-- exit: 1 -->             a command of the block ends with this code
    <!-- on Ctrl-C -->           the block is what the running server prints when it is stopped
    <!-- environment: NAME -->   the Python of .build/clients-NAME runs the block, where there is one (Scripts/setup NAME)
    <!-- not run: REASON -->     the block is only read, and the reason why

`<!-- setup` … `-->` holds shell commands that run at this place and are not shown. On a page with the comment
`<!-- scripted service -->`, the service is the scripted upstream of `origin.py`; elsewhere it is a simulator.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from support import ROOT

PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("Examples/**/README.md"))]


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    text: str
    notes: dict

    def __str__(self):
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def steps(self):
        """The commands of a console block, each with the output that it shows."""
        steps = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                steps.append(([line[2:]], []))
            elif not steps:
                raise AssertionError(f"{self}: a console block begins with a command")
            elif steps[-1][0][-1].endswith("\\") and not steps[-1][1]:
                steps[-1][0].append(line)
            else:
                steps[-1][1].append(line)
        return [("\n".join(command), output) for command, output in steps]


def blocks(page):
    """The code blocks of a page in order; hidden commands are blocks of the language `setup`."""
    found, notes = [], {}
    tokens = re.compile(r"^<!--(?P<comment>.*?)-->$|^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^ *```$|^(?P<prose>\S.*)$",
                        re.M | re.S)
    text = page.read_text()
    position = 0
    while match := tokens.search(text, position):
        prose = match["prose"]
        # A line of prose ends at its line; the expression is for blocks.
        position = match.start() + len(prose.split("\n")[0]) if prose is not None else match.end()
        line = text.count("\n", 0, match.start()) + 1
        if match["comment"] is not None:
            comment = match["comment"].strip()
            if comment.startswith("setup"):
                found.append(Block(page, line, "setup", comment.removeprefix("setup").strip(), {}))
            elif comment != "scripted service":
                notes |= {key.strip(): value.strip() for key, _, value in
                          (entry.partition(":") for entry in comment.splitlines())}
        elif match["language"] is not None:
            content = re.sub(rf"^{match['indent']}", "", match["text"], flags=re.M)
            found.append(Block(page, line, match["language"], content, notes))
            notes = {}
        else:
            notes = {}
    return found


def snippet(reference):
    """A part of a compiled file, without its indentation; the whole file without its header where no part is named."""
    path, _, name = reference.partition("#")
    lines = (ROOT / path).read_text().splitlines()
    if name:
        start = next(index for index, line in enumerate(lines) if line.strip() == f"// snippet.{name}")
        end = next(index for index, line in enumerate(lines) if index > start and line.strip() == "// snippet.end")
        lines = lines[start + 1:end]
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines).strip() + "\n"
