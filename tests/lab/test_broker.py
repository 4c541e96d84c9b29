"""The broker of our own, and the one the environment names."""

from pathlib import Path

import pytest

import lab
from lab.broker import answers


@pytest.fixture(autouse=True)
def _no_given_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)


def socket_of(url: str) -> Path:
    return Path(url.removeprefix("unix://"))


def test_our_broker_answers_while_the_block_lasts(tmp_path: Path) -> None:
    with lab.broker(tmp_path) as url:
        assert url == f"unix://{tmp_path}/run/broker.sock"
        assert answers(socket_of(url))

    assert not answers(socket_of(url))


def test_a_given_broker_is_used_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/1")

    with lab.broker(tmp_path) as url:
        assert url == "redis://elsewhere:6379/1"

    assert list(tmp_path.iterdir()) == []


def test_a_deep_state_directory_gets_its_socket_elsewhere(tmp_path: Path) -> None:
    with lab.broker(tmp_path / ("deep" * 25)) as url:
        assert len(str(socket_of(url))) <= 107
        assert answers(socket_of(url))

    assert not socket_of(url).parent.exists()


def test_a_broker_that_cannot_start_points_at_its_log(tmp_path: Path) -> None:
    (tmp_path / "broker" / "appendonlydir").mkdir(parents=True)
    (tmp_path / "broker" / "appendonlydir" / "appendonly.aof.manifest").write_text("no manifest at all\n")

    with pytest.raises(lab.BrokerFailed, match=r"broker\.log"), lab.broker(tmp_path):
        pass
