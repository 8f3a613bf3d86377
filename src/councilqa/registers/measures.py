"""The several measures of one cell or sentence: bullets, numbers, sentences, and what has lost its bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from councilqa.sentences import sentences

_BULLET = re.compile(r"(?:^|(?<=\s))[•●▪▫■□◦○‣⁃∙➢➔✓❖·►▶\uf000-\uf8ff](?:\s+|(?=\S))")
_DASH = re.compile(r"(?:^|(?<=\s))[-–—](?=\s)\s+")
_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=[A-Z])")
_GOES_ON = re.compile(
    r"(?:This|These|Those|That|It|They|There|Such|Its|Their|However|Therefore|Thus|In addition|Also|For example|"
    r"Where|Whilst|While|Should)\b"
)
"""A sentence that says more of the measure before it."""
_LIST_START = re.compile(
    r"(?P<before>[\w/)'’&]+)\s+(?P<start>Additional|Adopt|Agree|Align|All|Allocate|Any|Appoint|Appropriate|Build|"
    r"Carry|Clear|Clearly|Close|Commission|Communicate|Conduct|Consider|Consult|Consultation|Continual|Continually|"
    r"Continue|Continued|Continuing|Continuous|Create|Dedicated|Define|Deliver|Detailed|Develop|Draw|Early|Effective|"
    r"Encourage|Engage|Engagement|Ensure|Ensuring|Establish|Existing|Frequent|Full|Fully|Good|Hold|Identify|"
    r"Implement|Improve|Increase|Introduce|Invest|Keep|Liaise|Maintain|Make|Manage|Monitor|Monthly|Obtain|Ongoing|"
    r"On-going|Open|Prepare|Produce|Proactive|Provide|Quarterly|Recruit|Reduce|Refine|Regular|Regularly|Report|"
    r"Review|Robust|Secure|Seek|Set|Share|Specialist|Specific|Staged|Strengthen|Strong|Support|Take|Top|Train|"
    r"Undertake|Update|Use|Weekly|Work|Working)(?=(?:-|\s)[a-z(/]|\s+(?:of|the|a|an|to|by|and|with)\b)"
)
"""Where a measure of a list begins though its bullet was lost: "are realised Regular programme board review"."""
_NEW_SUBJECT = re.compile(
    r"(?<!\S)(?P<before>[a-z][\w/)'’]*)\s+"
    r"(?P<start>(?:A|An|The|All|Each|Both|Any|Every)(?=\s+[a-z])|"
    r"(?!(?:Councils?|Councillors?|Members?|Officers?|Cabinet|Board|Group|Teams?|Committee|Government|Council's)\b)"
    r"[A-Z][a-z]+(?=\s+(?:is|are|will|should|must|to be)\b))"
)
"""Where a new sentence begins though its full stop was lost: "fully supported A business as usual approach"."""
_MINOR = frozenset(
    "a an the of and or to in on at by for from with as via into within between under per than that which who our "
    "their its this these those both each all any some no not through across including whether is are be".split()
)
_LEAST_WORDS = 2
_LABEL = re.compile(r"(?:mitigat\w+|controls?)(?: (?:actions?|measures?))?\s*:\s*", re.IGNORECASE)
_NONE = re.compile(r"\W*(?:none(?: (?:required|identified|needed))?|nil|n/?a|not applicable)?\W*", re.IGNORECASE)


def measures(text: str) -> tuple[str, ...]:
    """The measures that a text lists, each without its bullet or number."""
    found = (_bare(measure) for measure in _listed(_LABEL.sub("", text.strip())))
    return tuple(measure for measure in found if measure and not _NONE.fullmatch(measure))


def _bare(measure: str) -> str:
    """Without what held it to the next one, or to the sentence around it."""
    bare = measure.strip(" ;")
    return bare.removesuffix(")") if bare.count(")") > bare.count("(") else bare


def _listed(text: str) -> tuple[str, ...]:
    for mark in (_BULLET, _DASH):
        parts = _apart(text, mark)
        if len(parts) > 1 and (mark is _BULLET or text[0] in "-–—"):
            return parts
    if numbered := _numbered(text):
        return numbered
    whole = _apart(text, _BULLET)[0] if _BULLET.match(text) else text
    if len(parts := _semicolons(whole)) > 2:
        return parts
    return tuple(piece for sentence in _sentences(whole) for piece in _run_on(sentence))


def _apart(text: str, mark: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in mark.split(text) if part.strip()) or (text,)


def _numbered(text: str) -> tuple[str, ...]:
    """The parts of "1. … 2. …", where the numbers follow one another from the start."""
    found = list(_NUMBERED.finditer(text))
    if len(found) < 2 or found[0].start() != 0 or found[0][1] not in ("1", "a", "i"):
        return ()
    ends = [match.start() for match in found[1:]] + [len(text)]
    return tuple(text[match.end() : end].strip() for match, end in zip(found, ends, strict=True))


def _semicolons(text: str) -> tuple[str, ...]:
    return tuple(part.strip().removeprefix("and ") for part in text.split(";") if part.strip())


def _sentences(text: str) -> Iterator[str]:
    """Sentences; one that goes on from the one before stays with it."""
    held: tuple[int, int] | None = None
    for start, end in sentences(text):
        if held is not None and _GOES_ON.match(text, start):
            held = (held[0], end)
            continue
        if held is not None:
            yield text[slice(*held)]
        held = (start, end)
    if held is not None:
        yield text[slice(*held)]


def _run_on(text: str) -> Iterator[str]:
    """Measures that stand one behind the other without a mark, told by how a measure begins."""
    first = text.split()[0] if text.split() else ""
    again = re.compile(rf"(?P<before>[\w/)'’]+)\s+(?P<start>{re.escape(first)})(?=\s+\w)")
    places = {match.start("start") for match in _LIST_START.finditer(text) if _may_end(match["before"])}
    places |= {match.start("start") for match in _NEW_SUBJECT.finditer(text) if _may_end(match["before"])}
    if first.isalpha() and first[0].isupper():
        places |= {match.start("start") for match in again.finditer(text) if _may_end(match["before"])}
    held = 0
    for place in sorted(places):
        if len(text[held:place].split()) >= _LEAST_WORDS:
            yield text[held:place].strip()
            held = place
    yield text[held:].strip()


def _may_end(word: str) -> bool:
    """Whether a measure may end with this word."""
    return word.lower() not in _MINOR
