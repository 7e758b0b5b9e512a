"""What an episode still lacks, step by step, and when a step counts as told.

For somebody who was under 18 when she was recruited no means is asked: a child cannot agree to her exploitation, so
that the law requires none (Código Penal art. 129-A.3; Palermo Protocol art. 3.c).
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.episode_lists import ExitKind, Moved
from cases.models import EpisodePerson, TraffickingEpisode


class Step(TextChoices):
    RECRUITMENT = "captacion", gettext_lazy("Cómo la captaron")
    ROUTE = "camino", gettext_lazy("El camino")
    EXPLOITATION = "explotacion", gettext_lazy("Dónde y cómo la explotaron")
    EXIT = "salida", gettext_lazy("Cómo salió")

    @property
    def next(self) -> "Step | None":
        steps = list(Step)
        place = steps.index(self) + 1
        return steps[place] if place < len(steps) else None


URL_OF_STEP = {
    Step.RECRUITMENT: "cases:episode_recruitment",
    Step.ROUTE: "cases:episode_route",
    Step.EXPLOITATION: "cases:episode_exploitation",
    Step.EXIT: "cases:episode_exit",
}


@dataclass(frozen=True)
class StepTold:
    """``missing``: what nobody has told yet, in words; empty when the step is told."""

    step: Step
    missing: list[str]

    @property
    def is_told(self) -> bool:
        return not self.missing


def steps_of(episode: TraffickingEpisode) -> list[StepTold]:
    """Of an episode of ``whole()``; no query."""
    return [StepTold(step, [words for is_told, words in LACKS[step](episode) if not is_told]) for step in Step]


def is_minor_at_recruitment(episode: TraffickingEpisode, lived: EpisodePerson) -> bool:
    """Whether the protection of minors applies to her then; where nobody knows when it was, at intake.

    Of a month or a year the first day counts: where it may have been before her birthday, she is presumed a minor.
    """
    day = episode.recruited_on or lived.participation.joined_on
    return lived.participation.person.is_minor_on(day)


def needs_means(episode: TraffickingEpisode) -> bool:
    """Whether anybody of this episode was an adult when she was recruited."""
    return any(not is_minor_at_recruitment(episode, each) for each in episode.of_people)


def _recruitment(episode: TraffickingEpisode):
    yield episode.modality, _("cómo la captaron")
    yield episode.recruited_on_precision, _("cuándo")
    yield episode.recruited_place_id or episode.recruited_country, _("dónde")
    yield episode.means or not needs_means(episode), _("con qué medios")


def _route(episode: TraffickingEpisode):
    yield episode.moved, _("si la llevaron a otro lugar")
    if episode.moved == Moved.YES:
        yield len(episode.route) > 1, _("los lugares del camino")


def _exploitation(episode: TraffickingEpisode):
    yield episode.purposes, _("para qué")
    yield episode.conducts, _("qué hicieron quienes la explotaron")
    yield episode.exploited_at, _("dónde")


def _exit(episode: TraffickingEpisode):
    yield episode.exit_kind, _("cómo salió")
    if episode.exit_kind not in ("", ExitKind.STILL_IN):
        yield episode.rescued_on_precision, _("cuándo")


LACKS = {Step.RECRUITMENT: _recruitment, Step.ROUTE: _route, Step.EXPLOITATION: _exploitation, Step.EXIT: _exit}
