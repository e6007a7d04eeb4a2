"""What can be wrong with a label, said to a person."""


class LabelError(ValueError):
    """A label that cannot be printed as it is; the text says what to change.

    :param field: the name of the element that is at fault, if it is one
    """

    def __init__(self, message: str, field: str = ""):
        super().__init__(f"{field}: {message}" if field else message)
        self.message = message
        self.field = field
