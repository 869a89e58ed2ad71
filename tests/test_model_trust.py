"""Where keys come from and reports may go: neither is a cloned repository's to choose, and no key is ever shown."""

from __future__ import annotations

import json
import shlex
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmtool import ConfigError, config
from pmtool.config import credentials, is_local
from settings_files import KEY, KEYED, Here


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path)


class TestKeys:
    def test_a_host_elsewhere_wants_one(self, here: Here) -> None:
        said = here.refuses(model="x")
        assert said == (
            "there is no key for api.openai.com: OPENAI_API_KEY is not set. "
            "Set OPENAI_API_KEY to it, or use --engine offline."
        )
        assert "TEAM_KEY is not set" in here.refuses({"PMTOOL_API_KEY_ENV": "TEAM_KEY"}, model="x")

    def test_a_local_one_takes_it_or_leaves_it(self, here: Here) -> None:
        assert here.read(base_url="http://127.0.0.1:8000/v1").api_key == ""
        assert here.read(KEYED, base_url="http://127.0.0.1:8000/v1").api_key == KEY

    def test_none_may_be_asked_for(self, here: Here) -> None:
        here.write(user='api_key_env = ""\nbase_url = "https://llm.example.com"')
        settings = here.read(KEYED)
        assert (settings.api_key, settings.key_origin) == ("", "none")

    def test_none_stands_in_a_file(self, here: Here) -> None:
        for user, project in ((f'api_key = "{KEY}"', ""), ("", f'[models.m]\napi_key = "{KEY}"')):
            here.write(user=user, project=project)
            said = here.refuses(KEYED)
            assert "a key has no place in a file. Take api_key out" in said
            assert KEY not in said
        here.write(project=f'api_key = "{KEY}"')
        with pytest.raises(ConfigError, match="a key has no place in a file"):
            config.effective({}, environ={}, project=str(here.project), user=str(here.user))

    @pytest.mark.parametrize("name", [KEY, "gsk_0aBcDeF", "A B", "5", "A" * 65, 70707, ["X1"]])
    def test_its_variable_must_have_a_name_which_is_not_shown(self, here: Here, name: object) -> None:
        here.write(user=f"api_key_env = {name!r}")
        said = here.refuses(KEYED, model="x")
        assert "api_key_env must be the name of an environment variable" in said
        assert f"{name!r}" not in said

    @pytest.mark.parametrize("key", ["sk two words", "sk-ü", "sk-\x1b[0m", "sk-a\nb"])
    def test_one_that_can_t_be_sent(self, here: Here, key: str) -> None:
        said = here.refuses({"OPENAI_API_KEY": key})
        assert "OPENAI_API_KEY: the key holds blanks or signs that no key has" in said
        assert key not in said

    def test_blanks_around_it_do_not_matter(self, here: Here) -> None:
        assert here.read({"OPENAI_API_KEY": f" {KEY}\r\n"}).api_key == KEY


def python(code: str) -> str:
    """A command that runs some Python."""
    return shlex.join([sys.executable, "-c", code])


