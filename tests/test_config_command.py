"""`pmtool config` and its subjects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from command_line import Outcome, one_sentence
from pmtool import ConfigError, config, resources
from pmtool.config.model_keys import DEFAULT_MODEL
from settings_files import KEY

Run = Callable[..., Outcome]


class TestConfigCommand:
    @pytest.fixture
    def own(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """The user's own file; the project's folder is the current one."""
        monkeypatch.chdir(tmp_path)
        path = Path(config.user_file())
        path.parent.mkdir()
        return path

    def test_it_says_which_model_is_asked(self, run: Run, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "# The model: none is configured. Set OPENAI_API_KEY" in run("config").out
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        asked = f"# The model: {DEFAULT_MODEL} at https://api.openai.com/v1; api_key: OPENAI_API_KEY.\n"
        assert asked in run("config").out
        own.write_text('model = "x"\napi_key_env = "TEAM_KEY"', encoding="utf-8")
        assert "api_key: TEAM_KEY, which is not set." in run("config", "show").out

    def test_profiles_are_shown_with_their_places(self, run: Run, own: Path) -> None:
        own.write_text('[models.local]\nbase_url = "http://localhost:11434/v1"\nmodel = "qwen3"', encoding="utf-8")
        Path("pmtool.toml").write_text('model = "local"\n[models.local]\nplan = "single"', encoding="utf-8")
        shown = run("config").out
        assert '# The model: qwen3 (profile "local") at http://localhost:11434/v1; api_key: none.' in shown
        assert shown.endswith(
            "\n[models.local]\n"
            f'model = "qwen3"                           # {own} [models.local]\n'
            f'# base_url = "http://localhost:11434/v1"  # {own} [models.local]\n'
            'plan = "single"                           # ./pmtool.toml [models.local]\n'
        )

    def test_no_secret_is_shown(self, run: Run, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("TEAM_TOKEN", "planted-token")
        body = f'api_key_cmd = "printf {KEY}"\nheaders = {{ Authorization = "Bearer {KEY}", X-Token = "env:TEAM_TOKEN" }}\n'
        own.write_text(f"{body}[models.m]\n{body}", encoding="utf-8")
        outcome = run("config")
        assert outcome.code == 0
        assert KEY not in outcome.out + outcome.err
        assert "planted-token" not in outcome.out
        assert 'headers = { Authorization = "…", X-Token = "…" }' in outcome.out

    def test_what_it_shows_may_be_kept_as_the_project_s_file(
        self, run: Run, own: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        own.write_text(
            'model = "m"\ntrusted_hosts = ["a.example.com"]\nredact_words = ["Otter"]\nretries = 1\n'
            '[models.m]\nbase_url = "https://a.example.com/v1"\napi_key_cmd = "echo k"\nplan = "single"',
            encoding="utf-8",
        )
        monkeypatch.setenv("PMTOOL_SEED", "7")
        before = config.model_settings({})
        shown = run("config").out
        assert "Otter" in shown
        Path("pmtool.toml").write_text(shown, encoding="utf-8")
        after = config.model_settings({})
        assert repr(before) == repr(after)
        assert "\nretries = 1 " in shown

    def test_with_nothing_set_keeping_it_configures_no_model(self, run: Run, own: Path) -> None:
        Path("pmtool.toml").write_text(run("config").out, encoding="utf-8")
        assert config.model_settings({}) is None

    def test_a_host_that_nobody_trusts_is_told(self, run: Run, own: Path) -> None:
        Path("pmtool.toml").write_text('base_url = "https://collect.example.net/v1"', encoding="utf-8")
        outcome = run("config")
        assert outcome.code == 0
        assert 'base_url = "https://collect.example.net/v1"' in outcome.out
        assert one_sentence(outcome.err)
        assert "a host that you have not said to trust" in outcome.err

    def test_names_steer_no_terminal(self, run: Run, own: Path) -> None:
        Path("pmtool.toml").write_text(
            'model = "a\\u009b2J\\u202eb"\nredact_words = ["\\u001b[2J"]\n[models."x\\u009b"]\nmodel = "\\u202e"',
            encoding="utf-8",
        )
        outcome = run("config")
        assert outcome.code == 0
        assert all(line.isprintable() for line in outcome.out.splitlines())

    def test_wrong_subjects(self, run: Run) -> None:
        outcome = run("config", "promts")
        assert outcome.code == 2
        assert one_sentence(outcome.err)


class TestPrompts:
    @pytest.fixture(autouse=True)
    def own_prompts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """pmtool's own templates, and an empty current folder."""
        own = tmp_path / "installed" / "prompts"
        (own / "examples").mkdir(parents=True)
        for name in ("system.md", "report.md", "examples/one.txt", "README.md", ".hidden"):
            (own / name).write_text(f"own {name}\r\n", encoding="utf-8", newline="")
        monkeypatch.setattr(resources, "_PACKAGE", str(own.parent))
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")
        return own

    def test_those_in_force(self, run: Run, own_prompts: Path) -> None:
        assert list(resources.prompt_files()) == ["examples/one.txt", "report.md", "system.md"]
        Path("words/examples").mkdir(parents=True)
        Path("words/system.md").touch()
        Path("words/examples/two.txt").touch()
        Path("pmtool.toml").write_text('prompts = "words"', encoding="utf-8")
        assert run("config", "prompts").out.splitlines() == [
            f"examples/one.txt  {own_prompts / 'examples' / 'one.txt'}",
            "examples/two.txt  words/examples/two.txt",
            f"report.md         {own_prompts / 'report.md'}",
            "system.md         words/system.md",
        ]

    def test_copies(self, run: Run, own_prompts: Path) -> None:
        outcome = run("config", "prompts", "-o", "copies/of")
        assert (outcome.code, outcome.out) == (0, "")
        assert "wrote 3 files to copies/of" in outcome.err
        assert resources.prompt_files("copies/of").keys() == resources.prompt_files().keys()
        assert Path("copies/of/system.md").read_bytes() == (own_prompts / "system.md").read_bytes()
        assert run("config", "prompts", "-o", "copies/of").code == 0

    def test_copies_spare_what_differs(self, run: Run) -> None:
        Path("copies").mkdir()
        Path("copies/system.md").write_text("mine", encoding="utf-8")
        outcome = run("config", "prompts", "-o", "copies")
        assert outcome.code == 2
        assert "copies/system.md would be overwritten. Name another folder, or add --force" in outcome.err
        assert [path.name for path in Path("copies").iterdir()] == ["system.md"]
        assert run("config", "prompts", "-o", "copies", "--force").code == 0
        assert Path("copies/system.md").read_text(encoding="utf-8") == "own system.md\n"

    def test_folders_that_will_not_do(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(ConfigError, match="there is no folder nowhere with prompts"):
            resources.prompt_files("nowhere")
        Path("linked").mkdir()
        (tmp_path / "secret.txt").touch()
        Path("linked/system.md").symlink_to(tmp_path / "secret.txt")
        with pytest.raises(ConfigError, match=r"linked/system.md is a link to a file elsewhere"):
            resources.prompt_files("linked")
        monkeypatch.setattr(resources, "MOST_PROMPTS", 2)
        with pytest.raises(ConfigError, match="too many files"):
            resources.prompt_files()


def test_the_cache_is_shown_and_emptied(run: Run) -> None:
    from pmtool.engines.llm.cache import AnswerCache, Kept, cache_file

    assert run("config", "cache").out == f"{cache_file()}: 0 answers, 0.0 kB\n"
    answers = AnswerCache(cache_file())
    answers.put("a", Kept(content="x" * 200_000, model="m"))
    answers.close()
    shown = run("config", "cache").out
    assert shown.startswith(f"{cache_file()}: 1 answer, 0.2 MB")
    assert "1 answer forgotten, 0.2 MB freed" in run("config", "cache", "--clear").out
    assert "0 answers" in run("config", "cache").out
