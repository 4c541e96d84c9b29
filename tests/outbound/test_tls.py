"""HTTPS, with a certificate authority of the tests' own."""

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.outbound.site import LOOPBACK, QUICK, reply
from vms.fetching import WebSource, fetch
from vms.outbound import Allowed, Guard, TransferRefused, UrlInvalid, ask

NAME = "secure.test"


def certificate(folder: Path) -> Path:
    """Key and certificate of the server, which signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(ip_address("::1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


class Secure:
    """``names`` are what clients asked for in TLS."""

    def __init__(self, pem: Path) -> None:
        self.names: list[str] = []
        self.trust = ssl.create_default_context(cafile=str(pem))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pem)
        self._context.sni_callback = lambda connection, name, context: self.names.append(name)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                try:
                    with self._context.wrap_socket(connection, server_side=True) as secure:
                        secure.recv(65536)
                        secure.sendall(reply(b"hello"))
                except OSError:
                    continue

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Secure]:
    server = Secure(certificate(tmp_path))
    yield server
    server.close()


def guard_of(server: Secure, name: str) -> Guard:
    return Guard((Allowed(name, server.port, LOOPBACK),), resolve=lambda asked: ["127.0.0.1"])


def test_a_name_is_held_to_its_certificate_though_an_address_is_connected_to(secure: Secure) -> None:
    with ask(guard_of(secure, NAME), f"https://{NAME}:{secure.port}/", QUICK, tls=secure.trust) as answer:
        assert (answer.read(100), secure.names) == (b"hello", [NAME])


def test_a_certificate_for_another_name_is_refused(secure: Secure) -> None:
    with pytest.raises(TransferRefused, match="certificate"):
        ask(
            guard_of(secure, "other.test"), f"https://other.test:{secure.port}/", QUICK, tls=secure.trust
        ).__enter__()


def test_a_certificate_of_nobody_known_is_refused(secure: Secure) -> None:
    with pytest.raises(TransferRefused, match="certificate"):
        ask(guard_of(secure, NAME), f"https://{NAME}:{secure.port}/", QUICK).__enter__()


def test_an_authority_of_ones_own_may_be_named(secure: Secure, tmp_path: Path) -> None:
    source = WebSource(f"https://{NAME}:{secure.port}/", authorities=(tmp_path / "server.pem").read_text())

    assert (
        fetch(source, tmp_path / "disk", QUICK, lambda done, total: None, guard_of(secure, NAME)).bytes == 5
    )


@pytest.mark.parametrize(
    "authorities", ["hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "\u00e9"]
)
def test_what_is_no_authority_is_told(authorities: str, tmp_path: Path) -> None:
    source = WebSource(f"https://{NAME}/", authorities=authorities)

    with pytest.raises(UrlInvalid, match="certificate in PEM"):
        fetch(source, tmp_path / "disk", QUICK, lambda done, total: None, Guard())
