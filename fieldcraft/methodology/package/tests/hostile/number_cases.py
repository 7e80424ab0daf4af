"""Numbers that are none, and values of the wrong kind."""

from __future__ import annotations

from .cases import Made, refused_at, with_file, with_other

BOOK, PLAYS = "playbook.yaml", "plays/any.yaml"


@refused_at(BOOK)
def infinite_by_its_exponent() -> Made:
    return with_other(BOOK, "odds: 1.4", "odds: 1e999")


@refused_at(BOOK)
def not_a_number() -> Made:
    return with_other(BOOK, "odds: 1.4", "odds: .nan")


@refused_at(BOOK)
def infinite_by_name() -> Made:
    return with_other(BOOK, "odds: 1.4", "odds: .inf")


@refused_at(BOOK)
def less_than_infinite() -> Made:
    return with_other(BOOK, "odds: 1.4", "odds: -.INF")


@refused_at(BOOK)
def not_a_number_as_a_text() -> Made:
    return with_other(BOOK, "odds: 1.4", 'odds: "NaN"')


@refused_at(BOOK)
def a_number_of_a_thousand_digits() -> Made:
    return with_other(BOOK, "minutes: 15", "minutes: " + "9" * 1_000)


@refused_at(BOOK)
def a_number_of_a_hundred_thousand_digits() -> Made:
    return with_other(BOOK, "odds: 1.4", "odds: 1." + "0" * 100_000)


@refused_at(BOOK)
def minus_one() -> Made:
    return with_other(BOOK, "minutes: 15", "minutes: -1")


@refused_at(BOOK)
def hexadecimal() -> Made:
    return with_other(BOOK, "minutes: 15", "minutes: 0x0f")


@refused_at(BOOK)
def in_sixties() -> Made:
    return with_other(BOOK, "minutes: 15", "minutes: 1:30")


@refused_at(BOOK)
def truth_for_a_number() -> Made:
    return with_other(BOOK, "minutes: 15", "minutes: true")


@refused_at(BOOK)
def a_list_for_a_number() -> Made:
    return with_other(BOOK, "minutes: 15", "minutes: [15]")


@refused_at(BOOK)
def a_format_of_tomorrow() -> Made:
    return with_other(BOOK, "format: 1", "format: 2")


@refused_at(BOOK)
def a_format_that_is_true() -> Made:
    return with_other(BOOK, "format: 1", "format: true")


@refused_at(BOOK)
def a_version_that_is_a_number() -> Made:
    return with_other(BOOK, "version: 1.2.0", "version: 1.0")


@refused_at(BOOK)
def a_version_of_many_digits() -> Made:
    return with_other(BOOK, "version: 1.2.0", f"version: {'9' * 5000}.0.0")


@refused_at(BOOK)
def stages_that_are_a_text() -> Made:
    return with_other(BOOK, "stages: [", "stages: x\nwas: [")


@refused_at(BOOK)
def stages_that_are_numbers() -> Made:
    return with_other(BOOK, "stages: [discover", "stages: [1, null, true, [], {}, discover")


@refused_at(PLAYS)
def plays_that_are_a_mapping() -> Made:
    return with_file(PLAYS, "plays: {a: b}\n")


@refused_at(PLAYS)
def plays_that_are_nothing() -> Made:
    return with_file(PLAYS, "plays:\n")


@refused_at("warnings.yaml")
def warnings_that_are_numbers() -> Made:
    return with_file("warnings.yaml", "warnings: [1, 2.5, true, null, text, [[]], {}]\n")


@refused_at("qualification.yaml")
def factors_that_are_texts() -> Made:
    return with_file("qualification.yaml", "qualification: [{key: q, title: Q, summary: s, factors: [a, b]}]\n")


@refused_at("behaviours.yaml")
def behaviours_of_lists() -> Made:
    return with_file("behaviours.yaml", "behaviours: [[[[[]]]]]\nmetrics: {}\n")


@refused_at(BOOK)
def a_format_with_a_point() -> Made:
    return with_other(BOOK, "format: 1", "format: 1.0")
