"""Follow-ups: what is put back into a question, what is not, and what the answer then cites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from councilqa import CouncilQA
from councilqa.answering.chain import Answerer
from councilqa.answering.followup import stand_alone
from councilqa.domain.answers import Answer, AnswerStatus, Scope
from councilqa.domain.documents import PaperKind
from councilqa.retrieval.retriever import Filters
from councilqa.retrieval.scope import Paper, understand
from councilqa.store.store import Store

CORPUS = Path(__file__).parents[2] / "corpus"
PAPERS = (
    Paper(
        id="case",
        councils=("Oakford District Council", "Elmbury Borough Council"),
        partnership="oakford-elmbury",
        date=dt.date(2022, 11, 24),
        abbreviations=(("ODC", "Oakford District Council"), ("EBC", "Elmbury Borough Council")),
    ),
    Paper(
        id="statement",
        councils=("Oakford District Council", "Elmbury Borough Council"),
        partnership="oakford-elmbury",
        date=dt.date(2021, 6, 1),
        kind=PaperKind.STATEMENT,
    ),
    Paper(id="bins", councils=("Thornham City Council",), partnership="thornham", date=dt.date(2023, 3, 1)),
    Paper(id="county", councils=("Westmere County Council",), partnership="westmere", date=dt.date(2021, 3, 3)),
)
DEPOT = "How much will Oakford and Elmbury save on the new depot?"
CHIEF = "What are the key risks of the shared chief executive for Oakford and Elmbury?"
BINS = "When will Thornham introduce weekly food waste collections?"
LIBRARY = "How much does the mobile library cost in Westmere?"
POOL = "Does Thornham plan to close the swimming pool?"
STAFF = "How many planning officers do Oakford and Elmbury employ?"
BOARD = "Who chairs the Joint Strategic Board of Oakford and Elmbury?"
BUDGET = "What is the total budget for Heads of Service at Oakford?"
PARKING = "What parking charges are proposed?"
BRIDGE = "Why was the footbridge in Westmere closed?"


def after(asked: str, *, understood: str | None = None, scope: Scope | None = None) -> Answer:
    """An answer of whatever content to a question."""
    return Answer(
        question=asked,
        understood=understood,
        status=AnswerStatus.NOT_FOUND,
        text="Not found.",
        reason="Not found.",
        scope=scope or understand(understood or asked, PAPERS),
    )


REWRITTEN: tuple[tuple[str, str, str], ...] = (
    # Another council: its name stands in the place of the old one
    (DEPOT, "and for Thornham?", "How much will Thornham save on the new depot?"),
    (DEPOT, "what about Westmere?", "How much will Westmere save on the new depot?"),
    (DEPOT, "And Elmbury?", "How much will Elmbury save on the new depot?"),
    (DEPOT, "same for thornham?", "How much will thornham save on the new depot?"),
    (DEPOT, "Does the same apply to Thornham?", "How much will Thornham save on the new depot?"),
    (DEPOT, "Thornham?", "How much will Thornham save on the new depot?"),
    (DEPOT, "thanks. and at Thornham then?", "How much will Thornham save on the new depot?"),
    (LIBRARY, "how about Oakford and Elmbury?", "How much does the mobile library cost in Oakford and Elmbury?"),
    (LIBRARY, "and in EBC?", "How much does the mobile library cost in EBC?"),
    (PARKING, "and for Thornham?", "What parking charges are proposed for Thornham?"),
    (BINS, "and for Leeds?", "When will Leeds introduce weekly food waste collections?"),
    (BINS, "what about North Tyneside?", "When will North Tyneside introduce weekly food waste collections?"),
    (PARKING, "and in Leeds?", "What parking charges are proposed for Leeds?"),
    # Another question on the same subject
    (CHIEF, "and the savings?", "What are the savings of the shared chief executive (Oakford, Elmbury)?"),
    (CHIEF, "what about the cost?", "What is the cost of the shared chief executive (Oakford, Elmbury)?"),
    (CHIEF, "And the benefits?", "What are the benefits of the shared chief executive (Oakford, Elmbury)?"),
    (LIBRARY, "What are the main benefits?", "What are the main benefits of the mobile library (Westmere)?"),
    (BINS, "what about the risks?", "What are the risks of introducing weekly food waste collections (Thornham)?"),
    (POOL, "and the timetable?", "What is the timetable of closing the swimming pool (Thornham)?"),
    (POOL, "what about staff?", "What about staff and closing the swimming pool (Thornham)?"),
    (LIBRARY, "is there more detail?", "More detail on the mobile library (Westmere)?"),
    (BINS, "and after that?", "What happens after introducing weekly food waste collections (Thornham)?"),
    (POOL, "who decides?", "Who decides – closing the swimming pool (Thornham)?"),
    # A question word alone
    (BINS, "why?", "Why will Thornham introduce weekly food waste collections?"),
    (POOL, "when?", "When does Thornham plan to close the swimming pool?"),
    (BINS, "how much?", "How much would introducing weekly food waste collections cost (Thornham)?"),
    (BRIDGE, "Since when?", "Since when was the footbridge in Westmere closed?"),
    (BUDGET, "why?", "Why – Heads of Service (Oakford, Elmbury)?"),
    # Pronouns and pointing words
    (POOL, "who decides that?", "Who decides the swimming pool (Thornham)?"),
    (BINS, "when does it start?", "When does introducing weekly food waste collections start (Thornham)?"),
    (LIBRARY, "is this final?", "Is the mobile library final (Westmere)?"),
    (LIBRARY, "what would that cost?", "What would the mobile library cost (Westmere)?"),
    (POOL, "does the council have to agree to it?", "Does the council have to agree to the swimming pool (Thornham)?"),
    (DEPOT, "how much will they save?", "How much will Oakford and Elmbury save, with the new depot?"),
    (BINS, "How will they be collected?", "How will weekly food waste collections be collected (Thornham)?"),
    (STAFF, "who manages them?", "Who manages the planning officers (Oakford, Elmbury)?"),
    (BOARD, "how often does it meet?", "How often does the Joint Strategic Board meet (Oakford, Elmbury)?"),
    (BOARD, "what is its purpose?", "What is the Joint Strategic Board’s purpose (Oakford, Elmbury)?"),
    (LIBRARY, "is it possible to extend it?", "Is it possible to extend the mobile library (Westmere)?"),
    (PARKING, "who agreed to this?", "Who agreed to the parking charges proposed?"),
    (LIBRARY, "who agreed that figure?", "Who agreed that figure – the mobile library (Westmere)?"),
    (BRIDGE, "what will it cost to repair it?", "What will it cost to repair the footbridge (Westmere)?"),
    (LIBRARY, "And what would Thornham pay for that?", "What would Thornham pay for the mobile library?"),
    # Another thing in its place
    (BUDGET, "and for the Chief Executive?", "What is the total budget for the Chief Executive at Oakford?"),
    (LIBRARY, "and the museum?", "How much does the museum cost in Westmere?"),
    (STAFF, "what about building inspectors?", "How many building inspectors do Oakford and Elmbury employ?"),
    # Another paper or year
    (DEPOT, "in the 2022 report?", "How much will Oakford and Elmbury save on the new depot in the 2022 report?"),
    (DEPOT, "and in the statement?", "How much will Oakford and Elmbury save on the new depot in the statement?"),
    (CHIEF, "and in 2024?", "What are the key risks of the shared chief executive for Oakford and Elmbury in 2024?"),
    ("What did Thornham spend on roads in 2022?", "and in 2023?", "What did Thornham spend on roads in 2023?"),
    # A whole question that says that it goes on
    (POOL, "And who chairs the leisure committee?", "Who chairs the leisure committee (Thornham)?"),
    (CHIEF, "Who appoints the chief executive?", "Who appoints the chief executive (Oakford, Elmbury)?"),
)  # fmt: skip
STANDS: tuple[tuple[str, str], ...] = (
    (DEPOT, "How much does Thornham spend on parks?"),
    (DEPOT, "What are the opening hours of the museum in Westmere?"),
    (DEPOT, "Is it true that Thornham will close the swimming pool?"),
    (BINS, "What is it that councillors dislike about the parking scheme?"),
    (BINS, "How long does it take to get planning permission for an extension?"),
    (BINS, "Will it be possible to borrow books from any library in the county?"),
    (BINS, "Is it worth merging the two contact centres?"),
    (LIBRARY, "Do residents think that the new parking scheme is fair?"),
    (LIBRARY, "Which councils share a legal team, and when did they start?"),
    (LIBRARY, "What happens to those tenants who refuse the rent increase?"),
    (POOL, "Does the council that runs the crematorium charge for parking?"),
    (POOL, "What do the councils say about climate change?"),
    (POOL, "What did the county decide about school transport?"),
    (POOL, "If they miss the deadline, how will applicants for school places be told?"),
    (CHIEF, "Who is paying for the flood defences along the river?"),
    (CHIEF, "Has the planning committee published its enforcement policy?"),
    (CHIEF, "How many empty homes are there this year?"),
    (CHIEF, "What did Solent Advisers charge for their review?"),
    (BOARD, "Total number of allotments in Thornham"),
    (BOARD, "By how much did rents rise last year?"),
    (BOARD, "When it comes to recycling, which district does best?"),
    (PARKING, "What share of its bins does Thornham empty each week?"),
)


@pytest.mark.parametrize(("asked", "said", "understood"), REWRITTEN)
def test_a_follow_up_is_made_to_stand_alone(asked: str, said: str, understood: str) -> None:
    standing = stand_alone(said, after(asked), PAPERS)
    assert standing.rewritten
    assert standing.question == understood


@pytest.mark.parametrize(("asked", "said"), STANDS)
def test_a_question_with_its_own_subject_is_left_as_it_is(asked: str, said: str) -> None:
    standing = stand_alone(said, after(asked), PAPERS)
    assert not standing.rewritten
    assert standing.question == said
    assert standing.within is None


@pytest.mark.parametrize("said", sorted({said for _, said, _ in REWRITTEN} | {said for _, said in STANDS}))
def test_without_a_last_question_nothing_is_rewritten(said: str) -> None:
    assert stand_alone(said, None, PAPERS).question == said


@pytest.mark.parametrize(("said", "papers"), [
    ("and the risks?", ("case", "statement")),
    ("when does it start?", ("case", "statement")),
    ("and for Thornham?", None),
    ("and in the statement?", None),
])  # fmt: skip
def test_the_papers_are_kept_exactly_unless_the_follow_up_names_some(said: str, papers: tuple[str, ...] | None) -> None:
    assert stand_alone(said, after(DEPOT), PAPERS).within == papers


def test_papers_that_the_last_question_was_narrowed_to_are_kept() -> None:
    asked = "What do Oakford and Elmbury share in the joint statement?"
    standing = stand_alone("and the benefits?", after(asked), PAPERS)
    assert standing.within == ("statement",)
    assert understand(standing.question, PAPERS, within=standing.within).document_ids == ("statement",)


def test_a_paper_named_anew_is_looked_for_among_all_of_the_partnership() -> None:
    asked = "What do Oakford and Elmbury share in the joint statement?"
    standing = stand_alone("and in the 2022 report?", after(asked), PAPERS)
    assert standing.question == "What do Oakford and Elmbury share in the 2022 report?"
    assert understand(standing.question, PAPERS, within=standing.within).document_ids == ("case",)


def test_papers_no_longer_indexed_do_not_count() -> None:
    assert understand("What about the risks (Thornham)?", PAPERS, within=("gone",)).document_ids == ("bins",)


def test_papers_that_the_asker_chose_are_not_carried() -> None:
    chosen = Scope(document_ids=("bins",), councils=("Thornham City Council",), chosen=True)
    standing = stand_alone("and the risks?", after("Why is the pool closed?", scope=chosen), PAPERS)
    assert standing.question == "What are the risks of the pool?"
    assert standing.within is None


def test_a_third_question_goes_on_from_the_understood_second() -> None:
    second = stand_alone("and for Thornham?", after(DEPOT), PAPERS)
    third = stand_alone("what about the risks?", after("and for Thornham?", understood=second.question), PAPERS)
    assert third.question == "What are the risks of the new depot (Thornham)?"
    fourth = stand_alone("who decides that?", after("what about the risks?", understood=third.question), PAPERS)
    assert "the new depot" in fourth.question
    assert fourth.within == ("bins",)


def test_a_follow_up_about_nothing_is_left_alone() -> None:
    assert not stand_alone("why?", after("?"), ()).question.startswith("–")
    for said in ("?", "and", "…", "it", "and?", "(", "that that that"):
        assert stand_alone(said, after(DEPOT), PAPERS).question


# The whole way, over the corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """Three of the four partnerships: the fourth's paper takes as long to encode as all the others."""
    folder = tmp_path_factory.mktemp("followup")
    with CouncilQA.open(folder / "index") as opened:
        papers = [path for path in sorted(CORPUS.glob("*.txt")) if not path.name.startswith("harborough")]
        assert len(opened.ingest(papers).added) == 4
        with Store.open(opened.settings.index, stamp=None, dense="exact") as store:
            yield Answerer(store, opened.retriever())


