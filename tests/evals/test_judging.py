"""A model's opinion beside the scores."""

from __future__ import annotations

from typing import Any

import pytest
from eval_makers import ScriptedPapers, answer, answerable, refused, results_of, unanswerable
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from councilqa.errors import SettingsError
from councilqa.evals.judge import judge_model, judged
from councilqa.evals.results import Judgement, SystemResult


class ScriptedChat(BaseChatModel):
    """Says what it was given to say, records what it was asked, and fails when it has no more to say."""

    replies: list[str]
    sent: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.sent.append(str(messages[-1].content))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=self.replies.pop(0)))])


def system() -> SystemResult:
    cases = [answerable("a-1", question="one"), answerable("a-2", question="two"), unanswerable()]
    replies = {"one": answer("It saves {£88k}."), "two": refused(), unanswerable().question: answer("blue")}
    return results_of(cases, ScriptedPapers(replies)).ours  # type: ignore[arg-type]


def test_only_answers_that_were_given_are_judged_and_no_score_moves() -> None:
    chat = ScriptedChat(replies=['Well: {"verdict": "partly", "why": "no share"}'])
    before = system()
    after = judged(before, chat)
    assert [case.judgement for case in after.cases] == [Judgement(verdict="partly", why="no share"), None, None]
    assert [case.scores for case in after.cases] == [case.scores for case in before.cases]
    assert len(chat.sent) == 1
    assert "It saves {£88k}." in chat.sent[0] and "£88k / £88,000" in chat.sent[0]


@pytest.mark.parametrize("reply", ["I cannot say.", '{"verdict": "great", "why": ""}', "{"])
def test_reply_that_cannot_be_read_is_no_opinion(reply: str) -> None:
    after = judged(system(), ScriptedChat(replies=[reply]))
    assert [case.judgement for case in after.cases] == [None, None, None]


def test_judge_that_cannot_be_had_is_told() -> None:
    with pytest.raises(SettingsError, match="the judge 'nowhere:model' cannot be used"):
        judge_model("nowhere:model")
