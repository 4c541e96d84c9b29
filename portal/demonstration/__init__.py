"""The demonstration: a whole portal on one machine, its content, and a visitor who tries everything.

Used by ``manage.py up`` and ``manage.py demo``. The visitor knows the portal only over HTTP and websockets,
as a browser would.
"""

from .content import Login, furnish, logins
from .journey import run_journey
from .processes import Processes, free_port
from .steps import StepFailed, Steps
from .visitor import Visitor

__all__ = [
    "Login",
    "Processes",
    "StepFailed",
    "Steps",
    "Visitor",
    "free_port",
    "furnish",
    "logins",
    "run_journey",
]