class TestKeyCommands:
    def test_its_first_line_is_the_key(self, here: Here) -> None:
        here.write(user=f"api_key_cmd = {json.dumps(python(f'print(); print({KEY!r}); print(2)'))}")
        settings = here.read(KEYED | {"OPENAI_API_KEY": "sk-other"})
        assert (settings.api_key, settings.key_origin) == (KEY, f"the command of {here.user}")

    def test_no_shell_and_no_stdin(self, here: Here) -> None:
        command = python("import sys; print(sys.argv[1:], repr(sys.stdin.read()))") + " '$HOME;' *"
        with pytest.raises(ConfigError, match="blanks"):
            here.read({"PMTOOL_API_KEY_CMD": command})
        assert here.read({"PMTOOL_API_KEY_CMD": python("print(len(__import__('sys').stdin.read()))")}).api_key == "0"

    def test_the_place_that_counts_more_wins(self, here: Here) -> None:
        here.write(user=f"api_key_env = 'TEAM_KEY'\napi_key_cmd = {json.dumps(python('print(1)'))}")
        assert here.read({"TEAM_KEY": "k"}).api_key == "1"
        assert here.read({"PMTOOL_API_KEY_ENV": "TEAM_KEY", "TEAM_KEY": "k"}).api_key == "k"

    @pytest.mark.parametrize(
        ("command", "says"),
        [
            (python(f"print({KEY!r}); raise SystemExit(3)"), "PMTOOL_API_KEY_CMD failed with exit code 3"),
            (python("print('  ')"), "PMTOOL_API_KEY_CMD printed no key"),
            ("/no/such/program show", "PMTOOL_API_KEY_CMD can't be run: No such file or directory"),
            ("pass 'show", "PMTOOL_API_KEY_CMD can't be run: its quotes don't match"),
            (python("print('sk-\\xff')"), "the key holds blanks or signs"),
        ],
    )
    def test_failures(self, here: Here, command: str, says: str) -> None:
        said = here.refuses({"PMTOOL_API_KEY_CMD": command})
        assert says in said
        assert KEY not in said

    def test_its_time_is_limited(self, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(credentials, "COMMAND_SECONDS", 0.2)
        child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(5)'])"
        begun = time.monotonic()
        assert "took more than 0.2 seconds" in here.refuses({"PMTOOL_API_KEY_CMD": python(child)})
        assert time.monotonic() - begun < 3

    def test_a_project_may_run_none(self, here: Here) -> None:
        for project in ("api_key_cmd = 'touch pwned'", "[models.m]\napi_key_cmd = 'touch pwned'"):
            here.write(project=project)
            assert "api_key_cmd can't stand in a project's file" in here.refuses(KEYED)
        assert not (here.project / "pwned").exists()


class TestTrust:
    EVIL = 'base_url = "https://collect.example.net/v1"'

    def test_a_project_can_t_send_reports_where_it_likes(self, here: Here) -> None:
        for project in (self.EVIL, f'model = "m"\n[models.m]\n{self.EVIL}'):
            here.write(project=project)
            said = here.refuses(KEYED)
            assert "sends reports to collect.example.net, a host that you have not said to trust" in said
            assert f'put trusted_hosts = ["collect.example.net"] into {here.user}' in said
            assert KEY not in said
            assert here.read(KEYED | {"PMTOOL_TRUSTED_HOSTS": "Collect.Example.net"}).host == "collect.example.net"
            here.write(project=project, user='trusted_hosts = ["collect.example.net"]')
            assert here.read(KEYED).host == "collect.example.net"

    def test_what_the_user_gave_is_trusted_to_the_letter(self, here: Here) -> None:
        here.write(project=self.EVIL, user=f"[models.unused]\n{self.EVIL}")
        assert here.read(KEYED).host == "collect.example.net"
        here.write(project=self.EVIL, user='base_url = "https://collect.example.net/v1/mine"')
        assert "not said to trust" in here.refuses(KEYED)
        assert here.read(KEYED, base_url="https://mine.example.com").host == "mine.example.com"

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ('api_key_env = "AWS_SECRET_ACCESS_KEY"', "picks the key for api.openai.com"),
            ('headers = { OpenAI-Project = "proj_theirs" }', "adds headers for api.openai.com"),
            ("redact = false", "turns redaction off for api.openai.com"),
        ],
    )
    def test_keys_headers_and_redaction_are_the_user_s(self, here: Here, line: str, says: str) -> None:
        secret = KEYED | {"AWS_SECRET_ACCESS_KEY": "planted"}
        here.write(project=line)
        assert says in here.refuses(secret)
        assert here.read(secret | {"OPENAI_BASE_URL": "https://api.openai.com/v1"})
        assert here.read(secret | {"PMTOOL_TRUSTED_HOSTS": "api.openai.com"})
        assert here.read(secret, base_url="http://localhost:8000")

    def test_what_changes_nothing_or_hides_more_is_free(self, here: Here) -> None:
        here.write(project='base_url = "https://api.openai.com/v1"\nredact = true\nredact_words = ["Otter"]')
        assert here.read(KEYED).redacts

    def test_a_project_names_no_trusted_hosts(self, here: Here) -> None:
        here.write(project=f'{self.EVIL}\ntrusted_hosts = ["collect.example.net"]')
        assert "trusted_hosts can't stand in a project's file" in here.refuses(KEYED)

    @pytest.mark.parametrize("host", ["https://a.example", "a.example:443", "a.example/v1", "*.example.com", "a b"])
    def test_trusted_hosts_are_hosts(self, here: Here, host: str) -> None:
        assert "which is no host. Write the name alone" in here.refuses(KEYED | {"PMTOOL_TRUSTED_HOSTS": host})

    def test_http_goes_no_further_than_this_machine(self, here: Here) -> None:
        said = here.refuses(KEYED, base_url="http://gpu.example.com:8000/v1")
        assert "--base-url: http would send reports and keys to gpu.example.com for all to read" in said
        assert "Use https" in said
        trusting = KEYED | {"PMTOOL_TRUSTED_HOSTS": "gpu.example.com"}
        assert here.read(trusting, base_url="http://gpu.example.com:8000/v1").redacts

    def test_headers(self, here: Here) -> None:
        here.write(user='headers = { X-Team = "sre", X-Token = "env:TEAM_TOKEN" }')
        assert here.read(KEYED | {"TEAM_TOKEN": "t0p"}).headers == {"X-Team": "sre", "X-Token": "t0p"}
        assert "the header X-Token wants TEAM_TOKEN, which is not set" in here.refuses(KEYED)
        said = here.refuses(KEYED | {"TEAM_TOKEN": "t0p\nX-Evil: 1"})
        assert "the header X-Token holds signs that can't be sent" in said
        assert "t0p" not in said
        here.write(user='headers = { X-Token = "env:sk-abc" }')
        assert "no variable's name" in here.refuses(KEYED)
        here.write(user='headers = { "X Token" = "a" }')
        assert "a header can't be named 'X Token'" in here.refuses(KEYED)
        here.write(user=f"headers = {{ X-Token = ['{KEY}'] }}")
        assert "headers must be a table of texts" in here.refuses(KEYED)


