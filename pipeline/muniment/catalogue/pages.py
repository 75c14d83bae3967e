"""A document's page: what it is, its files, what was done to it and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from muniment.catalogue import wording
from muniment.catalogue.controls import DOCUMENT_SCRIPTS, verify_section
from muniment.catalogue.covers import cover_path
from muniment.catalogue.differences import Comparison
from muniment.catalogue.markup import Markup, from_tree, joined, tag
from muniment.catalogue.model import Download, Entry, Step
from muniment.catalogue.record_view import record_section
from muniment.catalogue.shell import FIRST, Shell, isolated, sentence
from muniment.extraction.language_names import name_of
from muniment.xhtml import safe_href

ROOT = "../"

_STEPS = {
    "received": "Received",
    "normalised": "Normalised",
    "built": "Built",
    "checked": "Checked",
    "packaged": "Packaged",
}


def document_page(entry: Entry, comparison: Comparison | None, shell: Shell, head: tuple[Markup, ...] = ()) -> bytes:
    """The page in ``<id>/index.html``; ``comparison`` is ``None`` where the canonical text cannot be had."""
    main = tag(
        "main",
        _opening(entry),
        _downloads(entry),
        from_tree(verify_section(entry)),
        _facts(entry),
        _timeline(entry),
        record_section(entry, comparison),
        id="main",
        itemscope="",
        itemtype="https://schema.org/CreativeWork",
    )
    title = f"{entry.title} – {shell.site.title}"
    return shell.page(main, title=title, root=ROOT, head=(*_dublin_core(entry), *head), scripts=DOCUMENT_SCRIPTS)


def page_path(identifier: str) -> str:
    """Where a document's page is, below the output folder."""
    return f"{identifier}/{FIRST}"


def address(download: Download, root: str) -> str:
    """The relative address of a file: its path below the output folder, percent-encoded, after ``root``."""
    return root + quote(download.path)


def _dublin_core(entry: Entry) -> Iterator[Markup]:
    """See https://www.dublincore.org/specifications/dublin-core/dcq-html/."""
    yield tag("link", rel="schema.DCTERMS", href="http://purl.org/dc/terms/")
    values = (
        ("title", entry.title),
        *(("creator", name) for name in entry.creators),
        ("language", entry.language),
        ("issued", entry.date),
        ("publisher", entry.publisher),
        *(("subject", name) for name in entry.subjects),
        ("abstract", entry.description),
        ("identifier", entry.identifier),
        ("source", entry.source_url),
        ("rights", entry.rights),
    )
    for name, value in values:
        if value:
            yield tag("meta", name=f"DCTERMS.{name}", content=value)
    if entry.description:
        yield tag("meta", name="description", content=entry.description)


def _opening(entry: Entry) -> Markup:
    by = [isolated(name, itemprop="author") for name in wording.names(entry.creators)]
    authors = joined(piece for number, one in enumerate(by) for piece in ([", "] if number else []) + [one])
    date = tag("time", entry.date, datetime=entry.date, itemprop="datePublished") if entry.date else ""
    language = tag("span", name_of(entry.language)) if entry.language != "und" else ""
    words = wording.counted(entry.words, "word", "words") if entry.words else ""
    about = sentence(date, isolated(entry.publisher) if entry.publisher else "", language, words)
    return tag(
        "div",
        tag("img", src=ROOT + cover_path(entry.id), alt="", width="240", height="340"),
        tag(
            "div",
            tag("h1", isolated(entry.title, entry.language, itemprop="name")),
            tag("p", authors, class_="by") if entry.creators else "",
            tag("p", about, class_="quiet") if about else "",
            tag("p", isolated(entry.description, itemprop="abstract")) if entry.description else "",
        ),
        class_="opening",
    )


# --------------------------------------------------------------------------------------------- files


def _downloads(entry: Entry) -> Markup:
    rows = [_download(one) for one in entry.downloads]
    return tag("section", tag("h2", "Read and download"), tag("ul", *rows, class_="downloads"), id="downloads")


