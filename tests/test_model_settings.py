"""The model's settings: what counts, and how what is wrong is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pmtool import config
from pmtool.config import Prices
from pmtool.config.model_keys import DEFAULT_MODEL
from settings_files import KEY, KEYED, Here


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path)


def configured(here: Here, environ: dict[str, str], **flags: object) -> bool:
    return config.is_model_configured(flags, environ=environ, project=str(here.project), user=str(here.user))


class TestWhatCounts:
    def test_a_key_is_enough(self, here: Here) -> None:
        settings = here.read(KEYED)
        assert (settings.name, settings.base_url, settings.api_key) == (DEFAULT_MODEL, "https://api.openai.com/v1", KEY)
        assert (settings.plan, settings.repairs, settings.concurrency, settings.deadline) == ("sections", 2, 8, 180.0)
        assert (settings.window_tokens, settings.retries, settings.structured) == (24_000, 3, "auto")
        assert settings.prices is settings.redact is settings.prompts is settings.temperature is settings.seed is None
        assert settings.redacts
        assert settings.cache
        assert settings.key_origin == "OPENAI_API_KEY"
        assert settings.origins["model"] == "default"

    def test_each_place_counts_more_than_the_next(self, here: Here) -> None:
        names = ("repairs", "retries", "concurrency", "seed", "max_output_tokens", "window_tokens")
        here.write(
            user="".join(f"{name} = 201\n" for name in names[2:]) + "[models.m]\nconcurrency = 204\nseed = 204",
            project='model = "m"\nconcurrency = 203\nseed = 203\nmax_output_tokens = 203\n'
            "[models.m]\nconcurrency = 205\nrepairs = 5\nretries = 5",
        )
        settings = here.read(KEYED | {"PMTOOL_RETRIES": "6", "PMTOOL_REPAIRS": "7"}, repairs="8")
        project, user = str(here.project / "pmtool.toml"), str(here.user)
        shown = {name: (getattr(settings, name), settings.origins[name]) for name in names}
        assert shown == {
            "repairs": (8, "--repairs"),
            "retries": (6, "PMTOOL_RETRIES"),
            "concurrency": (205, f"{project} [models.m]"),
            "seed": (204, f"{user} [models.m]"),
            "max_output_tokens": (203, project),
            "window_tokens": (201, user),
        }

    def test_flags_as_the_command_line_gives_them(self, here: Here) -> None:
        settings = here.read(
            KEYED, redact=False, cache=False, plan="single", deadline="2.5", prompts="mine", model="big"
        )
        assert (settings.redact, settings.redacts, settings.cache, settings.plan) == (False, False, False, "single")
        assert (settings.deadline, settings.prompts, settings.name) == (2.5, "mine", "big")
        assert (settings.origins["redact"], settings.origins["cache"]) == ("--no-redact", "--no-cache")

    def test_the_environment_holds_every_kind_of_value(self, here: Here) -> None:
        given = {"PMTOOL_CACHE": "no", "PMTOOL_TEMPERATURE": "0.2", "PMTOOL_REDACT_WORDS": "Bluebird, Otter,,Bluebird"}
        settings = here.read(KEYED | given | {"PMTOOL_SEED": " ", "PMTOOL_PLAN": ""})
        assert (settings.cache, settings.temperature, settings.redact_words) == (False, 0.2, ("Bluebird", "Otter"))
        assert settings.seed is None

    def test_words_of_all_places_add_up(self, here: Here) -> None:
        here.write(user='redact_words = ["Otter, Inc."]', project='redact_words = ["Heron"]')
        settings = here.read(KEYED | {"PMTOOL_REDACT_WORDS": "Lynx"})
        assert settings.redact_words == ("Lynx", "Heron", "Otter, Inc.")

    def test_prompts_in_a_file_stand_beside_it(self, here: Here) -> None:
        here.write(project='prompts = "words"')
        assert here.read(KEYED).prompts == str(here.project / "words")

    def test_openai_s_own_server_wants_no_prefix(self, here: Here) -> None:
        assert here.read(KEYED, model="openai/gpt-5.4").name == "gpt-5.4"
        assert (
            here.read(KEYED, model="openai/gpt-5.4", base_url="https://gateway.example.com/v1").name == "openai/gpt-5.4"
        )

    def test_prices(self, here: Here) -> None:
        here.write(user="price_input = 0.25\nprice_output = 2")
        assert here.read(KEYED).prices == Prices(0.25, 2.0, 0.25)
        assert here.read(KEYED | {"PMTOOL_PRICE_CACHED": "0.025"}).prices == Prices(0.25, 2.0, 0.025)
        here.write(user="price_input = 0.25")
        assert "there is a price but no price_output" in here.refuses(KEYED)
        here.write(user="price_cached = 0.25")
        assert "there is a price but no price_input" in here.refuses(KEYED)

    def test_the_address_other_tools_use(self, here: Here) -> None:
        other = KEYED | {"OPENAI_BASE_URL": "https://other.example.com/v1/"}
        here.write(user='base_url = "https://top.example.com"\n[models.p]\nbase_url = "https://profile.example.com"')
        assert (here.read(other).base_url, here.read(other).origins["base_url"]) == (
            "https://other.example.com/v1",
            "OPENAI_BASE_URL",
        )
        assert here.read(other, model="p").host == "profile.example.com"
        assert here.read(other | {"PMTOOL_BASE_URL": "https://own.example.com"}, model="p").host == "own.example.com"


class TestProfiles:
    def test_a_name_picks_one(self, here: Here) -> None:
        here.write(user='[models.local]\nmodel = "qwen3"\nbase_url = "http://localhost:11434/v1"\nplan = "single"')
        for settings in (here.read(model="local"), here.read({"PMTOOL_MODEL": "local"})):
            assert (settings.name, settings.profile, settings.plan) == ("qwen3", "local", "single")
            assert settings.api_key == ""
            assert settings.key_origin == "none"
            assert not settings.redacts
        assert here.read(KEYED, model="qwen3").profile is None

    def test_the_project_s_counts_more_key_by_key(self, here: Here) -> None:
        here.write(
            user='[models.fast]\nmodel = "small"\nplan = "single"\nbase_url = "https://gateway.example.com"',
            project='model = "fast"\n[models.fast]\nmodel = "smaller"',
        )
        settings = here.read(KEYED)
        assert (settings.name, settings.plan, settings.host) == ("smaller", "single", "gateway.example.com")

    def test_without_a_model_of_its_own_the_default_is_meant(self, here: Here) -> None:
        here.write(project='model = "careful"\n[models.careful]\nreasoning_effort = "high"')
        settings = here.read(KEYED)
        assert (settings.name, settings.reasoning_effort, settings.profile) == (DEFAULT_MODEL, "high", "careful")

    def test_a_slip_in_its_name_is_no_model_s_name(self, here: Here) -> None:
        here.write(project='[models.local]\nbase_url = "http://localhost:11434/v1"')
        says = "there is no profile 'lokal'. Did you mean 'local'? To ask a model of that name, give its --base-url."
        assert here.refuses(KEYED, model="lokal") == f"--model: {says}"
        assert here.refuses(KEYED | {"PMTOOL_MODEL": "lokal"}) == f"PMTOOL_MODEL: {says}"
        assert here.read(KEYED, model="lokal", base_url="https://models.example.com").name == "lokal"
        assert here.read(KEYED | {"OPENAI_BASE_URL": "http://localhost:1"}, model="lokal").name == "lokal"
        here.write(user='[models.local]\nplan = "single"', project='model = "lokal"')
        assert here.refuses(KEYED).endswith(says)
        here.write(user=f'[models."{DEFAULT_MODEL}s"]\nplan = "single"')
        assert here.read(KEYED).name == DEFAULT_MODEL, "nobody named it"

    def test_a_profile_that_nobody_picks_changes_nothing_but_is_checked(self, here: Here) -> None:
        here.write(project='[models.other]\nplan = "single"')
        assert here.read(KEYED).plan == "sections"
        here.write(project="[models.other]\nretries = -1")
        assert "[models.other]: retries must be a whole number from 0 to 20, not -1" in here.refuses(KEYED)


class TestConfigured:
    @pytest.mark.parametrize(
        "environ",
        [
            KEYED,
            {"OPENAI_BASE_URL": "http://localhost:1"},
            {"PMTOOL_BASE_URL": "http://localhost:1"},
            KEYED | {"PMTOOL_MODEL": "x"},
            {"PMTOOL_API_KEY_CMD": "echo k"},
            {"PMTOOL_API_KEY_ENV": "TEAM_KEY", "TEAM_KEY": "k"},
        ],
        ids=lambda environ: "+".join(environ),
    )
    def test_by_the_environment(self, here: Here, environ: dict[str, str]) -> None:
        assert configured(here, environ)
        assert here.read_any(environ) is not None

    @pytest.mark.parametrize(
        "environ", [{}, {"OPENAI_API_KEY": " "}, {"PMTOOL_API_KEY_ENV": "TEAM_KEY"}, {"PMTOOL_PLAN": "single"}], ids=str
    )
    def test_by_nothing(self, here: Here, environ: dict[str, str]) -> None:
        here.write(user='[models.m]\nmodel = "x"\nbase_url = "http://localhost:1"', project='plan = "single"')
        assert not configured(here, environ, plan="single", model=None)
        assert here.read_any(environ, plan="single") is None

    def test_by_files_and_flags(self, here: Here) -> None:
        assert configured(here, {}, model="x")
        assert configured(here, {}, base_url="http://localhost:1")
        here.write(project='model = "x"')
        assert configured(here, {})
        here.write(user='api_key_cmd = "echo k"')
        assert configured(here, {})
        here.write(project='api_key_env = "TEAM_KEY"')
        assert configured(here, {"TEAM_KEY": "k"})
        assert not configured(here, KEYED)

    def test_a_wrong_value_is_told_only_where_it_counts(self, here: Here) -> None:
        here.write(project="model = 5\nseed = 'x'\napi_key_env = [1]")
        assert configured(here, {})
        assert "model must be a text" in here.refuses()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("temprature = 1", "there is no setting 'temprature'. Did you mean 'temperature'?"),
        ("[models.m]\nconcurency = 2", "[models.m]: there is no setting 'concurency'. Did you mean 'concurrency'?"),
        ("[models.m]\nformat = 'json'", "[models.m]: there is no setting 'format'"),
        ("[models.m]\ntrusted_hosts = ['a']", "there is no setting 'trusted_hosts'"),
        ("models = 5", "models must hold tables. Write a profile's settings below [models.NAME]"),
        ("[models]\nfast = 'small'", "models must hold tables"),
        ("[model.local]\nplan = 'single'", "can't be a table. Profiles stand in [models.local]"),
        ("[model]\nname = 'x'", "Profiles stand in [models.NAME]"),
        ("base_url = 'http://127.0.0.1:99999/v1'", "the base URL's port is over 65535"),
        ("temperature = 'warm'", "a number from 0 to 2, not 'warm'. Give such a number, as 0.2."),
        ("retries = 'many'", "from 0 to 20, not 'many'. Give such a number, as 3."),
        ("temperature = 2.1", "temperature must be a number from 0 to 2, not 2.1"),
        ("temperature = nan", "temperature must be a number from 0 to 2"),
        ("repairs = true", "repairs must be a whole number from 0 to 10, not True"),
        ("repairs = 1.0", "repairs must be a whole number from 0 to 10, not 1.0"),
        ("concurrency = 0", "concurrency must be a whole number from 1 to 1024, not 0"),
        ("deadline = 0", "deadline must be a number above 0, not 0"),
        ("deadline = '3 min'", "deadline must be a number above 0, not '3 min'"),
        ("price_input = -1", "price_input must be a number from 0 to 1000000, not -1"),
        ("plan = 'parallel'", "plan can't be 'parallel'. Choose one of sections, single"),
        ("structured = 'xml'", "structured can't be 'xml'. Choose one of auto, schema, tools, json"),
        ("redact = 'maybe'", "redact must be true or false, not 'maybe'"),
        ("redact_words = [1]", "redact_words must be a list of texts"),
        ("model = ''", "model is empty. Fill it in, or leave it out"),
        ("prompts = 1", "prompts must be a text"),
        ("seed = 0x" + "f" * 5000, "seed must be a whole number from 0"),
        ("seed = " + "9" * 5000, "not valid TOML"),
        ("seed = " + "[" * 5000, "not valid TOML"),
        ("plan = '" + "x" * 5000 + "'", "x…"),
    ],
    ids=lambda text: text[:40],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place(here: Here, text: str, says: str) -> None:
    here.write(project=text)
    said = here.refuses(KEYED)
    assert said.startswith(str(here.project / "pmtool.toml")) or "settings in" in said
    assert says in said
    assert len(said) < 1000


def test_wrong_flags_and_variables_are_named(here: Here) -> None:
    assert here.refuses(KEYED, repairs="many").startswith("--repairs: repairs must be a whole number")
    assert here.refuses(KEYED, base_url="http://127.0.0.1:65536").startswith("--base-url: the base URL's port is over")
    assert here.read(KEYED, base_url="http://127.0.0.1:65535").is_local
    assert here.refuses(KEYED | {"PMTOOL_CACHE": "perhaps"}).startswith("PMTOOL_CACHE: cache must be true or false")


def test_without_a_model_nothing_of_it_is_loaded(here: Here) -> None:
    script = (
        "import sys; from pmtool import config; config.effective({}); assert config.model_settings({}) is None; "
        "print(sorted(m for m in sys.modules if m.startswith('pmtool.config.') or m in ('ipaddress', 'subprocess')))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=here.project, capture_output=True, check=True, text=True)
    loaded = ("configured", "files", "hosts", "keys", "model_keys", "settings")
    assert done.stdout == f"{[f'pmtool.config.{name}' for name in loaded]}\n"
