"""A briefing from what is known of a paper."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import docx
import pytest

from councilqa.briefing.brief import MOST_RISKS, Material, brief
from councilqa.domain.answers import Answer, AnswerStatus, Citation
from councilqa.domain.briefings import Briefing, BriefingPart
from councilqa.domain.discrepancies import CitedDiscrepancy, Discrepancy, DiscrepancyKind, Side
from councilqa.domain.documents import Metadata, Slice
from councilqa.domain.registers import (
    CitedEntry,
    Entry,
    Milestone,
    Recommendation,
    RegisterKind,
    Risk,
    Standing,
    Sum,
    SumKind,
)
from councilqa.exports.briefing import briefing_docx, briefing_markdown

MADE_AT = dt.datetime(2026, 5, 12, 9, 30, tzinfo=dt.UTC)
QUOTE = (Slice(text="words of the paper", start=0),)


def cited(start: int, quote: str = "words of the paper") -> Citation:
    return Citation(
        label="1",
        document_id="d",
        title="Shared services",
        source="paper.pdf",
        councils=("Oakford District Council",),
        partnership=None,
        date=None,
        page=start + 1,
        printed_page=None,
        paragraph=f"2.{start}",
        section=(),
        quote=quote,
        passage=quote,
        passage_id="p",
        start=start,
    )


def entry(of: Entry, start: int = 0) -> CitedEntry:
    return CitedEntry(entry=of, citations=(cited(start), cited(start + 500)))


def recommendation(number: str, text: str, standing: Standing) -> Recommendation:
    return Recommendation(
        document_id="d", quotes=QUOTE, body="Cabinet", number=number, verb="approve", text=text, standing=standing
    )


def risk(number: str, score: str | None = None) -> Risk:
    return Risk(
        document_id="d",
        quotes=QUOTE,
        number=number,
        theme=None,
        risk=f"Risk {number}",
        mitigations=("Plan", "Watch"),
        score=score,
        in_register=True,
    )


def saving(amount: str, *, total: bool = False, council: str | None = None, effect: bool = True) -> Sum:
    return Sum(
        document_id="d",
        quotes=QUOTE,
        written=f"£{amount}",
        amount=Decimal(amount),
        kind=SumKind.SAVING,
        what="Shared team",
        council=council,
        total=total,
        effect=Decimal(amount) if effect else None,
    )


def milestone(when: str, day: dt.date) -> Milestone:
    return Milestone(
        document_id="d", quotes=QUOTE, what=f"What happens in {when}", when=when, first_day=day, last_day=day
    )


def not_found(question: str) -> Answer:
    return Answer(question=question, status=AnswerStatus.NOT_FOUND, text="Not found.", reason="No passage.")


def found(question: str) -> Answer:
    return Answer(
        question=question,
        status=AnswerStatus.ANSWERED,
        text=f"About {question.rstrip('?')} [1]",
        citations=(cited(sum(map(ord, question))),),
    )


def made(**given: object) -> Briefing:
    registers: dict[RegisterKind, tuple[CitedEntry, ...]] = dict.fromkeys(RegisterKind, ())
    material: dict[str, object] = {
        "document_id": "d",
        "metadata": Metadata(title="Shared services", date=dt.date(2022, 11, 24)),
        "registers": {**registers, **given.pop("registers", {})},  # type: ignore[dict-item]
        "discrepancies": (),
        "ask": not_found,
        **given,
    }
    return brief(Material(**material))  # type: ignore[arg-type]


def part(briefing: Briefing, heading: str) -> BriefingPart:
    return next(each for each in briefing.parts if each.heading == heading)


def test_what_is_recommended_stands_before_what_an_appendix_proposes() -> None:
    entries = (
        entry(recommendation("1", "share a depot", Standing.PROPOSED)),
        entry(recommendation("2.1", "approve the case", Standing.RECOMMENDED), 1),
    )
    lines = part(made(registers={RegisterKind.RECOMMENDATIONS: entries}), "What you are asked to decide").lines
    assert [(line.about, line.text) for line in lines] == [("2.1", "approve the case")]
    assert lines[0].citations[0].paragraph == "2.1"


@pytest.mark.parametrize(
    ("standing", "heading"), [(Standing.RESOLVED, "What was decided"), (Standing.PROPOSED, "What is proposed")]
)
def test_heading_says_what_the_lines_are(standing: Standing, heading: str) -> None:
    entries = (entry(recommendation("a", "share a depot", standing)),)
    assert made(registers={RegisterKind.RECOMMENDATIONS: entries}).parts[0].heading == heading


def test_totals_lead_and_no_sum_is_told_twice() -> None:
    sums = [saving("10"), saving("90"), saving("90"), saving("50", total=True), saving("999", effect=False)]
    entries = tuple(entry(each, place) for place, each in enumerate(sums))
    lines = part(made(registers={RegisterKind.MONEY: entries}), "What it costs and saves, and for whom").lines
    assert [line.text for line in lines] == ["Shared team: £50", "Shared team: £90", "Shared team: £10"]


def test_gravest_risks_stand_first_with_what_is_done_about_them() -> None:
    risks = tuple(entry(risk(str(place), score), place) for place, score in enumerate(["4", "12", None, "9"] * 3))
    told = part(made(registers={RegisterKind.RISKS: risks}), "Main risks")
    assert [line.about for line in told.lines[:4]] == ["1 (12)", "5 (12)", "9 (12)", "3 (9)"]
    assert len(told.lines) == MOST_RISKS and told.more == 12 - MOST_RISKS
    assert told.lines[0].text == "Risk 1 Mitigation: Plan; Watch"


def test_what_is_past_on_the_day_of_the_paper_is_left_out() -> None:
    entries = (
        entry(milestone("June 2023", dt.date(2023, 6, 1)), 1),
        entry(milestone("May 2020", dt.date(2020, 5, 1)), 2),
        entry(milestone("March 2023", dt.date(2023, 3, 1)), 3),
    )
    lines = part(made(registers={RegisterKind.MILESTONES: entries}), "What happens when").lines
    assert [line.about for line in lines] == ["March 2023", "June 2023"]


def test_questions_without_an_answer_are_what_the_paper_does_not_say() -> None:
    silent = part(made(), "What the report does not say, as far as was found")
    assert "Who was consulted, and what did they say?" in [line.text for line in silent.lines]
    told = made(ask=found)
    assert part(told, "What the report does not say, as far as was found").without
    assert all(line.citations for each in told.parts for line in each.lines)


def test_lines_that_speak_of_something_else_answer_no_standing_question() -> None:
    def aside(question: str) -> Answer:
        texts = ("Is it in the service plan for staff and residents? [1]", "^{}See the services. [2]")
        return replace(found(question), text="\n".join(texts), citations=(cited(1), cited(2)))

    told = made(ask=aside)
    assert not part(told, "Options").lines and not part(told, "Who is affected").lines
    assert "What does it mean for staff?" in [
        line.text for line in part(told, "What the report does not say, as far as was found").lines
    ]


def test_a_condition_is_told_and_items_follow_what_announces_them() -> None:
    listed = replace(
        recommendation("2(i)", "a structure which comprises: This saves £8k.", Standing.RECOMMENDED),
        items=("1 x Chief", "2 x Deputies"),
        condition="Subject to 1 being approved",
    )
    told = made(registers={RegisterKind.RECOMMENDATIONS: (entry(listed),)})
    (line,) = part(told, "What you are asked to decide").lines
    wanted = "Subject to 1 being approved: a structure which comprises: 1 x Chief; 2 x Deputies. This saves £8k."
    assert line.text == wanted


def test_what_others_saved_is_no_saving_of_this_paper_and_sums_have_their_unit() -> None:
    ours, theirs = replace(saving("90"), written="90"), saving("1340")
    elsewhere = replace(cited(4), section=("Lessons learnt from other councils",))
    entries = (entry(ours, 1), CitedEntry(entry=theirs, citations=(elsewhere,)))
    lines = part(made(registers={RegisterKind.MONEY: entries}), "What it costs and saves, and for whom").lines
    assert [line.text for line in lines] == ["Shared team: £90"]


def test_contradictions_are_figures_to_query_the_gravest_first() -> None:
    def discrepancy(severity: str, sentence: str) -> CitedDiscrepancy:
        side = Side(document_id="d", quote=QUOTE[0])
        return CitedDiscrepancy(
            discrepancy=Discrepancy(
                kind=DiscrepancyKind.SUM,
                severity=severity,  # type: ignore[arg-type]
                sides=(side, side),
                values=("1", "2"),
                arithmetic="1 + 1 = 2",
                sentence=sentence,
            ),
            citations=(cited(7), cited(8)),
        )

    told = made(discrepancies=[discrepancy("low", "small"), discrepancy("high", "large")])
    assert [line.text for line in part(told, "Figures to query").lines] == ["large", "small"]


def test_empty_part_says_so() -> None:
    assert all(each.lines or each.without for each in made().parts)


def test_files_hold_every_line_with_its_source() -> None:
    entries = (entry(recommendation("2.1", "approve *the* case", Standing.RECOMMENDED), 1),)
    briefing = made(registers={RegisterKind.RECOMMENDATIONS: entries})
    text = briefing_markdown(briefing, made_at=MADE_AT)
    assert "**2.1:** approve \\*the\\* case \\[1\\]" in text and "paragraph 2.1, page 2" in text
    paragraphs = [each.text for each in docx.Document(io.BytesIO(briefing_docx(briefing, made_at=MADE_AT))).paragraphs]
    assert "2.1: approve *the* case [1]" in paragraphs
    assert any("words of the paper" in each for each in paragraphs)
