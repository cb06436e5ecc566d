"""The report's files: a tagged PDF that needs no other font, figures in three forms, nothing fetched."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject
from weasyprint.urls import FatalURLFetchingError

from merlingua.analysis import report_pdf
from merlingua.analysis.report_pdf import write_pdf
from merlingua.analysis.report_writing import write_report
from tests.analysis.figure_results import made_up_matrices, results_of


def fonts_of(reader: PdfReader) -> dict[str, bool]:
    """Each font of a PDF, and whether its glyphs are within."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():  # type: ignore[union-attr]
            descendants = font.get_object()["/DescendantFonts"]
            descriptor = descendants[0].get_object()["/FontDescriptor"]
            embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            found[str(font.get_object()["/BaseFont"])] = embedded
    return found


def structure(reader: PdfReader) -> list[DictionaryObject]:
    """Every element of the tree that assistive technology reads."""
    found: list[DictionaryObject] = []
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if isinstance(one, IndirectObject) else one
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, DictionaryObject):
            found.append(one)
            if "/K" in one:
                waiting.append(one["/K"])
    return found


@pytest.mark.parametrize("language", ["es", "zh-Hans"])
def test_a_report_has_a_page_a_tagged_pdf_and_each_figure_in_three_forms(
    language: str, tmp_path: Path
) -> None:
    matrices, labels = made_up_matrices(items=("joy", "fear"), n_raters={"en": 12, "de": 11}, n_clips=11)
    told: list[str] = []
    write_report(
        results_of(matrices, labels, n_permutations=19),
        tmp_path,
        language=language,
        progress=lambda what, done, total: told.append(what),
    )
    assert list(dict.fromkeys(told)) == ["figures", "html", "pdf"]
    html = (tmp_path / "report.html").read_text("utf-8")
    stems = {file.stem for file in (tmp_path / "figures").iterdir()}
    assert len(stems) > 5
    for stem in stems:
        assert f'id="figure-{stem}"' in html
        assert {file.suffix for file in (tmp_path / "figures").glob(f"{stem}.*")} == {".svg", ".png", ".csv"}
        with (tmp_path / "figures" / f"{stem}.csv").open(encoding="utf-8", newline="") as stream:
            assert len(list(csv.reader(stream))) > 1
    reader = PdfReader(tmp_path / "report.pdf")
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language  # type: ignore[index]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()  # type: ignore[index]
    fonts = fonts_of(reader)
    assert fonts
    assert all(fonts.values())
    elements = structure(reader)
    kinds = {str(element.get("/S")) for element in elements}
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure", "/P"} <= kinds
    figures = [element for element in elements if element.get("/S") == "/Figure"]
    assert len(figures) == len(stems)
    assert all(len(str(figure["/Alt"])) > 20 for figure in figures)


def test_chinese_is_in_the_pdf_as_text(tmp_path: Path) -> None:
    head = "<head><title>一致性</title></head>"
    write_pdf(f'<html lang="zh-Hans">{head}<body><p>听者的一致程度</p></body></html>', tmp_path / "x.pdf")
    assert "听者的一致程度" in PdfReader(tmp_path / "x.pdf").pages[0].extract_text()


def test_a_page_that_would_fetch_something_makes_no_pdf(tmp_path: Path) -> None:
    page = '<html lang="en"><body><img alt="x" src="file:///etc/hosts"></body></html>'
    with pytest.raises(FatalURLFetchingError, match="file:///etc/hosts"):
        write_pdf(page, tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_a_missing_library_is_one_line_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(report_pdf.PdfError, match="Install Pango") as caught:
        write_pdf("<html></html>", tmp_path / "x.pdf")
    assert "\n" not in str(caught.value)
