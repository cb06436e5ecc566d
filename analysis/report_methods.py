"""What the report says of itself: how it was computed, from what, and how it is made again."""

from __future__ import annotations

from merlingua.analysis.agreement_results import AgreementResults
from merlingua.analysis.report_elements import Html, Pieces, Table, bullets, element, joined, paragraph, text
from merlingua.analysis.report_words import ReportWords

REFERENCES = (
    "Brown, W. (1910). Some experimental results in the correlation of mental abilities. British Journal of "
    "Psychology, 3, 296–322.",
    "Efron, B., & Stein, C. (1981). The jackknife estimate of variance. Annals of Statistics, 9, 586–596.",
    "Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high "
    "agreement. British Journal of Mathematical and Statistical Psychology, 61, 29–48.",
    "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of "
    "Statistics, 6, 65–70.",
    "Janssen, A. (1997). Studentized permutation tests for non-i.i.d. hypotheses and the generalized "
    "Behrens–Fisher problem. Statistics & Probability Letters, 36, 9–21.",
    "Krippendorff, K. (2019). Content analysis: An introduction to its methodology (4th ed.). Sage.",
    "McCullagh, P. (1980). Regression models for ordinal data. Journal of the Royal Statistical Society B, "
    "42, 109–142.",
    "McGraw, K. O., & Wong, S. P. (1996). Forming inferences about some intraclass correlation "
    "coefficients. Psychological Methods, 1, 30–46.",
    "Müllensiefen, D., Gingras, B., Musil, J., & Stewart, L. (2014). The musicality of non-musicians. "
    "PLoS ONE, 9(2), e89642.",
)


def planning(pieces: Pieces) -> Html:
    """How precise a study of other sizes would be."""
    return pieces.figures("precision")


def methods(words: ReportWords) -> Html:
    """Formulas in words, and where they are from."""
    keys = ("methods.alpha", "methods.intervals", "methods.small")
    return joined(
        [
            *(paragraph(words.say(key)) for key in keys),
            element("h3", text(words.say("methods.references"))),
            bullets(REFERENCES),
        ]
    )


def provenance(results: AgreementResults, words: ReportWords, pieces: Pieces) -> Html:
    """Seed, replicates, hashes, options, versions and the command."""
    source = results.provenance
    if source is None:
        return Html("")
    table = Table(
        words.say("provenance.caption"), [words.say("provenance.what"), words.say("provenance.value")]
    )
    rows = {
        "study": source.study_id,
        "input": source.input_sha256,
        "study_sha256": source.study_sha256 or "–",
        "seed": str(source.seed),
        "permutations": words.count(source.n_permutations),
        "bootstrap": words.count(source.n_bootstrap),
        "options": ", ".join(f"{name}={_shown(value)}" for name, value in source.options.items()),
        "versions": ", ".join(f"{name} {version}" for name, version in source.versions.items()),
        "command": source.command or "–",
    }
    for key, value in rows.items():
        table.add(words.say(f"provenance.{key}"), [value])
    return joined([pieces.table(table), paragraph(words.say("report.files"))])


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return "[" + " ".join(map(str, value)) + "]"
    return '""' if value == "" else str(value)
