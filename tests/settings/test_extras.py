"""What needs a library that not everybody has."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.settings import WorkersSettings
from monitor.settings.extras import check_apprise_url, demand


def test_without_the_library_it_says_what_to_install() -> None:
    with pytest.raises(ValueError, match=r"needs the extra chat: pip install 'envoy-monitor\[chat\]'"):
        demand("no_such_library", "chat")


@pytest.mark.parametrize("url", ["slack://T1/B1/ccc/#desk", "json://localhost/in", "tgram://123456789:abcdefg/42"])
def test_addresses_that_apprise_knows(url: str) -> None:
    check_apprise_url(url)


@pytest.mark.parametrize("url", ["slak://T1/B1/ccc", "slack://", "tgram://nothing"])
def test_addresses_that_it_does_not(url: str) -> None:
    with pytest.raises(ValueError, match="is no Apprise URL"):
        check_apprise_url(url)


@pytest.mark.parametrize(
    ("workers", "wrong"),
    [
        ({"dask": "tls://scheduler"}, "is no address of a scheduler"),
        ({"dask": "https://scheduler:8786"}, "is no address of a scheduler"),
        ({"dask": "tls://scheduler:port"}, "is no address of a scheduler"),
        ({"dask": "tcp://10.0.0.7:8786"}, "is not encrypted"),
        ({"dask": "tls://scheduler:8786", "dask_ca": "x"}, "needs dask_cert_file, dask_key_file as well"),
    ],
)
def test_a_cluster_that_cannot_be_joined_safely_is_a_mistake(workers: dict[str, str], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        WorkersSettings.model_validate(workers)


def test_a_cluster_is_named_with_its_certificates(tmp_path: Path) -> None:
    for name in ("ca", "cert", "key"):
        (tmp_path / name).write_text(f"PEM of the {name}\n")
    files = {f"dask_{name}_file": str(tmp_path / name) for name in ("ca", "cert", "key")}
    told = WorkersSettings.model_validate({"dask": "tls://scheduler:8786", **files})
    assert told.dask_key is not None
    assert told.dask_key.get_secret_value() == "PEM of the key"
    assert "PEM" not in repr(told)
    assert WorkersSettings.model_validate({"dask": "tcp://127.0.0.1:8786"}).dask == "tcp://127.0.0.1:8786"
    assert WorkersSettings.model_validate({"dask": "off"}).dask is None
