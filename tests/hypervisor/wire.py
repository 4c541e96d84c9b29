"""The network inside a host's namespaces: what arrives at a card, who listens, who comes from outside."""

import contextlib
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from tests.stack import eventually

_LISTEN_TO = """
import socket, sys
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
wire.bind((sys.argv[1], 0))
print("listening", flush=True)
while True:
    print(wire.recv(2048).hex(), flush=True)
"""

_SERVE = """
import socket, sys, threading
def each(listener, kind):
    while True:
        listener.accept() if kind == "tcp" else listener.recv(99)
        print(kind, listener.getsockname()[1], flush=True)
for port in map(int, sys.argv[1:]):
    for kind, style in (("tcp", socket.SOCK_STREAM), ("udp", socket.SOCK_DGRAM)):
        listener = socket.socket(socket.AF_INET, style)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("0.0.0.0", port))
        if kind == "tcp":
            listener.listen()
        threading.Thread(target=each, args=(listener, kind)).start()
print("listening", flush=True)
"""

_ASK = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=5) as connection:
    connection.sendall(f"GET {sys.argv[3]} HTTP/1.0\\r\\n\\r\\n".encode())
    while data := connection.recv(4096):
        sys.stdout.write(data.decode())
"""


class Heard:
    """The lines that a program in the namespace prints, as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as printed:
            for line in printed:
                self.lines.append(line.strip())

    def wait_for(self, text: str, seconds: float = 30) -> None:
        eventually(
            lambda: any(text in line for line in self.lines),
            seconds=seconds,
            what=f"{text} was not heard among {len(self.lines)} lines",
        )


@dataclass(frozen=True)
class Wire:
    """``pid`` is a process in the host's network namespace."""

    pid: int

    def run(self, *command: str) -> str:
        return subprocess.run(
            self._inside(*command), check=True, capture_output=True, text=True, timeout=60
        ).stdout

    def card_of(self, mac: str) -> str:
        """The host's end of a guest's card: libvirt gives it the guest's address with another first byte."""
        found = re.search(rf"^\d+: (vnet\d+):.* fe{mac[2:]}", self.run("ip", "-o", "link"), re.MULTILINE)
        assert found, f"no card of {mac}"
        return found[1]

    @contextlib.contextmanager
    def listening_at(self, card: str) -> Iterator[Heard]:
        """Every frame that passes the card, as hexadecimal digits."""
        with self._running(sys.executable, "-c", _LISTEN_TO, card) as heard:
            yield heard

    @contextlib.contextmanager
    def serving(self, *ports: int) -> Iterator[Heard]:
        """A line for everybody who connects or sends to one of the ports of the host, on whatever address."""
        with self._running(sys.executable, "-c", _SERVE, *map(str, ports)) as heard:
            yield heard

    def answer_from(self, address: str, port: int, path: str = "/") -> str:
        """What a web server answers to a client here."""
        return self.run(sys.executable, "-c", _ASK, address, str(port), path)

    @contextlib.contextmanager
    def neighbour(self) -> Iterator["Wire"]:
        """Another machine on a network of the host's: 198.51.100.2, beside the host's own 198.51.100.1."""
        with subprocess.Popen(self._inside("unshare", "--net", "cat"), stdin=subprocess.PIPE) as other:
            try:
                there = Wire(other.pid)
                eventually(
                    lambda: there.run("ip", "-o", "link").count("\n") == 1,
                    seconds=10,
                    what="no namespace of its own",
                )
                self.run("ip", "link", "add", "outside", "type", "veth", "peer", "name", "inside")
                self.run("ip", "link", "set", "inside", "netns", str(other.pid))
                for wire, card, address in ((self, "outside", 1), (there, "inside", 2)):
                    wire.run("ip", "address", "add", f"198.51.100.{address}/24", "dev", card)
                    wire.run("ip", "link", "set", card, "up")
                yield there
            finally:
                other.kill()

    @contextlib.contextmanager
    def _running(self, *command: str) -> Iterator[Heard]:
        heard = Heard(subprocess.Popen(self._inside(*command), stdout=subprocess.PIPE, text=True))
        try:
            heard.wait_for("listening")
            yield heard
        finally:
            heard.end()

    def _inside(self, *command: str) -> list[str]:
        return ["nsenter", f"--net=/proc/{self.pid}/ns/net", *command]
