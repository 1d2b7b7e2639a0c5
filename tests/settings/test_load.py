"""The configuration: found, read, and every mistake in it named."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.core.errors import ConfigurationError
from monitor.settings import load_settings

KEY = "whsec_" + "bWFkZSBmb3IgdGhlIHRlc3RzIG9ubHkgMDEyMw=="
SAMPLE = Path(__file__).parents[2] / "config" / "monitor.toml"


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """Variables to set for one test; what it adds is taken away again."""
    before = dict(os.environ)
    yield os.environ  # type: ignore[misc]
    os.environ.clear()
    os.environ.update(before)


def written(folder: Path, text: str) -> Path:
    path = folder / "monitor.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(path: Path) -> dict[str, str]:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(path)
    return {mistake.where: f"{mistake.wrong} ({mistake.right})" for mistake in caught.value.mistakes}


def test_the_contact_alone_is_enough(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, '[fetch]\ncontact = "desk@example.org"'))
    assert settings.archive.path == tmp_path / "archive.sqlite3"
    assert settings.poll.interval == timedelta(minutes=15)
    assert settings.alerts.max_age == timedelta(days=14)
    assert settings.web.listen == "127.0.0.1:8620"


def test_off_is_a_value(tmp_path: Path) -> None:
    text = '[fetch]\ncontact = "a@b"\n[alerts]\nmax_age = "off"\n[web]\nlisten = "off"'
    settings = load_settings(written(tmp_path, text))
    assert settings.alerts.max_age is None
    assert settings.web.listen is None


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    found = mistakes(
        written(
            tmp_path,
            """
            [fetch]
            contct = "desk@example.org"
            per_host_delay = "1 second"
            [poll]
            interval = "0s"
            [web]
            listen = "8620"
            [[alerts.webhook]]
            url = "ftp://hooks.example.org"
            secret = "whsec_abc"
            [[alerts.email]]
            to = ["nobody"]
            [[feed]]
            name = "A"
            url = "https://a.example/rss"
            [[feed]]
            name = "B"
            url = "https://a.example/rss"
            """,
        )
    )
    assert "did you mean contact?" in found["fetch.contct"]
    assert found["fetch.contact"].startswith("is missing (Goes into")
    assert found.keys() == {
        "fetch.contact", "fetch.contct", "fetch.per_host_delay", "poll.interval", "web.listen",
        "alerts.webhook[0].url", "alerts.webhook[0].secret", "alerts.email[0].to", "feed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "where", "wrong"),
    [
        ("[fetch\n", "line 1", "TOML"),
        ("unknown = 1", "unknown", "known are: alerts"),
        ('[[alerts.webhook]]\nurl = "https://a.example"', "alerts.webhook[0]", "has no secret"),
        (f'[[alerts.webhook]]\nurl = "https://a"\nsecret = "{KEY}"\nsecret_file = "x"', "alerts.webhook[0]", "both"),
        ('[[alerts.webhook]]\nurl = "https://a"\nsecret_file = "nowhere"', "alerts.webhook[0]", "No such file"),
        ('[[alerts.webhook]]\nurl = "https://a"\nsecret = "whsec_YWJj"', "alerts.webhook[0].secret", "3 bytes long"),
        (2 * '[[alerts.email]]\nto = ["a@b", "c@d"]\n', "alerts", "two channels are called email:a@b"),
        ('[[alerts.email]]\nto = ["a@b"]\ntls = "none"\nhost = "mx.example"', "alerts.email[0]", "clear text"),
        ('[[alerts.email]]\nto = ["a@b"]\ndigest = "hourly"', "alerts.email[0].digest", "'off', 'daily' or 'weekly'"),
        ('[[alerts.email]]\nto = ["a@b"]\ndigest_at = "25:00"', "alerts.email[0].digest_at", "no time of day"),
        ('[[alerts.email]]\nto = ["a@b"]\ndigest = "daily"\ndigest_on = "friday"', "alerts.email[0]", "is for digest"),
        ('[[alerts.email]]\nto = ["a@b"]\ndkim_selector = "a"', "alerts.email[0]", "set both or neither"),
        ('[[alerts.email]]\nto = ["a@b"]\ndkim_selector = "a b"', "alerts.email[0].dkim_selector", "no selector"),
        ('[[alerts.email]]\nto = ["a@b"]\ndkim_selector = "a"\ndkim_key = "x"', "alerts.email[0]", "no RSA private"),
        ('[[alerts.apprise]]\nurl = "nowhere"', "alerts.apprise[0].url", "no Apprise URL"),
        ('[[alerts.apprise]]\nurl = "slak://a/b/c"', "alerts.apprise[0].url", "no Apprise URL"),
        ("[[alerts.apprise]]", "alerts.apprise[0]", "has no url"),
    ],
)
def test_a_mistake_says_what_is_wrong(tmp_path: Path, body: str, where: str, wrong: str) -> None:
    assert wrong in mistakes(written(tmp_path, body))[where]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "envoy-monitor init" in mistakes(tmp_path / "none.toml")["file"]


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "monitor.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in mistakes(path)["file"]


def test_a_secret_is_read_from_its_file_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEY + "\n")
    path = written(tmp_path, '[fetch]\ncontact="a@b"\n[[alerts.webhook]]\nurl="https://a.example"\nsecret_file="key"')
    hook = load_settings(path).alerts.webhook[0]
    assert hook.secret is not None
    assert hook.secret.get_secret_value() == KEY
    assert KEY not in repr(hook)


@pytest.mark.parametrize(("content", "wrong"), [(b"", "is empty"), (b"\xff", "no UTF-8"), (b"a" * 70_000, "larger")])
def test_a_secret_file_that_holds_none(tmp_path: Path, content: bytes, wrong: str) -> None:
    (tmp_path / "key").write_bytes(content)
    path = written(tmp_path, '[fetch]\ncontact="a@b"\n[web]\ntoken_file="key"')
    assert wrong in mistakes(path)["web"]


def test_a_credential_comes_before_a_file(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "token").write_text("from systemd")
    environment["CREDENTIALS_DIRECTORY"] = str(tmp_path / "credentials")
    settings = load_settings(written(tmp_path, '[fetch]\ncontact="a@b"\n[web]\ntoken_file="token"'))
    assert settings.web.token is not None
    assert settings.web.token.get_secret_value() == "from systemd"


def test_the_environment_overrides_the_file(tmp_path: Path, environment: dict[str, str]) -> None:
    environment["ENVOY_MONITOR_POLL__INTERVAL"] = "2h"
    environment["ENVOY_MONITOR_FETCH__CONTACT"] = "a@b"
    environment["STATE_DIRECTORY"] = "/var/lib/envoy-monitor"
    settings = load_settings(written(tmp_path, '[poll]\ninterval = "5m"'))
    assert settings.poll.interval == timedelta(hours=2)
    assert settings.archive.path == Path("/var/lib/envoy-monitor/archive.sqlite3")


def test_the_archive_is_found_again_once_it_is_there(tmp_path: Path, environment: dict[str, str]) -> None:
    """Under a relative name of the configuration too, and a namesake beside it does not stand for the service's own."""
    here = Path(os.path.relpath(tmp_path))
    file = written(here, '[archive]\npath = "archive.sqlite3"\n[fetch]\ncontact = "desk@example.org"')
    (tmp_path / "archive.sqlite3").touch()
    assert load_settings(file).archive.path == here / "archive.sqlite3"
    environment["STATE_DIRECTORY"] = "/var/lib/envoy-monitor"
    assert load_settings(file).archive.path == Path("/var/lib/envoy-monitor/archive.sqlite3")


