"""Uploads that are sealed while they arrive: no plain byte of them touches the disk, none stays in memory.

Django's own handler writes every longer upload to /tmp as it is. A view that takes sealed uploads sets
``request.upload_handlers = [SealingUploadHandler(request, limit_of=…)]`` before anything reads the form.
"""

from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from vault.files import SealedFile, SealedWriter, remove_sealed


class SealedUpload(UploadedFile):
    """A file of a form, sealed on disk already. Closing it, as Django does after the answer, removes what nobody kept.

    ``sealed`` is None when it was longer than ``limit`` bytes; then nothing of it was kept.
    """

    def __init__(self, name: str, content_type: str, size: int, sealed: SealedFile | None, limit: int):
        super().__init__(file=None, name=name, content_type=content_type, size=size)
        self.sealed, self.limit = sealed, limit
        # Files that go away with this one: itself, and what was made from it.
        self._unkept = [sealed] if sealed else []

    def keep(self) -> None:
        """The file is somebody's from now on: a row names it."""
        self._unkept.remove(self.sealed)

    def adopt(self, made: SealedFile) -> None:
        """A file that was made from this one, which goes away with it unless somebody keeps it."""
        self._unkept.append(made)

    def keep_adopted(self, made: SealedFile) -> None:
        """A row names what was made; this one goes away."""
        self._unkept.remove(made)

    @property
    def is_too_long(self) -> bool:
        return self.sealed is None

    def close(self) -> None:
        for file in self._unkept:
            remove_sealed(file.name)


class SealingUploadHandler(FileUploadHandler):
    """Seals each file of a form. ``limit_of`` says from its name how many bytes it may have."""

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest, limit_of: Callable[[str], int]):
        super().__init__(request)
        self._limit_of = limit_of
        # Django closes this one by its name when a form breaks off.
        self.file: SealedWriter | None = None

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self._limit = self._limit_of(self.file_name)
        self.file = SealedWriter()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self._limit:
            self.file.close()
        else:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        too_long = file_size > self._limit
        sealed = None if too_long else self.file.finish()
        return SealedUpload(self.file_name, self.content_type, file_size, sealed, self._limit)

    def upload_interrupted(self) -> None:
        if self.file is not None:
            self.file.close()
