"""Kinds of English words that tell how a question is built; general, none from any paper."""

from __future__ import annotations

AUXILIARIES = frozenset(
    "is are was were be am do does did will would can could shall should may might must has have had isn't aren't "
    "wasn't weren't don't doesn't didn't won't wouldn't can't cannot couldn't shouldn't hasn't haven't hadn't".split()
)
COPULAS = frozenset("is are was were isn't aren't wasn't weren't".split())
QUESTION_WORDS = frozenset(
    "what which who whom whose when where why how what's who's when's where's how's why's".split()
)
DETERMINERS = frozenset(
    "the a an this that these those each every any some no all both its their our your my his".split()
)
PREPOSITIONS = frozenset(
    "of for at in on by to from with about into under between across within over after before during without "
    "through against per until since towards around".split()
)
PERSONAL = frozenset("i you we us our me my your it they them he she him".split())
JOINTS = frozenset(
    "and or but if when while because that which who whom whose where what how why whether before after until unless "
    "once since though although so than as".split()
)
"""Words that begin another clause."""
GENERIC = frozenset(
    "council councils authority authorities cabinet cabinets county counties district districts borough boroughs "
    "partner partners partnership partnerships paper papers report reports document documents people anyone anybody "
    "everyone somebody someone one ones thing things something anything detail details information".split()
)
"""Words that say who or where, not what a question is about."""
MODIFIERS = frozenset(
    "key main total overall annual yearly biggest largest smallest next final exact likely estimated expected "
    "financial legal big full actual current new net gross first last latest real whole general specific different "
    "possible potential proposed planned other further extra additional more most rough good bad important".split()
)
"""Words that tell one thing of a kind from another, and not what it is."""
MEASURES = frozenset(
    "year month week day cash percentage total pound present moment date time now far currently already yet still "
    "today annum average all first place exactly roughly altogether overall please actually really also ever just "
    "only even so then too again".split()
)
"""What stands at the end of a question and is no part of its subject."""
_VERBS = frozenset(
    "accept account achieve add address adopt affect afford agree aim allow amount announce apply appoint approve "
    "argue arrange arrive ask assess assume attend avoid back base bear become begin believe benefit bill borrow "
    "bring build buy call carry cause cease chair challenge change charge check choose cite claim close come commit "
    "compare complete compute concern conclude consider consist consult contain continue contribute control convene "
    "cost count cover create cut deal decide decline defer deliver depend describe design determine develop differ "
    "discuss divide do draft draw drive drop earn employ enable end ensure establish estimate exceed exclude expect "
    "expire explain explore face fall feel fill finance find finish fix follow form fund gain get give go govern "
    "grow handle happen have head hear help hold hope identify implement improve include increase influence inform "
    "insist intend introduce invest investigate involve join judge justify keep know land last launch lead learn "
    "leave lend let lie limit list live locate lose maintain make manage mean measure meet mention merge mitigate "
    "monitor move need negotiate note object occur offer open operate oppose order outline oversee own participate "
    "pay perform pick place plan play prepare present prevent procure produce propose protect provide publish pull "
    "push put qualify raise rank rate reach receive recommend recruit reduce refer refuse reject rely remain "
    "remove rent repay replace report represent request require resign resolve respond restructure result retain "
    "retire return reveal review revise rise run save say schedule score scrutinise secure see seek sell send "
    "separate serve set settle share shift show sign sit spend split stand start state stay stop submit suffer "
    "suggest support suppose take tackle talk tell terminate test think total train transfer treat try turn use "
    "visit vote wait want warn win withdraw work worry write".split()
)
_IRREGULAR = frozenset(
    "began begun bought brought built chosen chose came did done drawn drew fell felt found gave given gone got "
    "heard held kept knew known laid led left lent lost made meant met paid put ran rose said sat sent set shown "
    "sold spent spoken stood taken told took thought went won wrote written been being drawn set".split()
)


def is_verb(word: str) -> bool:
    """Whether a folded word can be a verb other than one in -ing."""
    if word in _VERBS or word in _IRREGULAR:
        return True
    stems = (word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("d"), word.removesuffix("ed"))
    doubled = len(word) > 5 and word.endswith("ed") and word[-3] == word[-4] and word[:-3] in _VERBS
    return doubled or any(stem in _VERBS for stem in stems) or (word.endswith("ied") and f"{word[:-3]}y" in _VERBS)


def is_base_verb(word: str) -> bool:
    """Whether a folded word is a verb as it stands behind "will" or "does"."""
    return word in _VERBS