class TestHosts:
    @pytest.mark.parametrize(
        "url",
        [
            "http://localhost:11434/v1",
            "http://LOCALHOST",
            "https://llm.localhost/v1",
            "http://127.0.0.1",
            "http://127.8.9.1:80",
            "http://[::1]:8000/v1",
            "http://[::ffff:127.0.0.1]",
            "http://localhost.:1",
        ],
    )
    def test_this_machine(self, url: str) -> None:
        assert is_local(url)

    @pytest.mark.parametrize(
        "url",
        [
            "https://api.openai.com/v1",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://192.168.1.5:11434",
            "http://[2001:db8::1]",
            "http://0.0.0.0",
            "http://127.1",
            "http://localhost@example.com",
            "http://localhost\\@example.com",
            "http://example.com#@localhost",
            "http://example.com/localhost",
            "",
            "localhost",
        ],
    )
    def test_elsewhere(self, url: str) -> None:
        assert not is_local(url)

    @pytest.mark.parametrize(
        ("url", "says"),
        [
            ("localhost:11434", "no http or https address"),
            ("ftp://example.com", "no http or https address"),
            ("https://", "no http or https address"),
            ("https://exa mple.com", "no http or https address"),
            ("https://example.com\\v1", "no http or https address"),
            ("https://user:hunter2@example.com/v1", "holds a user or a password"),
            ("https://hunter2@example.com/v1", "holds a user or a password"),
            ("https://example.com/v1?key=hunter2", "more than a path"),
            ("https://example.com/v1#hunter2", "more than a path"),
            (" ", "base_url is empty"),
        ],
    )
    def test_what_is_no_address(self, here: Here, url: str, says: str) -> None:
        said = here.refuses(KEYED, base_url=url)
        assert says in said
        assert "--base-url" in said
        assert "hunter2" not in said

    def test_paths_are_kept_as_they_are(self, here: Here) -> None:
        assert (
            here.read(KEYED, base_url="HTTPS://Example.COM:8443/Some/Path/").base_url
            == "https://example.com:8443/Some/Path"
        )
        assert here.read(KEYED, base_url="https://example.com").base_url == "https://example.com"

    @given(
        st.lists(st.sampled_from(["localhost", "127.0.0.1", "[::1]", "example.com", *"@:/\\#?%.\n\t é1"]), max_size=8)
    )
    def test_two_programs_read_one_host_in_it(self, parts: list[str]) -> None:
        url = f"http://{''.join(parts)}"
        if is_local(url):
            host = (urlsplit(url).hostname or "").rstrip(".")
            assert host in ("localhost", "::1") or host.endswith(".localhost") or host.startswith("127.")


@given(
    st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=60).map("sk-".__add__)
)
def test_no_key_is_in_a_repr(tmp_path_factory: pytest.TempPathFactory, key: str) -> None:
    nowhere = str(tmp_path_factory.getbasetemp())
    environ = {"OPENAI_API_KEY": key, "TOKEN": key}
    settings = config.model_settings({}, environ=environ, project=nowhere, user=f"{nowhere}/none.toml")
    assert settings is not None
    assert settings.api_key == key
    assert key not in f"{settings!r} {settings} {settings.origins}"
