# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The guides in `docs/` as a DocC catalogue.

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


def page_name(path):
    """The name of a page in the catalogue; names are unique there, since DocC has no folders."""
    parts = [part for part in path.with_suffix("").parts if part != "README"]
    return "-".join(parts) if parts else FIRST


def headings(text):
    """The anchors of a page by the form they have on a forge, in DocC's form."""
    found = {}
    for heading in re.findall(r"^#{2,} (.+)$", text, re.M):
        plain = heading.replace("`", "")
        found[re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")] = re.sub(r"[^\w\-]+", "-", plain).strip("-")
    return found


def linked(text, page, root):
    """The text with its links as DocC resolves them; code is not touched."""

    def replace(match):
        label, target, anchor = match.groups()
        file = ((root / page).parent / target).resolve() if target else root / page
        if not file.exists():
            raise SystemExit(f"docs/{page}: there is no {target}")
        if file.parent.name == "Documentation.docc":
            product = file.parents[1].name
            return f"<doc:/documentation/{product}>" if file.stem == product \
                else f"<doc:/documentation/{product}/{file.stem}>"
        if file.suffix != ".md" or root not in file.parents:
            path = file.relative_to(root.parent)
            return f"`{path}`" if label.strip("`") in (str(path), path.name) else f"{label} (`{path}`)"
        name = page_name(file.relative_to(root))
        if anchor:
            known = headings(file.read_text())
            if anchor not in known:
                raise SystemExit(f"docs/{page}: {target or 'the page'} has no heading #{anchor}")
            name += "#" + known[anchor]
        return f"[{label}](doc:{name})"

    parts = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    for index in range(0, len(parts), 2):
        parts[index] = re.sub(r"\[([^\]]+)\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)", replace, parts[index])
    return "".join(parts)


def with_tabs(text):
    """The text with DocC's tabs in the place of the comments that stand for them."""

    def group(match):
        tabs = re.split(r"^\*\*(.+)\*\*$", match[1], flags=re.M)
        body = "".join(f'@Tab("{label}") {{\n{content.strip()}\n}}\n' for label, content in zip(tabs[1::2], tabs[2::2]))
        return f"@TabNavigator {{\n{body}}}"

    return re.sub(r"^<!-- tabs -->$(.*?)^<!-- /tabs -->$", group, text, flags=re.M | re.S)


def converted(text, page, root):
    text = with_tabs(linked(text, page, root))
    text = re.sub(r"<!--.*?-->\n?", "", text, flags=re.S)
    text = re.sub(r"^```console$", "```shell", text, flags=re.M).replace("```jsonl\n", "```json\n")
    if page_name(page) == FIRST:
        title, _, rest = text.partition("\n")
        text = f"{title}\n\n@Metadata {{\n@TechnologyRoot\n}}\n{rest}"
    return text


def write_catalogue(root, folder):
    """Writes the pages below `root` as a catalogue, with the pictures they show."""
    folder.mkdir(parents=True)
    for path in sorted(root.rglob("*.md")):
        page = path.relative_to(root)
        (folder / f"{page_name(page)}.md").write_text(converted(path.read_text(), page, root))
    for path in [*root.rglob("*.svg"), *root.rglob("*.png")]:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder
