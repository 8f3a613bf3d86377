"""Councils and joint bodies that a text names, each by its full name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from councilqa.councils.known import official
from councilqa.councils.names import BODY, KIND, KIND_BEFORE, LETTERS, WELSH_KIND, at_place, full_name

_END = re.compile(
    rf"(?=[A-Z])(?:(?i:(?P<kinds>{KIND})\s+)?(?:Councils|COUNCILS)\b|"
    rf"(?i:(?P<kind>{KIND})\s+)?(?:Council|COUNCIL)\b(?!-|\s+(?:Tax|TAX|Houses?|Chambers?|Homes)\b)|"
    rf"(?P<body>(?i:{BODY}))\b(?! for\b)|(?<=\s)(?P<letters>{'|'.join(LETTERS)}|CC)\b(?!-|\.\w))"
)
_BEGIN = re.compile(
    rf"\b(?=[A-Zbt])(?:(?P<before>(?i:{KIND_BEFORE}))\s+(?:the\s+)?|"
    rf"(?P<welsh>(?i:Cyngor(?P<sort>\s+{WELSH_KIND})?))\s+|"
    rf"(?P<councils>(?i:(?:the |both )?(?:(?P<each>{KIND}) )?councils|London Boroughs) of)\s+|"
    r"(?P<post>(?:Office of the )?(?i:Police(?:,? Fire)? (?:and|&) Crime Commissioner) for)\s+(?:the\s+)?)"
    r"(?=[^\W\d_a-z])"
)
_ALONE = re.compile(r"\b(?:Greater London Authority|Broads Authority|Comhairle nan Eilean Siar)\b")
_BEHIND = re.compile(rf"\s+(?:Corporation|(?:(?P<kind>{KIND})\s+)?Council)\b", re.IGNORECASE)
_PART = re.compile(rf"^(?P<place>.+?)\s+(?P<kind>{KIND})(?:\s+Council)?$", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s,]+|,")
_BREAK = re.compile(r"[\t;:()\[\]|*_“”\"•…?!/–—]|(?<!\bSt)\.(?=\s|$)|\n")
_JOIN = re.compile(r",\s+and\s+|\s+and\s+|\s+&\s+|,\s*")
_LINKS = frozenset("of and & upon on in under with the le la de cum juxta a ac y yr ar nan na".split())
_NO_NAME = frozenset(
    "the this that these those both each all any every some no our their its his her your my another other others "
    "neighbouring adjoining adjacent constituent partner partners host lead local principal two three four many most "
    "former previous current next shadow interim future proposed existing single joint sovereign relevant respective "
    "upper-tier lower-tier two-tier county district borough city town parish community unitary metropolitan ward wards "
    "at by for from in into of on to with without within between among since while when where whereas although if as "
    "and or but nor so than then also following after before under over through during via per against about via "
    "is are was were be been has have had will would may can could should must shall not "
    "council councils cabinet executive committee sub-committee board panel leader mayor member members officer "
    "officers report meeting minutes constitution residents inhabitants councillor councillors cllr cllrs chair "
    "chairman chairwoman clerk director head chief government department agenda statement strategy policy plan draft "
    "appendix annex annexe section table title subject partnership partnerships authority authorities document page "
    "consultation background contents introduction summary decision decisions item items notice source contact area "
    "merger merging shared sharing working collaboration alliance agreement arrangements service services compared "
    "comparison "
    "mr mrs ms miss dr sir lord dame rev january february april may june july august september october november "
    "december monday tuesday wednesday thursday friday saturday sunday dear regards copyright dc bc mbc cbc cc".split()
)
"""What no name begins with, and what ends the way back to its beginning: "the Cabinet of Marsham"."""
_OF_KIND = frozenset("county district borough city town parish community metropolitan unitary".split())
_NO_PLACE = _NO_NAME | frozenset(
    "full arts sport sports research medical dental nursing midwifery care health youth school schools student "
    "students privy national general church security european british english welsh scottish irish uk england wales "
    "scotland ireland international world london film design press bar law faculty engineering environment "
    "environmental natural nature countryside tenants tenant patients equality safety fire police transport housing "
    "planning trade trades works staff workers annual ordinary extraordinary special advisory education teaching "
    "science sciences social economic funding technology knowledge location skills labour conservative liberal "
    "democrat green independent watch public civic voluntary business enterprise consumer museums libraries archives "
    "highways service services client pensions safeguarding faith interfaith old entire whole best approved adopted "
    "open online digital contacting about why how what who washington".split()
)
"""Words that make "… Council" another body or none: no place's council is called so without its kind."""
_GEOGRAPHY = frozenset("isle isles vale forest riding bridge royal city county borough island islands soke".split())
"""A place's name goes on behind "of" after these: "Forest of Dean"."""
_COMPASS = frozenset("north south east west mid central new great greater upper lower royal old little high".split())
_LONGEST = 9
"""Words of a name: "Armagh City, Banbridge and Craigavon"."""
_MASK = "\t"
"""Stands for what is read already: no name goes over it."""
_REACH = 120
"""Characters of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place in a text that names a council."""

    start: int
    end: int
    name: str
    """In full: as the text has it, or where that is only "Merton Council" as the council calls itself."""
    sure: bool = True
    """False for "Marsham Council", where nothing but these words says that there is such a council."""


def find(text: str) -> tuple[Named, ...]:
    """The councils and joint bodies named in a text, in its order; those of one mention have one start and end."""
    begun = tuple(_forwards(text))
    rest = text
    for named in begun:
        rest = f"{rest[: named.start]}{_MASK * (named.end - named.start)}{rest[named.end :]}"
    return tuple(sorted(dict.fromkeys((*begun, *_backwards(rest))), key=lambda each: each.start))


def _backwards(text: str) -> Iterator[Named]:
    """Names that end with what they are of: "Hart District Council", "Hart and Rushmoor Councils"."""
    for match in _END.finditer(text):
        start, words = _before(text, match.start(), of_body=bool(match["body"]))
        if not words:
            continue
        if match[0].lower().endswith("councils"):
            names = _listed(words, match["kinds"])
            names = names if len(names) > 1 else ()
        elif match["body"]:
            names = ((f"{_cased(words)} {_cased(match['body'].split())}", True),)
        else:
            names = tuple(_single(words, match))
        start = start if len(names) != 1 else text.rfind(words[-_length(names[0][0], words)], start, match.start())
        yield from (Named(start=start, end=match.end(), name=name, sure=sure) for name, sure in names)


def _length(name: str, words: Sequence[str]) -> int:
    """How many of the last words belong to the name."""
    lowered = name.lower().replace(" & ", " and ")
    for count in range(len(words), 0, -1):
        if " ".join(words[-count:]).lower().replace(" & ", " and ").replace(" ,", ",") in lowered:
            return count
    return len(words)


def _before(text: str, end: int, *, of_body: bool) -> tuple[int, list[str]]:
    """Where a name that ends there begins, and its words; a body's may end in a kind: "Peak District"."""
    line = text.rfind("\n", 0, end)
    if line >= 0 and not text[line:end].strip():
        end = line
    begin = max(0, end - _REACH)
    for stop in _BREAK.finditer(text, begin, end):
        begin = stop.end()
    taken: list[re.Match[str]] = []
    for token in reversed(list(_TOKEN.finditer(text, begin, end))):
        if len(taken) == _LONGEST or not (
            _goes_on(token[0], taken) or (of_body and not taken and token[0] == "District")
        ):
            break
        taken.append(token)
    while taken and (taken[-1][0] in _LINKS or taken[-1][0] == "," or taken[-1][0].lower() in _NO_NAME):
        taken.pop()
    words = [token[0] for token in reversed(taken)]
    kept = _without_owner(words)
    return (taken[len(kept) - 1].start() if kept else end), kept


def _goes_on(word: str, taken: Sequence[re.Match[str]]) -> bool:
    """Whether a word may belong to the name behind it."""
    if word in _LINKS or word == ",":
        return bool(taken)
    if not word[0].isupper():
        return False
    if word.lower() in _OF_KIND:
        return bool(taken) and taken[-1][0] in {"and", "&", ","}
    return word.lower() not in _NO_NAME


def _without_owner(words: list[str]) -> list[str]:
    """ "Marsham" of "Bank of Marsham": behind "of", unless that is a part of the place's name."""
    for position in range(len(words) - 2, 0, -1):
        if words[position] == "of" and words[position - 1].lower() not in _GEOGRAPHY:
            return words[position + (2 if words[position + 1 : position + 2] == ["the"] else 1) :]
    return words


def _single(words: list[str], match: re.Match[str]) -> Iterator[tuple[str, bool]]:
    """The council, or where an "and" joins two that are known the two, with whether they are sure."""
    kind = LETTERS.get(match["letters"]) if match["letters"] else match["kind"]
    kind = _cased(kind.split()) if kind else None
    if kind in {"Town", "Parish", "Community"}:
        yield _from_comma(words) + f" {kind} Council", True
        return
    parts = _parts(words)
    if len(parts) > 1 and all(official(part) for part in parts):
        yield from _listed(words, kind)
    elif (known := _known_end(words, kind)) is not None:
        yield known, True
    elif match["letters"] == "CC" or all(word.lower() in _NO_PLACE | _LINKS for word in words):
        return
    elif kind is not None:
        yield full_name(_from_comma(words), kind), True
    elif not any(word.lower() in _NO_PLACE or (word.isupper() and match[0] != "COUNCIL") for word in words):
        yield f"{_from_comma(words)} Council", False


def _from_comma(words: Sequence[str]) -> str:
    """Only names that are known have commas."""
    last = max((place for place, word in enumerate(words) if word == ","), default=-1)
    return _cased(words[last + 1 :])


def _known_end(words: Sequence[str], kind: str | None) -> str | None:
    """The known council that the last words are of, unless a word before them makes it another place."""
    for start in range(len(words)):
        known = at_place(_cased(words[start:]), kind)
        if known is not None:
            return None if start and words[start - 1].lower() in _COMPASS else known
    return None


def _listed(words: Sequence[str], kind: str | None) -> tuple[tuple[str, bool], ...]:
    """The councils of "Babergh District and Mid Suffolk", where all are of one kind unless they say their own."""
    found: list[tuple[str, bool]] = []
    for part in _parts(words):
        own = _PART.match(part)
        place, of = (
            (own["place"], _cased(own["kind"].split())) if own else (part, _cased(kind.split()) if kind else None)
        )
        if all(word.lower() in _NO_PLACE for word in place.split()) or not place[:1].isupper():
            continue
        found.append((at_place(place, of) or full_name(place, of), of is not None or official(place) is not None))
    return tuple(found)


def _parts(words: Sequence[str]) -> list[str]:
    """What commas and "and" stand between, but for those within a known name."""
    parts = [part for part in _JOIN.split(_cased(words)) if part]
    joined: list[str] = []
    while parts:
        most = next((n for n in range(min(3, len(parts)), 1, -1) if official(_and(parts[:n]))), 1)
        joined.append(_and(parts[:most]))
        parts = parts[most:]
    return joined


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _forwards(text: str) -> Iterator[Named]:
    """Names that begin with what they are of: "London Borough of Merton", "Cyngor Cymuned Tintern"."""
    for match in _ALONE.finditer(text):
        yield Named(start=match.start(), end=match.end(), name=match[0])
    for match in _BEGIN.finditer(text):
        words, end = _after(text, match.end(), several=bool(match["councils"]), welsh=bool(match["welsh"]))
        if words and match["councils"]:
            names = _listed(words, match["each"])
            yield from (Named(start=match.start(), end=end, name=name, sure=sure) for name, sure in names if names[1:])
        elif words:
            behind = _BEHIND.match(text, end)
            if name := _begun(match, words, behind):
                yield Named(start=match.start(), end=behind.end() if behind else end, name=name)


def _after(text: str, start: int, *, several: bool, welsh: bool) -> tuple[list[str], int]:
    """The words of a name, or of several, that begin there, and where they end."""
    taken = _run(text, start, stops=frozenset({"and", "&"}) if welsh else frozenset())
    if not several:
        taken = taken[: _known_start(taken) or _apart(taken, text)]
    while taken and (taken[-1][0] in _LINKS or taken[-1][0] == ","):
        taken.pop()
    return [token[0] for token in taken], taken[-1].end() if taken else start


def _run(text: str, start: int, *, stops: frozenset[str]) -> list[re.Match[str]]:
    """The words from there that may be of a name."""
    stop = _BREAK.search(text, start, start + _REACH)
    taken: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text, start, stop.start() if stop else min(len(text), start + _REACH)):
        word = token[0]
        named = word in _LINKS or word == "," or (word[0].isupper() and word.lower() not in _NO_NAME)
        if not named or word in stops or len(taken) == _LONGEST:
            break
        taken.append(token)
    return taken


def _known_start(taken: Sequence[re.Match[str]]) -> int:
    """How many of the words are the longest known name; 0 if none is."""
    counts = (n for n in range(len(taken), 0, -1) if official(_cased([token[0] for token in taken[:n]])))
    return next(counts, 0)


def _apart(taken: Sequence[re.Match[str]], text: str) -> int:
    """How many are of one unknown name: "and" leads to another council's where a kind stands behind the words."""
    words = [token[0] for token in taken]
    joints = [place for place, word in enumerate(words) if word in {"and", "&"}]
    if joints and _BEHIND.match(text, taken[-1].end()):
        return joints[-1]
    return words.index(",") if "," in words else len(words)


def _begun(match: re.Match[str], words: Sequence[str], behind: re.Match[str] | None) -> str | None:
    place = _cased(words)
    if match["post"]:
        return f"Police and Crime Commissioner for {place}"
    if match["welsh"]:
        if behind and behind["kind"]:
            return full_name(place, _cased(behind["kind"].split()))
        kind = match["sort"]
        return (
            official(place)
            if kind is None
            else official(place)
            if _principal(kind) and official(place)
            else (f"Cyngor {_cased(kind.split())} {place}")
        )
    before = _cased(match["before"].split())
    before = {"Lb": "London Borough of", "Lb of": "London Borough of", "Rb": "Royal Borough of"}.get(before, before)
    if re.match(r"London|Royal", before):
        return at_place(place, None) or f"{before} {place}"
    if behind is None:
        return None
    known = official(place)
    return known if known and "Corporation" in known else f"{before} {place} {_cased(behind[0].split())}"


def _principal(kind: str) -> bool:
    return not re.search(r"cymuned|tref", kind, re.IGNORECASE)


def _cased(words: Sequence[str]) -> str:
    """Words as a name: none in capitals throughout, "and" for "&"."""
    shouted = all(word.isupper() or not word.isalpha() for word in words)
    spoken = [_capital(word) if shouted else word for word in words]
    spoken = ["and" if word == "&" else word for word in spoken]
    return " ".join(spoken).replace(" ,", ",")


def _capital(word: str) -> str:
    if word.lower() in _LINKS:
        return word.lower()
    parts = [part.lower() if part.lower() in _LINKS else part.capitalize() for part in word.split("-")]
    return "-".join(parts)
