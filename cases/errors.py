"""What a verb answers when it may not be done now. The message is for the person, in plain words."""


class NotPossible(Exception):
    """The rules do not allow this move from where things stand; nothing was written."""

    def __init__(self, message):
        super().__init__(str(message))
        self.message = message
