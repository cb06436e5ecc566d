"""The steps of a session: all of them are known when it begins, and so are the questions of each.

Order: questionnaires of the start, headphone check, level, instructions, each block with its introduction and
clips, questionnaires of the end, comment, thanks. What the study does not ask for is left out. Language and
consent come before: a session begins with consent.

Where listeners see a model's predictions (``predictions: participant: after_rating``), a revelation follows
a clip: leaving the clip's page locks its rating. A clip that is heard again in the session is revealed after
the last time alone, or its later ratings would be given with the prediction in mind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from merlingua.surveys.headphones import N_INTERVALS
from merlingua.surveys.instruments import block_text_prefix, item_questions, questions_of_item
from merlingua.surveys.questionnaires import questionnaire
from merlingua.surveys.questions import Choice, Question
from merlingua.surveys.relevance import relevant
from merlingua.surveys.steps import Phase, Step, Trial
from merlingua.surveys.study import Study
from merlingua.surveys.study_definition import Block, QuestionnaireReference

VOLUME_QUESTION = "volume_db"
VOLUME_MIN_DB = -40
VOLUME_MAX_DB = 0
"""The level that a listener sets by ear, dB relative to the level at which clips are played."""
UNDERSTOOD_QUESTION = "understood"
UNDERSTOOD_RIGHT = "perceived"
COMMENT_QUESTION = "comment"
HEADPHONE_STEPS = "headphones/"
"""Prefix of the steps of the headphone check; the attempt follows."""
TRIAL_PREFIX = "trial_"
"""Headphone trials are the questions ``trial_1``, ``trial_2``, …"""


def session_steps(study: Study, order: Sequence[Trial]) -> tuple[Step, ...]:
    """Every step after consent; the headphone check is one of them, whatever attempts it takes."""
    definition = study.definition
    steps = [
        *_questionnaire_steps([ref for ref in definition.questionnaires if ref.is_at_start]),
        *([headphone_step(1)] if definition.devices.headphone_check is not None else []),
        *([Step("level", Phase.LEVEL)] if definition.devices.level.calibrate != "none" else []),
        Step("instructions", Phase.INSTRUCTIONS),
    ]
    last_heard = {trial.clip_id: trial for block in definition.blocks for trial in _trials_of(block, order)}
    for block in definition.blocks:
        steps.extend(_block_steps(study, block, _trials_of(block, order), last_heard))
    steps += _questionnaire_steps([ref for ref in definition.questionnaires if not ref.is_at_start])
    steps += [Step("comment", Phase.COMMENT), Step("thanks", Phase.THANKS)]
    return tuple(steps)


def headphone_step(attempt: int) -> Step:
    """The step of one attempt at the headphone check; attempts count from 1."""
    return Step(f"{HEADPHONE_STEPS}{attempt}", Phase.HEADPHONES, page=attempt - 1)


def step_questions(study: Study, step: Step) -> tuple[Question, ...]:
    """The rows of a step's page, in order; items that do not concern its clip are left out."""
    if step.trial is not None:
        return _clip_questions(study, step.trial)
    if step.phase is Phase.QUESTIONNAIRE:
        return _questionnaire_questions(study, step)
    if step.phase is Phase.HEADPHONES:
        return _headphone_questions(study)
    return _FIXED_QUESTIONS.get(step.phase, ())


def reveals(study: Study) -> bool:
    """Whether listeners see what a model heard, once a rating is locked."""
    return study.definition.predictions.participant == "after_rating"


def block_of(study: Study, block_id: str) -> Block:
    """The block of this id."""
    return next(block for block in study.definition.blocks if block.id == block_id)


_FIXED_QUESTIONS = {
    Phase.LEVEL: (
        Question(VOLUME_QUESTION, "number", "level.title", minimum=VOLUME_MIN_DB, maximum=VOLUME_MAX_DB),
    ),
    Phase.INSTRUCTIONS: (
        Question(
            UNDERSTOOD_QUESTION,
            "choice",
            "instructions.question",
            choices=(
                Choice(UNDERSTOOD_RIGHT, "instructions.choice_perceived"),
                Choice("induced", "instructions.choice_induced"),
            ),
            keys="12",
        ),
    ),
    Phase.COMMENT: (Question(COMMENT_QUESTION, "text", "comment.label", is_required=False),),
}


def rows_of_block(study: Study, block: Block) -> tuple[Question, ...]:
    """Every row that the page of some clip of the block has, in the study's order."""
    clips, scales = study.clips_of(block), study.definition.scales
    items = [item for item in study.items_of(block) if any(relevant(item.relevant, clip) for clip in clips)]
    return tuple(question for item in items for question in questions_of_item(item, scales))


def _questionnaire_steps(references: Sequence[QuestionnaireReference]) -> Iterator[Step]:
    for ref in references:
        asked = questionnaire(ref)
        n_pages = -(-len(asked.questions) // asked.page_size)
        for page in range(n_pages):
            yield Step(
                f"questionnaire/{ref.ref}/{page}", Phase.QUESTIONNAIRE, questionnaire=ref.ref, page=page
            )


def _trials_of(block: Block, order: Sequence[Trial]) -> list[Trial]:
    return [trial for trial in order if trial.block_id == block.id]


def _block_steps(
    study: Study, block: Block, trials: Sequence[Trial], last_heard: Mapping[str, Trial]
) -> Iterator[Step]:
    if not trials:
        return
    if block_text_prefix(block, study.definition, study.texts) is not None:
        yield Step(f"intro/{block.id}", Phase.BLOCK_INTRO, block_id=block.id)
    n_digits = max(2, len(str(len(trials))))
    for trial in trials:
        place = f"{block.id}/{trial.position:0{n_digits}d}"
        yield Step(f"clip/{place}", Phase.CLIP, block_id=block.id, trial=trial)
        if reveals(study) and last_heard[trial.clip_id] == trial:
            yield Step(f"revelation/{place}", Phase.REVELATION, block_id=block.id, revealed=trial)


def _clip_questions(study: Study, trial: Trial) -> tuple[Question, ...]:
    items = study.items_of(block_of(study, trial.block_id))
    return item_questions(items, study.definition.scales, study.clips[trial.clip_id])


def _questionnaire_questions(study: Study, step: Step) -> tuple[Question, ...]:
    ref = next(ref for ref in study.definition.questionnaires if ref.ref == step.questionnaire)
    asked = questionnaire(ref)
    start = step.page * asked.page_size
    return asked.questions[start : start + asked.page_size]


def _headphone_questions(study: Study) -> tuple[Question, ...]:
    check = study.definition.devices.headphone_check
    intervals = range(1, N_INTERVALS + 1)
    choices = tuple(Choice(interval, f"headphones.choice_{interval}") for interval in intervals)
    keys = "".join(str(interval) for interval in intervals)
    n_trials = 0 if check is None else check.trials
    return tuple(
        Question(f"{TRIAL_PREFIX}{trial}", "choice", "headphones.question", choices=choices, keys=keys)
        for trial in range(1, n_trials + 1)
    )
