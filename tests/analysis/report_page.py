"""A report's page as a reader's program sees it: its elements in order, and its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "img", "br", "link", "hr"}


@dataclass
class Tag:
    """One element: its name, attributes, the names of those around it, and the text within."""

    name: str
    attributes: dict[str, str]
    around: tuple[str, ...]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


class Page(HTMLParser):
    """Every element of a page; raises where the page is not well formed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []
        self._open: list[Tag] = []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Tag(tag, {name: value or "" for name, value in attrs}, tuple(t.name for t in self._open))
        self.tags.append(found)
        if tag not in VOID:
            self._open.append(found)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            tag.words.append(data)

    def all(self, *names: str) -> list[Tag]:
        """Elements of these names, in order."""
        return [tag for tag in self.tags if tag.name in names]

    def section(self, id: str) -> str:
        """The words of the section whose heading has this id."""
        heading = next(tag for tag in self.all("h2") if tag.attributes.get("id") == id)
        return next(tag.text for tag in self.all("section") if " ".join(heading.words) in " ".join(tag.words))
