"""Well-formed and senseless: expressions, keys and references."""

from __future__ import annotations

from .cases import Made, refused_at, with_more, with_other

BOOK, WARNINGS, STAGE = "playbook.yaml", "warnings.yaml", "stages/discover.yaml"


def rule(when: str) -> Made:
    quoted = when.replace("'", "''")
    return with_more(
        WARNINGS, f"  - {{key: hostile, title: T, severity: notice, when: '{quoted}', because: b, advice: a}}\n"
    )


@refused_at(WARNINGS)
def a_deep_expression() -> Made:
    return rule("(" * 200 + "has_champion" + ")" * 200)


@refused_at(WARNINGS)
def an_expression_of_negations() -> Made:
    return rule("!" * 400 + "has_champion")


@refused_at(WARNINGS)
def an_expression_of_minuses() -> Made:
    return rule("-" * 400 + "age_days > 1")


@refused_at(WARNINGS)
def an_expression_of_choices() -> Made:
    return rule("has_champion ? " * 20 + "true" + " : false" * 20)


@refused_at(WARNINGS)
def a_long_expression() -> Made:
    return rule(" || ".join(["has_champion"] * 32))


@refused_at(WARNINGS)
def an_endless_expression() -> Made:
    return rule(" || ".join(["has_champion"] * 10_000))


@refused_at(WARNINGS)
def an_expression_with_unknown_names() -> Made:
    return rule("password == 'x'")


@refused_at(WARNINGS)
def an_expression_that_reaches_into_python() -> Made:
    return rule("has_champion.__class__.__mro__ == 1")


@refused_at(WARNINGS)
def an_expression_with_an_import() -> Made:
    return rule("__import__('os').system('true')")


@refused_at(WARNINGS)
def an_expression_of_the_wrong_type() -> Made:
    return rule("age_days + 1")


@refused_at(WARNINGS)
def an_expression_that_compares_text_and_number() -> Made:
    return rule("age_days == 'old'")


@refused_at(WARNINGS)
def an_expression_that_reads_no_fact() -> Made:
    return rule("1 == 1")


@refused_at(WARNINGS)
def a_regular_expression() -> Made:
    return rule("crm_stage.matches('(a+)+$')")


@refused_at(WARNINGS)
def a_macro_that_multiplies() -> Made:
    return rule("[1,2,3].all(x, [1,2,3].all(y, [1,2,3].all(z, x + y + z > 0)))")


@refused_at(WARNINGS)
def a_list_in_a_list() -> Made:
    return rule("size([[1],[2]]) > age_days")


@refused_at(WARNINGS)
def a_number_too_large_for_the_language() -> Made:
    return rule("age_days > 99999999999999999999999")


@refused_at(WARNINGS)
def a_text_that_never_ends_in_an_expression() -> Made:
    return rule('crm_stage == "abc')


@refused_at(WARNINGS)
def an_expression_in_other_letters() -> Made:
    return rule("has_chаmpion")  # a Cyrillic letter


@refused_at(WARNINGS)
def a_format_that_reaches_into_python() -> Made:
    return with_other(WARNINGS, "{days_since_reply}", "{days_since_reply.__class__.__init__.__globals__}")


@refused_at(WARNINGS)
def a_format_of_a_billion_signs() -> Made:
    return with_other(WARNINGS, "{days_since_reply}", "{days_since_reply:>1000000000}")


@refused_at(WARNINGS)
def an_open_brace() -> Made:
    return with_other(WARNINGS, "{days_since_reply}", "{days_since_reply")


@refused_at(BOOK)
def a_key_that_is_a_path() -> Made:
    return with_other(BOOK, "key: complex-sale", "key: ../../etc/passwd")


@refused_at(BOOK)
def a_key_with_a_line_break() -> Made:
    return with_other(BOOK, "key: complex-sale", 'key: "complex-sale\\n"')


@refused_at(BOOK)
def a_key_of_confusable_letters() -> Made:
    return with_other(BOOK, "key: complex-sale", "key: соmplex-sale")  # the first two are Cyrillic


@refused_at(BOOK)
def a_key_in_full_width_letters() -> Made:
    return with_other(BOOK, "key: complex-sale", "key: ｃomplex-sale")


@refused_at(BOOK)
def a_key_without_end() -> Made:
    return with_other(BOOK, "key: complex-sale", "key: " + "a" * 5_000)


@refused_at(BOOK)
def a_stage_that_is_a_path() -> Made:
    return with_other(BOOK, "stages: [discover", "stages: [../playbook")


@refused_at(BOOK)
def a_stage_twice() -> Made:
    return with_other(BOOK, "stages: [discover", "stages: [discover, discover")


@refused_at(STAGE)
def a_stage_with_the_key_of_another() -> Made:
    return with_other(STAGE, "key: discover", "key: qualify")


@refused_at(WARNINGS)
def former_keys_that_go_in_a_circle() -> Made:
    return with_more(
        WARNINGS,
        "  - {key: circle-a, was: [circle-b], title: T, severity: notice, when: age_days > 1, because: b, advice: a}\n"
        "  - {key: circle-b, was: [circle-a], title: T, severity: notice, when: age_days > 1, because: b, advice: a}\n",
    )


@refused_at(WARNINGS)
def a_key_that_is_its_own_former_one() -> Made:
    return with_more(
        WARNINGS,
        "  - {key: self, was: [self], title: T, severity: notice, when: age_days > 1, because: b, advice: a}\n",
    )


@refused_at(WARNINGS)
def a_key_given_twice() -> Made:
    return with_more(
        WARNINGS,
        "  - {key: no-activity, title: T, severity: notice, when: age_days > 1, because: b, advice: a}\n",
    )


@refused_at(WARNINGS)
def a_reference_to_nothing() -> Made:
    return with_other(WARNINGS, "plays: [wake-silent-buyer]", "plays: [no-such-play]")


@refused_at(WARNINGS)
def a_threshold_called_like_a_fact() -> Made:
    return with_other(WARNINGS, "name: silent_days", "name: age_days")


@refused_at(BOOK)
def an_unknown_key_with_an_underscore() -> Made:
    return with_more(BOOK, "__class__: x\n")


@refused_at(BOOK)
def a_text_without_end() -> Made:
    return with_other(BOOK, "title: Complex sale", "title: " + "T" * 200_000)
