"""Which questions a register answers: those for a list, a count, a total or a row, told by general wording.

Whatever else a question says must be words of the paper ("in the business case") or a topic that entries can be held
against; a question with more to it is left to the ordinary way.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from councilqa.domain.registers import RegisterKind, SumKind
from councilqa.text import content_words, fold


class Want(StrEnum):
    LIST = "list"
    COUNT = "count"
    ROW = "row"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question wants of a register."""

    kind: RegisterKind
    want: Want
    number: str | None = None
    """Of one entry, without brackets and spaces: "11", "2.2i"."""
    topic: tuple[str, ...] = ()
    """Words that the entries must hold: "staff"."""
    in_register: bool = False
    """Whether the question speaks of a register, not of risks at large."""
    verbs: tuple[str, ...] = ()
    """Of recommendations: those that ask to note, to approve; none for all."""
    sum_kind: SumKind | None = None
    years: tuple[int, ...] = ()
    """In which they begin; those that a total is asked for."""
    year_count: int | None = None
    """ "over three years", without saying which."""


_NOUNS: tuple[tuple[RegisterKind, str], ...] = (
    (RegisterKind.RISKS, r"risks?"),
    (RegisterKind.RECOMMENDATIONS, r"recommendations?"),
    (RegisterKind.MILESTONES, r"milestones|key dates|dates and milestones"),
)
_OPENING = r"(?:(?:please|so|and|can you|could you|would you)\s+)*"
_TELL = (
    r"(?:list|give(?: me)?|show(?: me)?|name|set out|tell me|read out|what(?: is|'s| are| were)?|"
    r"which(?: are| were)?)(?: out)?"
)
_ALL = r"(?:(?:a |the )?(?:full |complete )?list of )?(?:all )?(?:of )?(?:the |its |their |these )?"
_WHO = (
    r"(?:am i|are (?:we|they|you|members|councillors|(?:the )?councils|both councils)|"
    r"(?:is|was) (?:the )?(?:full )?(?:cabinet|council|committee|executive|board|each council))"
)
_ASKED = re.compile(
    rf"^{_OPENING}(?:what|which decisions?|tell me what) (?:exactly |precisely )?{_WHO} (?:being |actually |now )*"
    r"(?:asked|invited|requested|recommended|expected|supposed)"
    r"(?: to (?P<verb>decide|do|vote|approve|agree|note|consider|delegate|recommend|endorse|resolve|determine)"
    r"(?: on| for)?)?(?P<rest>.*)$"
)
_SOUGHT = re.compile(
    rf"^{_OPENING}(?:what|which) (?:are the )?decisions? (?:that )?(?:(?:is|are|do|does|must|has|have|need|needs|we|i|"
    r"members|councillors|cabinet|council|the|to|be|been)\s+)*(?:made|make|take|taken|needed|required|sought|asked for)"
    r"(?P<rest>.*)$"
)
_RECOMMENDED = re.compile(
    rf"^{_OPENING}what (?:does|do|did) (?:the |this |that )?(?P<which>\w+ )?(?:report|paper|officers|author) recommend"
    r"(?P<rest>.*)$|"
    rf"^{_OPENING}what (?:is|was) (?:being )?recommended(?P<more>.*)$"
)
_WHEN = re.compile(
    rf"^{_OPENING}(?:what happens when(?P<rest>.*)|what (?:is|are|'s)? ?the (?:\w+ )?(?:timetable|timeline|timescales?)"
    r"(?P<more>.*))$"
)
_NUMBERED = re.compile(
    r"\b(?P<noun>risk|recommendation)\s+(?:no\.?\s*|number\s*|#\s*|ref(?:erence)?\.?\s*)?"
    r"(?P<number>[a-z]{0,3}[- ]?\d+(?:\.\d+)*(?:\s?\(?(?:[a-z]|[ivx]+)\)?)?|\([a-z]\)|[a-z](?=\W*$))(?![\w%.]*\w)"
)
_MITIGATION = re.compile(
    rf"^{_OPENING}(?:what (?:is|are|'s)|list|give me|tell me) (?:all )?(?:the |being |proposed )*(?:mitigations?|"
    r"mitigating (?:actions?|measures?|controls?))(?: given| listed| proposed| planned| in place)? "
    r"(?:for|against|of|to) (?:the )?(?:risks? (?:of|that|around|about|to|from) )?(?P<topic>.+)$|"
    rf"^{_OPENING}how (?:is|are|will|would|do|does) (?:the |they |we |it )?(?:propose to |plan to |councils? )?"
    r"(?:mitigate |manage |reduce |address )?(?:the )?risks? (?:of|that|around|from) (?P<other>.+?)"
    r"(?: (?:be |being )*(?:mitigated|managed|reduced|addressed))?\W*$"
)
_FIELDS = frozenset(
    "mitigation mitigations mitigated mitigate mitigating mitigates action actions control controls measure measures "
    "owner owns owned own likelihood impact score scored rating rated theme risk recommendation number say says mean "
    "done about being manage managed reduce reduced address addressed against text wording read full".split()
)
_OF_PAPER = frozenset(
    "council councils district borough county city report reports paper papers document documents business case cases "
    "cabinet executive committee register registers list listed lists log logs annex annexe appendix named identified "
    "identify given set contained included include mentioned mention proposal proposals proposed proposing partnership "
    "shared share sharing service services joint jointly work working works project projects programme programmes plan "
    "plans altogether overall currently exactly please full complete there here out today tonight meeting agenda item "
    "vote approve agree decide do note page pages pack total number risk risks recommendation recommendations "
    "milestone milestones dates timetable timeline table tabled associated facing face involved move moving "
    "strategic".split()
)
"""Words that say where to look and not what for."""
_QUALIFIED = frozenset(
    "key main top biggest principal greatest major significant serious worst highest important most first last summary "
    "summarised new other another three four five six seven eight nine ten two one".split()
)
"""Words that ask for some of the entries, which a register cannot tell."""
_TOTAL = re.compile(r"\b(?:total|in all|altogether|in total|add(?:s|ed)? up|summed|sum of|combined)\b")
_SUMS: tuple[tuple[SumKind, str], ...] = (
    (SumKind.SAVING, r"sav(?:e|es|ed|ing|ings)"),
    (SumKind.DEFICIT, r"deficits?|(?:budget |funding )?gaps?|shortfalls?"),
    (SumKind.COST, r"costs?"),
)
_SPAN = re.compile(
    r"(?P<first>20\d\d)(?:/\d\d(?:\d\d)?|-\d\d(?!\d))?(?:\s*(?:to|and|-|until)\s*(?P<last>20\d\d)(?:[/-]\d\d(?:\d\d)?)?)?"
)
_OVER = re.compile(r"\b(?P<count>two|three|four|five|ten|\d{1,2})[ -]?years?\b")
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_MONEY_WORDS = frozenset(
    "total saving savings save saves saved deficit deficits gap gaps budget funding shortfall cost costs combined "
    "altogether sum add adds added up all over period years year three two four five pounds money expected forecast "
    "forecasted estimated identified realise realised make made amount figure much worth cumulative annual".split()
)
_NAME = "\N{SECTION SIGN}"
"""Stands in the place of a council's name."""
_DECIDE = frozenset("decide do vote consider resolve determine approve agree".split())
"""Who asks what they are to decide or approve wants all of it, whatever verb the report has for each."""


