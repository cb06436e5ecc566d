"""Whether the models that come with the program can be loaded as they were shipped."""

from __future__ import annotations

from collections.abc import Iterator

from merlingua.mer_models.shipped_models import shipped_models
from merlingua.surveys.doctor_findings import Finding, State
from merlingua.surveys.errors import MerlinguaError


def look_at_models() -> Iterator[Finding]:
    """Load each; the files' own hashes prove them whole."""
    from merlingua.mer_models.checkpoints import load_checkpoint

    models = shipped_models()
    if not models:
        advice = "Predictions need one: `merlingua models build`, or a build with models"
        yield Finding("models", State.YELLOW, "this build comes without models", advice)
        return
    whole = []
    for model in models:
        try:
            load_checkpoint(model.file)
        except (MerlinguaError, OSError) as error:
            reason = " ".join(str(error).split()).rstrip(".")
            yield Finding("models", State.RED, f"{model.name}: {reason}", "Install Merlingua again")
        else:
            whole.append(model.name)
    if whole:
        yield Finding("models", State.GREEN, f"{', '.join(whole)}: whole")