def _download(one: Download) -> Markup:
    name, short, use = wording.FORMATS.get(one.format, (one.format.upper(), one.format.upper(), ""))
    where = address(one, ROOT)
    opens = one.format == "html"
    links: list[str] = [
        tag("a", name, href=where, class_="take", download=None if opens else one.file_name, type=one.media_type)
    ]
    if opens:
        hidden = tag("span", f" the {short} page", class_="unseen")
        links += [" ", tag("a", "Download", hidden, href=where, download=one.file_name)]
    return tag(
        "li",
        tag("p", *links, " ", tag("span", sentence(short, wording.size(one.size)), class_="quiet")),
        tag("p", use) if use else "",
        _verdicts(one),
        tag(
            "p",
            "SHA-256 ",
            tag("code", one.sha256, data_sha256=one.sha256, data_name=one.file_name),
            class_="digest",
        ),
        itemprop="encoding",
        itemscope="",
        itemtype="https://schema.org/MediaObject",
    )


def _verdicts(one: Download) -> Markup:
    if one.format in ("md", "source", "package"):
        return Markup()
    if not one.verdicts:
        return tag("p", "Not validated.", class_="verdict none")
    said = []
    for each in one.verdicts:
        report = tag("a", "report", href=quote(each.report)) if each.report else ""
        mark = tag("span", "✓ " if each.passed else "✗ ", aria_hidden="true")
        link = joined((" (", report, ")")) if report else ""
        said.append(tag("li", mark, wording.verdict(each), link, class_="passed" if each.passed else "failed"))
    return tag("ul", *said, class_="verdict")


# --------------------------------------------------------------------------------------------- facts


def _facts(entry: Entry) -> Markup:
    rows = [
        _fact("Title", isolated(entry.title, entry.language), entry.basis.get("title")),
        _fact("By", sentence(*(isolated(name) for name in entry.creators)), entry.basis.get("creators")),
        _fact("Published", entry.date, entry.basis.get("date")),
        _fact("Publisher", isolated(entry.publisher) if entry.publisher else "", entry.basis.get("publisher")),
        _fact("Language", _language(entry), entry.basis.get("language")),
        _fact(
            "Subjects",
            sentence(*(isolated(one, itemprop="keywords") for one in entry.subjects)),
            entry.basis.get("subjects"),
        ),
        _fact("Rights", _link(entry.rights, wording.rights(entry.rights), "license"), entry.basis.get("rights")),
        _fact("Taken from", _link(entry.source_url, entry.source_url, "isBasedOn"), entry.basis.get("source_url")),
        _fact("Identifier", tag("code", entry.identifier, itemprop="identifier"), entry.basis.get("identifier")),
    ]
    return tag("section", tag("h2", "About this document"), tag("dl", *rows, class_="facts"), id="about")


def _fact(term: str, value: str, basis: str | None) -> Markup:
    """A fact with how it came to be known; one that nobody knows is said to be unknown."""
    if not value or basis is None:
        return tag("div", tag("dt", term), tag("dd", "not known", class_="quiet"))
    known = tag("span", f" {wording.BASES.get(basis, basis)}", class_="basis")
    return tag("div", tag("dt", term), tag("dd", value, known))


def _language(entry: Entry) -> str:
    if entry.language == "und":
        return ""
    return joined((name_of(entry.language), " (", tag("code", entry.language, itemprop="inLanguage"), ")"))


def _link(target: str, text: str, role: str) -> Markup | str:
    """A link where following it can only open a web page; else the text alone."""
    href = safe_href(target) if target else None
    return tag("a", isolated(text), href=href, itemprop=role) if href else text


# --------------------------------------------------------------------------------------------- its way


def _timeline(entry: Entry) -> Markup:
    return tag("section", tag("h2", "How it was made"), tag("ol", *map(_step, entry.steps), class_="way"), id="history")


def _step(step: Step) -> Markup:
    when = (
        tag("time", f"{step.when[:10]} {step.when[11:16]} UTC", datetime=step.when)
        if step.when
        else tag("span", "at an unknown time" if _happened(step) else "")
    )
    return tag("li", tag("strong", _STEPS.get(step.name, step.name)), " ", when, tag("p", f"{step.detail}."))


def _happened(step: Step) -> bool:
    return step.name != "checked" or not step.detail.startswith("Not")
