"""What the type check accepts, CEL runs, and the types agree."""

from __future__ import annotations

import cel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.methodology.package.expressions import WrongExpressionError, names_in, type_of

NAMES = {"n": "int", "m": "int", "d": "double", "s": "string", "b": "bool", "l": "list<string>"}
VALUES = {"n": 3, "m": 0, "d": 2.5, "s": "abc", "b": True, "l": ["abc", "x"]}
PYTHON = {"int": int, "double": float, "string": str, "bool": bool}


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("n >= 1 && b", "bool"),
        ("n + m * 2", "int"),
        ("-n < d", "bool"),
        ("'x' in l || !(s == \"y\")", "bool"),
        ("n in [1, 2, 3]", "bool"),
        ("size(l) > 2 ? n : m", "int"),
        ("s.startsWith('a') && s.contains('b')", "bool"),
        ("d / 2.0", "double"),
    ],
)
def test_types_are_found(source: str, type_: str) -> None:
    assert type_of(source=source, names=NAMES) == type_


@pytest.mark.parametrize(
    ("source", "what", "at"),
    [
        ("nn > 1", "not a known fact", 1),
        ("b && x == 1", "not a known fact", 6),
        ("n && b", "needs bool, not int", 3),
        ("s > 1", "does not go with", 3),
        ("n + d", "does not go with", 3),
        ("n % d == 1", "does not go with", 3),
        ("l == l", "does not go with", 3),
        ("n in l", "does not go with", 3),
        ("s == null", "'null' is not used", 6),
        ("l.exists(x, x == 'a')", "not a method", 3),
        ("s.matches('(a+)+$')", "not a method", 3),
        ("size(n)", "does not go with", 1),
        ("n >", "ends too early", 4),
        ("n > 1)", "not expected", 6),
        ("n > 1 ? b : n", "One branch", 7),
        ("[1, 'a']", "one type", 1),
        ("n ; m", "Cannot be read", 2),
        ("'open", "Cannot be read", 1),
        ("(" * 50 + "n" + ")" * 50, "Nested deeper", 21),
        ("!" * 100 + "b", "Nested deeper", 21),
        ("n" + " + n" * 200, "Longer than", 477),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(source: str, what: str, at: int) -> None:
    with pytest.raises(WrongExpressionError) as wrong:
        type_of(source=source, names=NAMES)
    assert what in wrong.value.what
    if not what.startswith(("Nested", "Longer", "Cannot")):
        assert wrong.value.at == at


_ATOMS = ["n", "m", "d", "s", "b", "l", "1", "0", "2.5", "'abc'", '"x"', "true", "false", "[1, 2]", "['x']"]
_SIGNS = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "&&", "||"]


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(_SIGNS), inner),
        st.builds("{} {} {}".format, inner, st.sampled_from(_SIGNS), inner),
        st.builds("!{}".format, inner),
        st.builds("-{}".format, inner),
        st.builds("size({})".format, inner),
        st.builds("{}.contains({})".format, inner, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
    )


@given(st.recursive(st.sampled_from(_ATOMS), _grown, max_leaves=6))
def test_what_the_check_accepts_runs_and_has_the_type_it_says(source: str) -> None:
    try:
        type_ = type_of(source=source, names=NAMES)
    except WrongExpressionError:
        return
    program = cel.compile(source)
    assert names_in(source=source) == set(program.variables())
    try:
        result = program.execute(cel.Context(variables=VALUES))
    except ArithmeticError:
        return  # a division by zero or an overflow has the right types
    except ValueError as error:
        assert "overflow" in str(error) or "zero" in str(error)
        return
    if type_.startswith("list<"):
        assert isinstance(result, list)
    else:
        assert type(result) is PYTHON[type_]


@given(st.text(max_size=60))
def test_any_text_is_typed_or_refused(source: str) -> None:
    try:
        type_of(source=source, names=NAMES)
    except WrongExpressionError as wrong:
        assert 1 <= wrong.at <= len(source) + 1
