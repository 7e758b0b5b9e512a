"""Several photographs of a form as the one file that a document has."""

from collections.abc import Iterator
from functools import cached_property

from django.utils.translation import gettext as _

from cases.attachments import pages
from cases.attachments.kinds import PAGES, extension_of
from vault.files import SealedFile, SealedWriter, read_sealed
from vault.uploads import SealedUpload


class BoundPhotos:
    """Bound when its bytes are asked for; like a ``SealedUpload``, it is gone after the answer unless it is kept."""

    def __init__(self, photos: list[SealedUpload]):
        self._photos = photos

    @property
    def name(self) -> str:
        words = _("%d fotos") % len(self._photos)
        return f"{words}.{PAGES}"

    @cached_property
    def sealed(self) -> SealedFile:
        writer = SealedWriter()
        try:
            pages.bind(((extension_of(each.name), _bytes_of(each)) for each in self._photos), writer.write)
            made = writer.finish()
        finally:
            writer.close()
        self._photos[0].adopt(made)
        return made

    def keep(self) -> None:
        self._photos[0].keep_adopted(self.sealed)


def _bytes_of(photo: SealedUpload) -> Iterator[bytes]:
    sealed = photo.sealed
    return read_sealed(sealed.name, sealed.key, sealed.size)
