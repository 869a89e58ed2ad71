"""What a recipe leaves at home when it is sent elsewhere, and what it finds there instead."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from pmtool.batch.crews.cluster.portions import Part
from pmtool.batch.recipe import Recipe
from pmtool.config import ModelSettings, model_settings
from pmtool.config.model_keys import API_KEY_ENV, BASE_URL, MODEL, TRUSTED_HOSTS, is_variable_name
from pmtool.errors import ConfigError
from pmtool.resources import prompt_files

File = tuple[str, bytes]
"""Name, with `/` between its parts, and content."""


def sent(recipe: Recipe, part: Part) -> Recipe:
    """As it may travel with a part of all calls: without key and headers."""
    model = recipe.options.model
    if model is None:
        return recipe
    share = part.calls / model.concurrency
    return _with_model(
        recipe,
        replace(
            model,
            api_key="",
            headers={},
            concurrency=part.calls,
            requests_per_minute=_part_of(model.requests_per_minute, share),
            tokens_per_minute=_part_of(model.tokens_per_minute, share),
        ),
    )


def own_prompts(recipe: Recipe) -> tuple[File, ...]:
    """The templates of a model's prompts, where they are not pmtool's. Raises ConfigError for a folder of none."""
    model = recipe.options.model
    if model is None or model.prompts is None:
        return ()
    files = []
    for name, path in prompt_files(model.prompts).items():
        with open(path, "rb") as file:
            files.append((name, file.read()))
    return tuple(files)


def received(recipe: Recipe, prompts: Sequence[File], folder: str) -> Recipe:
    """With the key and the headers that this machine has for the model, and with the prompts, written to a folder.

    Raises ConfigError where there is no key.
    """
    model = recipe.options.model
    assert model
    try:
        found = model_settings(_flags(model), project=os.sep)
    except ConfigError as error:
        raise ConfigError(f"a worker of the Dask cluster can't ask the model: {error}", error.remedy) from error
    assert found
    for name, content in prompts:
        path = os.path.join(folder, *name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
    return _with_model(
        recipe,
        replace(model, api_key=found.api_key, headers=found.headers, prompts=folder if prompts else None),
    )


def _flags(model: ModelSettings) -> dict[str, object]:
    """Names the model as on a command line, with all that was decided where it was chosen."""
    flags: dict[str, object] = {
        MODEL.name: model.profile or model.name,
        BASE_URL.name: model.base_url,
        TRUSTED_HOSTS.name: model.host,
    }
    if is_variable_name(model.key_origin):
        flags[API_KEY_ENV.name] = model.key_origin
    elif model.key_origin == "none":
        flags[API_KEY_ENV.name] = ""
    return flags


def _part_of(limit: int | None, share: float) -> int | None:
    return None if limit is None else ceil(limit * share)


def _with_model(recipe: Recipe, model: ModelSettings) -> Recipe:
    return replace(recipe, options=recipe.options._replace(model=model))
