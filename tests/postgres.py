"""Run a command against a PostgreSQL of its own: ``python -m tests.postgres -- pytest …``.

A fresh cluster in a temporary directory, listening on a unix socket in it and on a free loopback port; it is
gone when the command ends. PostgreSQL refuses to run as root, so root hands it to ``nobody``.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    home = Path(tempfile.mkdtemp(prefix="slipway-postgres-"))
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    if account is not None:
        os.chown(home, account.pw_uid, account.pw_gid)
    port = _free_port()
    control = [
        *(
            ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
            if account
            else []
        ),
        str(_bin_dir() / "pg_ctl"),
        f"--pgdata={home / 'data'}",
        "--silent",
    ]
    environment = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8"}

    def run(*tail: str) -> None:
        subprocess.run([*control, *tail], check=True, env=environment, cwd=home)

    try:
        run("initdb", "-o", "--auth=trust --username=slipway --no-sync --encoding=UTF8")
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {home} -c fsync=off -c synchronous_commit=off"
        run("start", "--wait", f"--log={home / 'log'}", "-o", options)
        url = f"postgres://slipway@127.0.0.1:{port}/postgres"
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    finally:
        subprocess.run([*control, "stop", "--mode=immediate"], check=False, env=environment, cwd=home)
        shutil.rmtree(home, ignore_errors=True)


def _bin_dir() -> Path:
    """Debian keeps the server's programs off PATH, one folder a version."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if debian:
        return debian[-1].parent
    found = shutil.which("pg_ctl")
    if found is None:
        sys.exit("PostgreSQL's pg_ctl was not found. `make install` brings it.")
    return Path(found).resolve().parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