@pytest.fixture(scope="module")
def talk(corpus: Answerer) -> Callable[..., Answer]:
    def run(*questions: str) -> Answer:
        """The answer to the last of several questions."""
        history: list[Answer] = []
        for question in questions:
            history.append(corpus.ask(question, history=history))
        return history[-1]

    return run


TALKS = [
    (
        ("How much would Hart and Rushmoor save on top bosses?", "and for Cannock and Stafford?"),
        "cannock-stafford",
        "£88k",
    ),
    (
        ("What are the key risks of sharing services at Cannock and Stafford?", "how will they be managed?"),
        "cannock-stafford",
        "risk",
    ),
    (("Which outside consultants did Hampshire appoint?", "what is their role?"), "hampshire", "independent challenge"),
    (
        ("Who heads up the group of officers steering the county's work with police and fire?", "and at Cannock?"),
        "cannock-stafford",
        "",
    ),
    (("When did Hart and Rushmoor begin discussions?", "why?"), "hart-rushmoor", "devolution"),
    (("When did Hart and Rushmoor begin discussions?", "why?", "and in the statement?"), "hart-rushmoor", "dialogue"),
    (
        ("What boards are set up to steer the joint work at Cannock and Stafford?", "how often do they meet?"),
        "cannock-stafford",
        "quarterly",
    ),
    (("How much is Hart being asked to put in for the next stage?", "when does it start?"), "hart-rushmoor", ""),
    (("Is there a shared chief executive at Cannock and Stafford?", "and the risks?"), "cannock-stafford", "risk"),
]


