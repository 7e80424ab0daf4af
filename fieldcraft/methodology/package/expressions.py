"""The part of CEL that playbooks may use, with its types.

Literals, names, `!` `-`, `&&` `||`, comparisons, `in`, `+ - * / %`, `? :`, lists of literals, `size(x)`, and the string
methods `startsWith`, `endsWith`, `contains`. No macros, no regular expressions, no `null`: cost is bounded by length,
and what is not known stays unknown. The grammar is a subset of https://github.com/google/cel-spec (langdef.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

MAX_TOKENS: Final = 120
MAX_NESTING: Final = 20
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)
    |(?P<text>"(?:[^"\\\n]|\\["\\nt])*"|'(?:[^'\\\n]|\\['\\nt])*')
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<mark>&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]]))""",
    re.VERBOSE,
)
_NUMERIC: Final = ("int", "double")
_METHODS: Final = ("startsWith", "endsWith", "contains")


class WrongExpressionError(Exception):
    """What does not fit, at which character of the expression, counted from 1."""

    def __init__(self, what: str, at: int) -> None:
        super().__init__(what)
        self.what, self.at = what, at


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def type_of(*, source: str, names: Mapping[str, str]) -> str:
    """The type of the expression: bool, int, double, string, list<string>, list<int>, list<double>.

    `names` gives the type of every name that may be used. Raises WrongExpressionError.
    """
    return _Parser(source, names).whole()


def names_in(*, source: str) -> frozenset[str]:
    """The names an expression uses. Raises WrongExpressionError where it cannot be read."""
    tokens = _tokens(source)
    methods = {i + 1 for i, token in enumerate(tokens) if token.text == "."}
    return frozenset(
        token.text
        for i, token in enumerate(tokens)
        if token.kind == "name" and i not in methods and token.text not in ("true", "false", "in", "size")
    )


