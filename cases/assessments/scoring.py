"""What the answers to an instrument add up to: an advice, never a decision. No queries."""

from dataclasses import dataclass
from typing import Any

from cases.assessments.instruments import COVERAGE, MISSING, MULTIPLE, OF_ONE, Factor, Instrument, Option, Question
from cases.assessments.reviews import highest

# Beside the answers: of whom the instrument was asked, so that it can be told what was asked and not answered.
PROFILE = "_profile"


@dataclass(frozen=True)
class Outcome:
    """``score`` of at most ``out_of`` points; ``level`` is advised, "" where the instrument has none.

    ``because``: questions whose answer alone advises at least that level. ``lacking``: of a checklist, what is missing.
    """

    score: int
    out_of: int
    level: str
    because: tuple[Question, ...]
    unanswered: tuple[Question, ...]
    factors: tuple[Factor, ...]
    lacking: tuple[Question, ...]

    @property
    def refused(self) -> tuple[Question, ...]:
        """Questions without whose answer nothing is signed."""
        return tuple(each for each in self.unanswered if each.is_required)


def outcome(instrument: Instrument, answers: dict[str, Any]) -> Outcome:
    """Of the answers to the questions that are asked of this profile (``answers[PROFILE]``)."""
    asked = instrument.questions(profile_in(answers))
    chosen = [(question, option) for question in asked for option in chosen_of(question, answers.get(question.code))]
    score = sum(option.score for _question, option in chosen)
    raised = [(question, option.raises) for question, option in chosen if option.raises]
    level = ""
    if instrument.has_level:
        level = highest([_level_of(instrument, score), *(level for _question, level in raised)])
    return Outcome(
        score=score,
        out_of=sum(_most(question) for question in asked),
        level=level,
        because=tuple(question for question, each in raised if each == level),
        unanswered=tuple(question for question in asked if is_blank(answers.get(question.code))),
        factors=tuple(option.factor for _question, option in chosen if option.factor),
        lacking=tuple(each for each in asked if each.kind == COVERAGE and answers.get(each.code) == MISSING),
    )


def profile_in(answers: dict[str, Any]) -> frozenset[str]:
    return frozenset(answers.get(PROFILE, ()))


def chosen_of(question: Question, answer: Any) -> list[Option]:
    """The options that an answer names."""
    codes = answer if isinstance(answer, list) else [answer]
    return [option for option in map(question.option, codes) if option]


def answer_words(question: Question, answer: Any) -> str:
    """An answer as it was given; "" without one."""
    if is_blank(answer):
        return ""
    labels = ", ".join(option.label for option in chosen_of(question, answer))
    return labels or str(answer)


def is_blank(answer: Any) -> bool:
    return answer in (None, "", [])


def _level_of(instrument: Instrument, score: int) -> str:
    return [level for start, level in instrument.thresholds if score >= start][-1]


def _most(question: Question) -> int:
    """The most points that a question can give."""
    scores = [option.score for option in question.options]
    if question.kind == MULTIPLE:
        return sum(score for score in scores if score > 0)
    return max(scores, default=0) if question.kind in OF_ONE else 0