def test_a_mistake_in_the_environment_names_the_variable(tmp_path: Path, environment: dict[str, str]) -> None:
    environment["ENVOY_MONITOR_WEB__LISTEN"] = "here"
    with pytest.raises(ConfigurationError, match=r"^\$ENVOY_MONITOR_WEB__LISTEN: web\.listen"):
        load_settings(written(tmp_path, '[fetch]\ncontact = "a@b"'))


def test_a_table_in_the_environment_that_is_no_json_names_the_variable(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    environment["ENVOY_MONITOR_ALERTS"] = "[1"
    with pytest.raises(ConfigurationError, match=r"^\$ENVOY_MONITOR_ALERTS: alerts: is no JSON: .*ALERTS__…"):
        load_settings(written(tmp_path, '[fetch]\ncontact = "a@b"'))


def test_the_sample_holds_every_key_with_its_default(tmp_path: Path) -> None:
    """With its comment marks taken away from keys, the sample is a whole and valid configuration."""
    text = SAMPLE.read_text(encoding="utf-8")
    keys = set(re.findall(r"^(?:# )?([a-z0-9_]+) = ", text, re.MULTILINE))
    plain = re.sub(r"^# (?=contact)", "", text, flags=re.MULTILINE)
    settings = load_settings(written(tmp_path, plain))
    fresh = load_settings(written(tmp_path, '[fetch]\ncontact = "desk@example.org"'))
    assert settings == fresh
    inline = {
        "secret",
        "password",
        "token",
        "dkim_key",
        "dkim_ed25519_key",
        "dask_ca",
        "dask_cert",
        "dask_key",
    }  # the sample shows their files
    wanted = set(inline)
    for table in (settings.archive, settings.fetch, settings.poll, settings.workers, settings.web, settings.log):
        wanted |= set(type(table).model_fields)
    for model in ("WebhookSettings", "EmailSettings", "AppriseSettings", "FeedSettings", "KnowledgeSettings"):
        wanted |= set(vars(__import__("monitor.settings", fromlist=[model]))[model].model_fields)
    assert wanted - keys <= inline