@pytest.mark.parametrize(("questions", "partnership", "words"), TALKS)
def test_the_answer_to_a_follow_up_cites_the_right_partnership(
    talk: Callable[..., Answer], questions: tuple[str, ...], partnership: str, words: str
) -> None:
    answer = talk(*questions)
    assert answer.status is not AnswerStatus.NOT_FOUND, answer.text
    assert {each.partnership for each in answer.citations} == {partnership}
    headings = " ".join(title for each in answer.citations for title in each.section)
    assert words.lower() in f"{answer.text} {headings}".lower()
    assert answer.question == questions[-1]
    assert answer.understood is not None
    assert any(answer.understood in note for _, note in answer.trace)


@pytest.mark.parametrize("name", ["Leeds", "North Tyneside", "Melton", "Milton Keynes"])
def test_a_council_in_no_paper_is_not_found_for_that_reason(talk: Callable[..., Answer], name: str) -> None:
    first = "How much would Cannock and Stafford save on senior management?"
    answer = talk(first, f"and for {name}?")
    assert answer.status is AnswerStatus.NOT_FOUND
    assert name.split()[-1] in (answer.reason or "")
    back = talk(first, f"and for {name}?", "and for Cannock?")
    assert back.understood == "How much would Cannock save on senior management?"
    assert "£88k" in back.text


def test_a_question_that_was_not_found_still_gives_the_subject(talk: Callable[..., Answer]) -> None:
    answer = talk("How much would Hart and Rushmoor save on senior management posts?", "and for Stafford?")
    assert answer.understood == "How much would Stafford save on senior management posts?"
    assert {each.partnership for each in answer.citations} == {"cannock-stafford"}


def test_a_new_topic_drops_the_old_one(talk: Callable[..., Answer], corpus: Answerer) -> None:
    question = "Which outside firm was appointed to give independent challenge in Hampshire?"
    answer = talk("How much would Cannock and Stafford save on senior management?", question)
    assert answer.understood is None
    assert answer.citations == corpus.ask(question).citations


def test_papers_chosen_by_the_asker_stay_whatever_is_named(corpus: Answerer) -> None:
    chosen = Filters(partnership="hampshire")
    first = corpus.ask("Which consultants were appointed?", chosen)
    answer = corpus.ask("why?", chosen, history=[first])
    assert answer.scope.partnerships == ("hampshire",)
    assert "consultants" in (answer.understood or "")
    other = corpus.ask("and for Stafford?", chosen, history=[first])
    assert other.scope.partnerships == ("hampshire",)
    assert other.status is AnswerStatus.NOT_FOUND
