# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The guides as a DocC catalogue: the pages in `docs/`, and those of the packages and examples.

The pages are plain Markdown with ordinary links, so that they can be read where the sources are. For DocC, links between
pages and to the products' own pages become `doc:` links, links to other files become their paths, and comments become
directives:

    <!-- tabs -->          begins a group of tabs; a paragraph that is one bold text begins each
    <!-- /tabs -->         ends it

All other comments are left out. `docs/README.md` is the first page; each list below its `## Topics` is a group of the
navigation.
"""

import re
from pathlib import Path

FIRST = "guides"
PACKAGES = ("python", "node")


def page_names(root):
    """The pages, and the name of each in the catalogue, where there are no folders."""
    pages = {path: "-".join(part for part in path.relative_to(root / "docs").with_suffix("").parts if part != "README") or FIRST
             for path in root.glob("docs/**/*.md")}
    pages |= {path: f"example-{path.parent.name}" for path in root.glob("Examples/*/README.md")}
    return pages | {path: path.parent.name for path in root.glob("*/README.md") if path.parent.name in PACKAGES}


def headings(text):
    """The anchors of a page by the form they have on a forge, in DocC's form."""
    found = {}
    for heading in re.findall(r"^#{2,} (.+)$", text, re.M):
        plain = heading.replace("`", "")
        found[re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")] = re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", plain))
    return found


def linked(text, page, names, root):
    """The text of a page with its links as DocC resolves them; code is not touched."""

    def replace(match):
        label, target, anchor = match.groups()
        file = (page.parent / target).resolve() if target else page
        if not file.exists():
            raise SystemExit(f"{page}: there is no {target}")
        if file.parent.name == "Documentation.docc":
            product = file.parents[1].name
            return f"<doc:/documentation/{product}>" if file.stem == product else f"<doc:/documentation/{product}/{file.stem}>"
        if file.is_dir() and (file / "README.md") in names:
            file = file / "README.md"
        if file not in names:
            path = file.relative_to(root)
            return f"`{path}`" if label.strip("`") in (str(path), path.name) else f"{label} (`{path}`)"
        name = names[file]
        if anchor:
            known = headings(file.read_text())
            if anchor not in known:
                raise SystemExit(f"{page}: {target or 'the page'} has no heading #{anchor}")
            name += "#" + known[anchor]
        return f"[{label}](doc:{name})"

    parts = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    for index in range(0, len(parts), 2):
        parts[index] = re.sub(r"(?<!!)\[([^\]]+)\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)", replace, parts[index])
    return "".join(parts)


def with_tabs(text):
    """The text with DocC's tabs in the place of the comments that stand for them."""

    def group(match):
        tabs = re.split(r"^\*\*(.+)\*\*$", match[1], flags=re.M)
        body = "".join(f'@Tab("{label}") {{\n{content.strip()}\n}}\n' for label, content in zip(tabs[1::2], tabs[2::2]))
        return f"@TabNavigator {{\n{body}}}"

    return re.sub(r"^<!-- tabs -->$(.*?)^<!-- /tabs -->$", group, text, flags=re.M | re.S)


def converted(page, names, root):
    text = with_tabs(linked(page.read_text(), page, names, root))
    text = re.sub(r"<!--.*?-->\n?", "", text, flags=re.S)
    text = re.sub(r"^```console$", "```shell", text, flags=re.M).replace("```jsonl\n", "```json\n")
    if names[page] == FIRST:
        title, _, rest = text.partition("\n")
        text = f"{title}\n\n@Metadata {{\n@TechnologyRoot\n}}\n{rest}"
    return text


def write_catalogue(root, folder):
    """Writes the pages of the repository at `root` as a catalogue, with the pictures they show."""
    folder.mkdir(parents=True)
    names = page_names(root)
    for page, name in sorted(names.items()):
        (folder / f"{name}.md").write_text(converted(page, names, root))
    for picture in [*root.glob("docs/**/*.svg"), *root.glob("docs/**/*.png")]:
        (folder / picture.name).write_bytes(picture.read_bytes())
    return folder
