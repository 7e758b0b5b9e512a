"""What was asked, found and kept of the people of a case, on paper: consents, facts, assessments, follow-up, files."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from cases.assessments.access import is_behind_a_click
from cases.assessments.lines import AssessmentLine, answered, assessment_line, factor_rows
from cases.attachment_lines import attachment_line
from cases.consent_lines import act_lines, answer_lines
from cases.episodes.story import Chapter, Story, story_of
from cases.file_parts import Printed
from cases.followup_access import may_read_health
from cases.followup_lines import course_line
from cases.models import (
    AllegedPerpetratorNote,
    Assessment,
    Attachment,
    Consent,
    FollowUp,
    FollowUpAttempt,
    FollowUpFinding,
    TraffickingEpisode,
)
from cases.printing.blocks import Block, Copy, Fact, dated, joined, table, told
from interface.dates import day, day_time


def draw_consents(copy: Copy) -> list[Block]:
    """What each person allows today, answer by answer, and every decision before it; three queries."""
    rows = Consent.objects.filter(case=copy.case).select_related("key", "recorded_by", "paper")
    acts: dict[UUID, list[Consent]] = {}
    for each in rows.prefetch_related("answers__agency").newest_first():
        acts.setdefault(each.person_id, []).append(each)
    head = [_("Para qué"), _("Respuesta"), _("Qué datos"), _("Hasta")]
    blocks = []
    for each in copy.people:
        own = acts.get(each.person_id, [])
        if not own:
            continue
        decided = [
            (day(act.consent.valid_from), joined(act.label.text, act.label.note, act.how, act.consent.recorded_by))
            for act in act_lines(own, copy.today)
        ]
        lines = answer_lines(own[0], copy.today, may_withdraw=False)
        answers = [[line.title, line.label.text, line.kinds, dated(line.until)] for line in lines]
        blocks.append(Block(title=each.person.code, head=head, rows=answers, texts=decided))
    return blocks


def draw_facts(copy: Copy) -> list[Block]:
    """What happened, step by step, and who did it as far as it may be kept; six queries."""
    episodes = list(TraffickingEpisode.objects.standing().filter(case=copy.case).whole())
    notes: dict[UUID, list[AllegedPerpetratorNote]] = {}
    for note in AllegedPerpetratorNote.objects.standing().filter(episode__in=episodes).for_list():
        notes.setdefault(note.episode_id, []).append(note)
    return [block for each in episodes for block in _episode(story_of(each, notes.get(each.pk, [])))]


def _episode(story: Story) -> list[Block]:
    title = joined(story.title, joined(*story.people, by=", "))
    done_by = [
        Block(title=joined(story.title, _("Quiénes la explotaron")), lead=words, facts=facts)
        for _note, words, facts in story.perpetrators
    ]
    return [*(_chapter(title, each) for each in story.chapters), *done_by]


def _chapter(title: str, chapter: Chapter) -> Block:
    stops = [joined(stop.where, stop.transport, by=", ") for stop in chapter.stops]
    way = told((_("Lugares del camino, en orden"), joined(*stops, by=" → ")))
    return Block(
        title=joined(title, chapter.step.label),
        lead=chapter.lead,
        facts=[*way, *chapter.facts],
        texts=told((_("Relato"), chapter.text)),
        note=_("Falta %s.") % chapter.missing if chapter.missing else "",
    )


def draw_assessments(copy: Copy) -> list[Block]:
    """Every assessment that was signed, with its score; its answers where this account reads them and no act of
    its own is asked for that. One query."""
    rows = Assessment.objects.filter(participation__case=copy.case).select_related(
        "key", "signed_by", "participation__person"
    )
    rows = list(rows.newest_first())
    replaced = {each.supersedes_id for each in rows if each.supersedes_id}
    return [
        _assessment(assessment_line(copy.user, each, copy.today, is_corrected=each.pk in replaced)) for each in rows
    ]


def _assessment(line: AssessmentLine) -> Block:
    one = line.assessment
    title = joined(one.participation.person.code, one.get_area_display(), day(one.done_on))
    facts = told(
        (_("Nivel"), line.level_text),
        (_("Firma"), joined(one.signed_by, day_time(one.signed_at), by=", ")),
        (_("Se repite"), dated(one.next_review_on)),
        (_("Corregida"), _("Rige otra, hecha después") if line.is_corrected else ""),
    )
    if not line.may_read or is_behind_a_click(one):
        return Block(
            title=title, facts=facts, note=_("Lo que se respondió no se imprime: lo lee su área, en pantalla.")
        )
    instrument = _("%(title)s, versión %(version)s") % {"title": one.form.title, "version": one.form.version}
    return Block(
        title=title,
        facts=[
            *told((_("Puntaje"), _score(one))),
            *facts,
            *told((_("Instrumento"), instrument)),
            *_factors(one),
        ],
        answers=[
            (each.question.text, each.words or _("Sin responder"))
            for _section, answers in answered(one.form, one.answers)
            for each in answers
        ],
        texts=told(
            (_("Por qué otro nivel"), one.level_reason),
            (_("Conclusiones y acuerdos"), one.conclusions),
            (_("Por qué se corrige"), one.correction_reason),
        ),
    )


def _score(one: Assessment) -> str:
    if one.score is None:
        return ""
    words = _("%(score)d de %(out_of)d; sugería %(level)s")
    return words % {
        "score": one.score,
        "out_of": one.outcome.out_of,
        "level": one.get_advised_level_display().lower(),
    }


def _factors(one: Assessment) -> list[Fact]:
    rows = factor_rows(one)
    return told(
        *((joined(_("Riesgo"), row.sphere), joined(*row.risks, by="; ")) for row in rows),
        *((joined(_("Protege"), row.sphere), joined(*row.protections, by="; ")) for row in rows),
    )


def draw_followup(copy: Copy) -> list[Block]:
    """Term by term: how she was looked for and how she is, her health where this account reads it; two queries."""
    rows = FollowUp.objects.standing().filter(participation__case=copy.case).for_list()
    with_health, tried = may_read_health(copy.user), _attempts(copy)
    lines: dict[UUID, list[Block]] = {}
    for each in rows:
        line = course_line(each, copy.today, with_health=with_health)
        ended = joined(dated(each.ended_at), each.ended_by, by=", ")
        answers = [(label, answer.text) for label, answer in line.answers]
        facts = told(
            (_("Toca el"), day(each.due_on)),
            (_("En qué está"), line.words),
            (_("Terminó"), joined(ended, each.end_note)),
            (_("Cómo está el"), dated(line.finding.seen_on) if line.finding else ""),
            *answers,
            *(_details(line.finding, with_health=with_health) if line.finding else ()),
            (_("Cómo se la buscó"), joined(*tried.get(each.pk, []), by="\n")),
        )
        lines.setdefault(each.participation_id, []).append(Block(title=each.term, facts=facts))
    return [
        Block(title=joined(person.person.code, block.title), facts=block.facts)
        for person in copy.people
        for block in lines.get(person.pk, [])
    ]


def _attempts(copy: Copy) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = FollowUpAttempt.objects.filter(follow_up__participation__case=copy.case).select_related("key", "recorded_by")
    for each in rows.order_by("made_on", "id"):
        came = each.get_spoke_with_display() if each.reached else _("no se habló con nadie")
        words = joined(day(each.made_on), each.get_channel_display(), came, each.note, each.recorded_by)
        found.setdefault(each.follow_up_id, []).append(words)
    return found


def _details(finding: FollowUpFinding, *, with_health: bool) -> list[Fact]:
    names = ["study_details", "work_details", "safety_details", "again_details", "notes"]
    names += ["health_details"] if with_health else []
    field = finding._meta.get_field
    return [(str(field(name).verbose_name).capitalize(), getattr(finding, name)) for name in names]


def draw_documents(copy: Copy) -> list[Block]:
    """What papers there are, those taken out of use too; of a reserved one whose area it is. One query."""
    rows = Attachment.objects.filter(case=copy.case).for_list()
    lines = [attachment_line(copy.user, each) for each in rows]
    return table(
        [_("Documento"), _("De quién"), _("Subido"), _("Revisión")],
        [
            [
                joined(line.title, line.attachment.get_kind_display(), _edition(line.attachment), by="\n"),
                line.attachment.person.code if line.attachment.person else _("Todo el caso"),
                joined(day_time(line.attachment.uploaded_at), line.attachment.uploaded_by, by="\n"),
                line.label.text,
            ]
            for line in lines
        ],
    )


def _edition(attachment: Attachment) -> str:
    return _("versión %(edition)s") % {"edition": attachment.edition} if attachment.edition > 1 else ""


PARTS = (
    Printed("consents", gettext_lazy("Consentimientos"), 30, draw_consents, Permission.EDIT_CASE),
    Printed("facts", gettext_lazy("Hechos"), 40, draw_facts, Permission.VIEW_CASE),
    Printed("assessments", gettext_lazy("Evaluaciones"), 50, draw_assessments, Permission.VIEW_CASE),
    Printed("followup", gettext_lazy("Seguimiento"), 100, draw_followup, Permission.VIEW_CASE),
    Printed("attachments", gettext_lazy("Documentos"), 110, draw_documents, Permission.VIEW_CASE),
)