def _tokens(source: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    end = len(source.rstrip())
    while at < end:
        match = _TOKEN.match(source, at)
        if match is None:
            raise WrongExpressionError("Cannot be read from here", at + 1)
        kind = str(match.lastgroup)
        tokens.append(_Token(kind, match[kind], match.start(kind) + 1))
        if len(tokens) > MAX_TOKENS:
            raise WrongExpressionError(f"Longer than {MAX_TOKENS} words and signs", match.start(kind) + 1)
        at = match.end()
    tokens.append(_Token("end", "", end + 1))
    return tokens


class _Parser:
    """Recursive descent; every method returns a type."""

    def __init__(self, source: str, names: Mapping[str, str]) -> None:
        self._tokens = _tokens(source)
        self._names = names
        self._next = 0
        self._depth = 0

    def whole(self) -> str:
        found = self._choice()
        if self._here.kind != "end":
            raise WrongExpressionError(f"'{self._here.text}' is not expected", self._here.at)
        return found

    @property
    def _here(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, *texts: str) -> _Token | None:
        token = self._here
        if token.kind in ("mark", "name") and token.text in texts:
            self._next += 1
            return token
        return None

    def _need(self, text: str) -> None:
        if self._take(text) is None:
            raise WrongExpressionError(f"'{text}' is expected", self._here.at)

    def _choice(self) -> str:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise WrongExpressionError(f"Nested deeper than {MAX_NESTING} levels", self._here.at)
        found = self._either()
        if mark := self._take("?"):
            self._expect(found, "bool", mark)
            yes = self._choice()
            self._need(":")
            no = self._choice()
            if yes != no:
                raise WrongExpressionError(f"One branch is {yes}, the other {no}", mark.at)
            found = yes
        self._depth -= 1
        return found

    def _either(self) -> str:
        return self._logic("||", self._both)

    def _both(self) -> str:
        return self._logic("&&", self._relation)

    def _logic(self, sign: str, part: Callable[[], str]) -> str:
        found = part()
        while mark := self._take(sign):
            self._expect(found, "bool", mark)
            self._expect(part(), "bool", mark)
        return found

    def _relation(self) -> str:
        left = self._sum()
        while mark := self._take("==", "!=", "<=", ">=", "<", ">", "in"):
            left = _compared(left, self._sum(), mark)
        return left

    def _sum(self) -> str:
        return self._arithmetic(("+", "-"), self._product)

    def _product(self) -> str:
        return self._arithmetic(("*", "/", "%"), self._unary)

    def _arithmetic(self, signs: tuple[str, ...], part: Callable[[], str]) -> str:
        left = part()
        while mark := self._take(*signs):
            right = part()
            text = mark.text == "+" and left == right == "string"
            if not text and (left != right or left not in _NUMERIC or (mark.text == "%" and left != "int")):
                raise WrongExpressionError(f"'{mark.text}' does not go with {left} and {right}", mark.at)
        return left

    def _unary(self) -> str:
        if mark := self._take("!"):
            self._expect(self._deeper(self._unary), "bool", mark)
            return "bool"
        if mark := self._take("-"):
            found = self._deeper(self._unary)
            if found not in _NUMERIC:
                raise WrongExpressionError(f"'-' does not go with {found}", mark.at)
            return found
        return self._member()

    def _deeper(self, part: Callable[[], str]) -> str:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise WrongExpressionError(f"Nested deeper than {MAX_NESTING} levels", self._here.at)
        found = part()
        self._depth -= 1
        return found

    def _member(self) -> str:
        found = self._primary()
        while mark := self._take("."):
            method = self._here
            if method.text not in _METHODS:
                raise WrongExpressionError(f"'{method.text}' is not a method playbooks may use", method.at)
            self._next += 1
            self._need("(")
            argument = self._choice()
            self._need(")")
            if found != "string" or argument != "string":
                raise WrongExpressionError(f"'{method.text}' does not go with {found} and {argument}", mark.at)
            found = "bool"
        return found

    def _primary(self) -> str:
        token = self._here
        self._next += token.kind != "end"
        if token.kind == "number":
            return "double" if any(sign in token.text for sign in ".eE") else "int"
        if token.kind == "text":
            return "string"
        if token.kind == "name":
            return self._name(token)
        if token.text == "(":
            found = self._choice()
            self._need(")")
            return found
        if token.text == "[":
            return self._list(token)
        raise WrongExpressionError(f"'{token.text}' is not expected" if token.text else "It ends too early", token.at)

    def _name(self, token: _Token) -> str:
        if token.text in ("true", "false"):
            return "bool"
        if token.text == "null":
            raise WrongExpressionError(
                "'null' is not used: what is not known stays unknown. Ask for has_… instead", token.at
            )
        if token.text == "size" and self._take("("):
            found = self._choice()
            self._need(")")
            if found != "string" and not found.startswith("list<"):
                raise WrongExpressionError(f"'size' does not go with {found}", token.at)
            return "int"
        if token.text not in self._names:
            raise WrongExpressionError(f"'{token.text}' is not a known fact", token.at)
        return self._names[token.text]

    def _list(self, start: _Token) -> str:
        kinds = {self._choice()}
        while self._take(","):
            kinds.add(self._choice())
        self._need("]")
        if len(kinds) != 1 or not kinds <= {"int", "double", "string"}:
            raise WrongExpressionError("A list holds texts or numbers of one type", start.at)
        return f"list<{kinds.pop()}>"

    def _expect(self, found: str, wanted: str, token: _Token) -> None:
        if found != wanted:
            raise WrongExpressionError(f"'{token.text}' needs {wanted}, not {found}", token.at)


def _compared(left: str, right: str, mark: _Token) -> str:
    numbers = left in _NUMERIC and right in _NUMERIC
    if mark.text == "in":
        fits = right == f"list<{left}>"
    elif mark.text in ("==", "!="):
        fits = numbers or (left == right and not left.startswith("list<"))
    else:
        fits = numbers or left == right == "string"
    if not fits:
        raise WrongExpressionError(f"'{mark.text}' does not go with {left} and {right}", mark.at)
    return "bool"
