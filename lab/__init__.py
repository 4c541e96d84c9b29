"""The portal's own laboratory: a libvirt host, a broker and a guest image for a machine that has none.

In: a state directory. Out: addresses of running parts, which end with the process that started them.
It stands alone: it must not know vms, portal or Django, and it leaves the machine's own libvirt and
network untouched.
"""

from .broker import Broker, BrokerFailed, broker
from .choice import hypervisor, own_host
from .errors import LabFailed
from .guest import GuestImage, NoKernel, ToolFailed, placeholder, tiny_guest
from .host import DemoHost, HostAddress, HostFailed, SessionHost
from .probe import Verdict, virtualisation

__all__ = [
    "Broker",
    "BrokerFailed",
    "DemoHost",
    "GuestImage",
    "HostAddress",
    "HostFailed",
    "LabFailed",
    "NoKernel",
    "SessionHost",
    "ToolFailed",
    "Verdict",
    "broker",
    "hypervisor",
    "own_host",
    "placeholder",
    "tiny_guest",
    "virtualisation",
]
