"""A model's opinion of answers, beside the scores and never among them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from pydantic import ValidationError

from councilqa.errors import SettingsError
from councilqa.evals.results import CaseResult, Judgement, SystemResult

_PROMPT = Path(__file__).with_name("prompts") / "judge.md"
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)


def judge_model(name: str) -> BaseChatModel:
    """A chat model as LangChain names them, "provider:model"; raises SettingsError where it cannot be had."""
    try:
        model: BaseChatModel = init_chat_model(name, temperature=0)
    except (ImportError, ValueError) as error:
        raise SettingsError(
            f"the judge {name!r} cannot be used: {error}",
            hint="Give --judge provider:model, with that provider's LangChain package installed.",
        ) from error
    return model


def judged(system: SystemResult, chat: BaseChatModel, *, on_done: Callable[[], None] = lambda: None) -> SystemResult:
    """The results with an opinion of each answer that was given; scores stay as they are."""
    cases = []
    for case in system.cases:
        cases.append(case.model_copy(update={"judgement": _judgement(case, chat)}) if _is_given(case) else case)
        on_done()
    return system.model_copy(update={"cases": tuple(cases)})


def _is_given(case: CaseResult) -> bool:
    return case.answerable and case.error is None and case.status != "not_found"


def _judgement(case: CaseResult, chat: BaseChatModel) -> Judgement | None:
    """None where the reply cannot be read: no opinion is not a low score."""
    prompt = _PROMPT.read_text("utf-8").format(
        question=case.question,
        gold="; ".join(case.gold),
        evidence="\n".join(f"- {each.quote}" for each in case.evidence),
        answer=case.answer,
    )
    reply = _OBJECT.search(str(chat.invoke(prompt).text))
    try:
        return Judgement.model_validate_json(reply[0]) if reply else None
    except ValidationError:
        return None