def asked_of(question: str, *, names: Collection[str] = ()) -> Asked | None:
    """What a question wants of a register, or None where it is no such question.

    `names` are the words that set its scope: the councils and papers it names.
    """
    text = _folded(question, names)
    return _row(text) or _about_decisions(text) or _listed(text) or _when(text) or _total(text)


def _folded(question: str, names: Collection[str]) -> str:
    """The question without the names of councils, as text to be matched."""
    text = fold(question)
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(fold(name))}(?:'s)?(?!\w)", _NAME, text)
    text = re.sub(rf"{_NAME}(?:(?: council(?:'s|s)?)?(?:,| and| &|/)+\s*{_NAME})+|{_NAME}", " ", text)
    return re.sub(r"\s+", " ", text).strip(" ?.!")


def _listed(text: str) -> Asked | None:
    """ "How many risks …", "list the recommendations", "what are the staff risks"."""
    for kind, noun in _NOUNS:
        count = re.match(rf"^{_OPENING}how many (?P<mid>(?:[\w-]+ ){{0,2}}?)(?:{noun})\b(?P<rest>.*)$", text)
        match = count or re.match(
            rf"^{_OPENING}{_TELL} {_ALL}(?P<mid>(?:[\w-]+ ){{0,2}}?)(?:{noun})\b(?P<rest>.*)$", text
        )
        if match is None:
            continue
        topic = _topic(f"{match['mid']} {match['rest']}")
        if topic is None or (topic and kind is not RegisterKind.RISKS) or not _is_topic(match):
            return None
        named = re.search(r"\b(?:register|log|annexe?|appendix|table)\b", match["rest"]) is not None
        return Asked(kind=kind, want=Want.COUNT if count else Want.LIST, topic=topic, in_register=named)
    return None


def _is_topic(match: re.Match[str]) -> bool:
    """Whether a topic stands where it says which entries are asked for: "staff risks", "risks about staff"."""
    rest = _topic(match["rest"])
    return (
        not rest
        or re.match(r"^ (?:about|around|on|for|of|to do with|relating to|concerning|to|with) ", match["rest"])
        is not None
    )


def _topic(words: str) -> tuple[str, ...] | None:
    """What is asked for beside the paper; None where it is more than a topic."""
    raw = set(re.findall(r"[\w'-]+", words))
    if raw & _QUALIFIED or raw & {"not", "no", "without", "why", "how", "who", "when", "and", "if", "or"}:
        return None
    topic = tuple(word for word in content_words(words) if word not in _OF_PAPER)
    return topic if len(topic) <= 2 else None


def _about_decisions(text: str) -> Asked | None:
    match = _ASKED.match(text) or _SOUGHT.match(text) or _RECOMMENDED.match(text)
    if match is None:
        return None
    groups = match.groupdict()
    # "What does the auditor's report recommend": another report than the one that is asked about
    if _topic(" ".join(groups.get(each) or "" for each in ("which", "rest", "more"))) != ():
        return None
    verb = groups.get("verb")
    verbs = (verb,) if verb and verb not in _DECIDE else ()
    return Asked(kind=RegisterKind.RECOMMENDATIONS, want=Want.LIST, verbs=verbs)


def _when(text: str) -> Asked | None:
    match = _WHEN.match(text)
    if match is None or _topic((match["rest"] or "") + (match["more"] or "")) != ():
        return None
    return Asked(kind=RegisterKind.MILESTONES, want=Want.LIST)


def _row(text: str) -> Asked | None:
    """ "What is the mitigation for risk 11?", "… for staff resistance?"."""
    match = _NUMBERED.search(text)
    if match is not None:
        rest = content_words(text[: match.start()] + " " + text[match.end() :])
        if any(word not in _FIELDS and word not in _OF_PAPER for word in rest):
            return None
        kind = RegisterKind.RISKS if match["noun"] == "risk" else RegisterKind.RECOMMENDATIONS
        return Asked(kind=kind, want=Want.ROW, number=plain_number(match["number"]))
    match = _MITIGATION.match(text)
    if match is None:
        return None
    topic = tuple(word for word in content_words(match["topic"] or match["other"]) if word not in _OF_PAPER)
    return Asked(kind=RegisterKind.RISKS, want=Want.ROW, topic=topic) if topic else None


def _total(text: str) -> Asked | None:
    if not _TOTAL.search(text) or not re.match(rf"^{_OPENING}(?:what|how much|give|tell|total)\b", text):
        return None
    kinds = [kind for kind, words in _SUMS if re.search(rf"\b(?:{words})\b", text)]
    if len(kinds) != 1:
        return None
    years = _years(text)
    over = _OVER.search(text)
    left = _OVER.sub(" ", _SPAN.sub(" ", text))
    if any(word not in _MONEY_WORDS and word not in _OF_PAPER for word in content_words(left)):
        return None
    count = (_COUNTS.get(over["count"]) or int(over["count"])) if over else None
    return Asked(kind=RegisterKind.MONEY, want=Want.TOTAL, sum_kind=kinds[0], years=years, year_count=count)


def _years(text: str) -> tuple[int, ...]:
    """The years of "2023/24 to 2025/26", or those named one by one."""
    years: set[int] = set()
    for match in _SPAN.finditer(text):
        first = int(match["first"])
        last = int(match["last"]) if match["last"] else first
        years |= (
            set(range(first, min(last, first + 20) + 1)) if " to " in match[0] or "until" in match[0] else {first, last}
        )
    return tuple(sorted(years))


def plain_number(number: str) -> str:
    """A number as it is compared: "2.2 (i)" and "2.2i" are one."""
    return re.sub(r"[\s().:-]+(?=\D|$)|[\s()-]+", "", number.lower())
