"""What can go wrong here. Each error's text is a sentence for the person who started the laboratory."""


class LabFailed(Exception):
    """A part of the laboratory did not come up."""
