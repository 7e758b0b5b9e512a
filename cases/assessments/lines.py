"""Assessments as the pages show them: what may be told of each to whom, how she has been, what changed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Area
from cases.assessments.access import may_assess, may_read_assessment
from cases.assessments.areas import AssessmentArea, area_of
from cases.assessments.instruments import SPHERES, Instrument, Question, Section, current_instruments
from cases.assessments.profile import profile_of
from cases.assessments.scoring import answer_words, profile_in
from cases.models import Assessment, AssessmentDraft, Participation
from interface.charts import LineChart, for_page, line
from interface.dates import day

CHART_WIDTH = 680
_SPHERE_LABELS = {
    "individual": lambda: _("De ella"),
    "family": lambda: _("De su familia"),
    "community": lambda: _("De su comunidad"),
}


@dataclass(frozen=True)
class AssessmentLine:
    """``level_text`` is empty where this account may not read it: then only that it happened is told."""

    assessment: Assessment
    may_read: bool
    level_text: str
    bars: int
    is_overdue: bool
    is_corrected: bool = False


def assessment_line(user: User, assessment: Assessment, today: date, *, is_corrected: bool = False) -> AssessmentLine:
    may_read = may_read_assessment(user, assessment)
    has_level = may_read and bool(assessment.level)
    return AssessmentLine(
        assessment=assessment,
        may_read=may_read,
        level_text=assessment.get_level_display() if has_level else "",
        bars=assessment.risk_bars if has_level else 0,
        is_overdue=assessment.is_overdue(today),
        is_corrected=is_corrected,
    )


# What may be filled in -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """One instrument that fits her: where it is filled in, or whose it is."""

    instrument: Instrument
    label: str
    url: str
    draft: AssessmentDraft | None
    last: Assessment | None
    whose: str = ""


def offers(user: User, participation: Participation, newest: dict[str, Assessment], today: date) -> list[Offer]:
    """The instruments that fit her, in the order of the work; ``newest`` holds her last one of each area."""
    profile = profile_of(participation.person, today)
    drafts = AssessmentDraft.objects.open_of(user).filter(participation=participation).defer("answers")
    mine = {each.instrument: each for each in drafts}
    fitting = [each for each in current_instruments() if each.fits(participation.role, profile)]
    return [_offer(user, participation, each, mine.get(each.code), newest.get(each.area)) for each in fitting]


def _offer(user, participation, instrument, draft, last) -> Offer:
    may = may_assess(user, instrument.area)
    return Offer(
        instrument=instrument,
        label=str(AssessmentArea(instrument.area).label),
        url=reverse("cases:assessment_fill", args=[participation.pk, instrument.code]) if may else "",
        draft=draft,
        last=last,
        whose="" if may else _whose(instrument.area),
    )


def _whose(area: str) -> str:
    if area == AssessmentArea.HEALTH:
        return _("social o el psicológico")
    return str(Area(area_of(area)).label).lower()


# How she has been ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """Scores of one instrument over time, with the table of the same numbers."""

    label: str
    chart: SafeString
    rows: list[AssessmentLine]


def courses(lines: list[AssessmentLine]) -> list[Course]:
    """Of each area that was assessed twice or more with the same version; ``lines`` are the newest first."""
    found = []
    for area in AssessmentArea:
        of_area = [each for each in lines if each.assessment.area == area and each.bars and not each.is_corrected]
        same = [each for each in of_area if _version(each) == _version(of_area[0])][::-1]
        if len(same) > 1:
            found.append(Course(str(area.label), _drawn(area, same), same))
    return found


def _version(line_: AssessmentLine) -> tuple[str, int]:
    return line_.assessment.instrument, line_.assessment.edition


def _drawn(area: AssessmentArea, lines: list[AssessmentLine]) -> SafeString:
    points = tuple((f"{each.assessment.done_on:%d/%m}", each.assessment.score) for each in lines)
    told = "; ".join(
        _("%(day)s: %(score)d, %(level)s")
        % {"day": day(each.assessment.done_on), "score": each.assessment.score, "level": each.level_text.lower()}
        for each in lines
    )
    chart = LineChart(description=f"{area.label}. {told}.", points=points)
    return for_page(line, chart, width=CHART_WIDTH)


# One assessment ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    question: Question
    words: str


def answered(form: Instrument, answers: dict) -> list[tuple[Section, list[Answered]]]:
    """What was asked of her and what was answered, section by section; "" where nothing was."""
    return [
        (section, [Answered(each, answer_words(each, answers.get(each.code))) for each in section.questions])
        for section in form.parts(profile_in(answers))
    ]


@dataclass(frozen=True)
class FactorRow:
    sphere: str
    risks: list[str]
    protections: list[str]


def factor_rows(assessment: Assessment) -> list[FactorRow]:
    """What puts her at risk and what protects her, by sphere; spheres without either are left out."""
    factors = assessment.outcome.factors
    rows = [
        FactorRow(
            sphere=_SPHERE_LABELS[sphere](),
            risks=[each.text for each in factors if each.sphere == sphere and each.kind == "risk"],
            protections=[each.text for each in factors if each.sphere == sphere and each.kind == "protection"],
        )
        for sphere in SPHERES
    ]
    return [each for each in rows if each.risks or each.protections]


@dataclass(frozen=True)
class Change:
    text: str
    before: str
    now: str


def changes(earlier: Assessment, assessment: Assessment) -> list[Change]:
    """Answers that differ from the assessment before, by question; a question that is new has no "before"."""
    before = {each.code: each for section in earlier.form.sections for each in section.questions}
    found = []
    for section in assessment.form.parts(profile_in(assessment.answers)):
        for each in section.questions:
            now = answer_words(each, assessment.answers.get(each.code))
            was = answer_words(before[each.code], earlier.answers.get(each.code)) if each.code in before else ""
            if was != now:
                found.append(Change(each.text, was, now))
    return found


def before_it(assessment: Assessment) -> Assessment | None:
    """The one of the same instrument and part in a case that was done before."""
    rows = Assessment.objects.filter(participation=assessment.participation_id, instrument=assessment.instrument)
    rows = rows.standing().exclude(pk__in=[assessment.pk, assessment.supersedes_id or assessment.pk])
    same_day = Q(done_on=assessment.done_on, signed_at__lt=assessment.signed_at)
    rows = rows.filter(Q(done_on__lt=assessment.done_on) | same_day)
    return rows.select_related("key").newest_first().first()
