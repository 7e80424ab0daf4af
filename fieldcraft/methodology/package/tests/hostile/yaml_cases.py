"""YAML that multiplies, builds objects, hides or never ends."""

from __future__ import annotations

from .cases import Made, refused_at, with_file, with_more


@refused_at("roles.yaml")
def alias_bomb() -> Made:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"{name}: &{name} [{','.join(['*' + chr(ord(name) - 1)] * 10)}]" for name in "bcdefghi"]
    return with_file("roles.yaml", "\n".join(lines))


@refused_at("roles.yaml")
def alias_of_itself() -> Made:
    return with_file("roles.yaml", "roles: &r [*r, *r]\n")


@refused_at("roles.yaml")
def alias_of_nothing() -> Made:
    return with_file("roles.yaml", "roles: *nobody\n")


@refused_at("roles.yaml")
def merge_keys_that_multiply() -> Made:
    lines = ["m0: &m0 {a: 1, b: 2}"]
    lines += [f"m{n}: &m{n} {{x: *m{n - 1}, y: *m{n - 1}, z: *m{n - 1}}}" for n in range(1, 14)]
    return with_file("roles.yaml", "\n".join(lines))


@refused_at("roles.yaml")
def nested_lists() -> Made:
    return with_file("roles.yaml", "roles: " + "[" * 60_000)


@refused_at("roles.yaml")
def nested_mappings() -> Made:
    return with_file("roles.yaml", "roles: " + "{a: " * 40_000)


@refused_at("roles.yaml")
def nested_blocks() -> Made:
    return with_file("roles.yaml", "roles:\n" + "".join(f"{' ' * depth}- \n" for depth in range(1, 600)))


@refused_at("roles.yaml")
def nested_dashes() -> Made:
    return with_file("roles.yaml", "roles:\n" + "- " * 100_000)


@refused_at("roles.yaml")
def a_python_object() -> Made:
    return with_file("roles.yaml", 'roles: !!python/object/apply:os.system ["touch owned"]\n')


@refused_at("roles.yaml")
def a_python_name() -> Made:
    return with_file("roles.yaml", "roles: !!python/name:os.system\n")


@refused_at("roles.yaml")
def a_python_module_by_its_whole_tag() -> Made:
    return with_file("roles.yaml", "roles: !<tag:yaml.org,2002:python/module:os> x\n")


@refused_at("roles.yaml")
def a_tag_of_its_own() -> Made:
    return with_file("roles.yaml", "%TAG ! tag:example.com,2026:\n---\nroles: !thing []\n")


@refused_at("roles.yaml")
def a_harmless_looking_tag() -> Made:
    return with_file("roles.yaml", "roles: !!set {a, b}\n")


@refused_at("roles.yaml")
def binary_content() -> Made:
    return with_file("roles.yaml", "roles: !!binary aGVsbG8=\n")


@refused_at("roles.yaml")
def two_documents() -> Made:
    return with_file("roles.yaml", "roles: []\n---\nroles: []\n")


@refused_at("roles.yaml")
def ten_thousand_documents() -> Made:
    return with_file("roles.yaml", "--- a\n" * 40_000)


@refused_at("roles.yaml")
def an_unclosed_quote() -> Made:
    return with_file("roles.yaml", 'roles: "' + "a\n" * 100_000)


@refused_at("roles.yaml")
def a_duplicate_key() -> Made:
    return with_more("roles.yaml", "\nroles: []\n")


@refused_at("roles.yaml")
def a_duplicate_key_by_an_escape() -> Made:
    return with_more("roles.yaml", '\n"r\\x6fles": []\n')


@refused_at("roles.yaml")
def a_list_as_a_key() -> Made:
    return with_file("roles.yaml", "? [a, b]\n: c\n")


@refused_at("roles.yaml")
def a_mapping_as_a_key() -> Made:
    return with_file("roles.yaml", "{{a: b}: c}\n")


@refused_at("roles.yaml")
def an_endless_key() -> Made:
    return with_file("roles.yaml", "? " + "k" * 200_000 + "\n: v\n")


@refused_at("roles.yaml")
def a_byte_order_mark() -> Made:
    return with_file("roles.yaml", b"\xef\xbb\xbfroles: []\n")


@refused_at("roles.yaml")
def utf_16() -> Made:
    return with_file("roles.yaml", "roles: []\n".encode("utf-16"))


@refused_at("roles.yaml")
def utf_16_without_a_mark() -> Made:
    return with_file("roles.yaml", "roles: []\n".encode("utf-16-le"))


@refused_at("roles.yaml")
def utf_32() -> Made:
    return with_file("roles.yaml", "roles: []\n".encode("utf-32"))


@refused_at("roles.yaml")
def latin_1() -> Made:
    return with_file("roles.yaml", "roles: [{title: Käufer}]\n".encode("latin-1"))


@refused_at("roles.yaml")
def overlong_utf_8() -> Made:
    return with_file("roles.yaml", b"roles: \xc0\xae\xc0\xae/etc\n")


@refused_at("roles.yaml")
def a_nul() -> Made:
    return with_file("roles.yaml", b"roles: \x00\n")


@refused_at("roles.yaml")
def control_characters() -> Made:
    return with_file("roles.yaml", b"roles: \x1b[2J\x07\n")


@refused_at("warnings.yaml")
def a_nul_by_an_escape() -> Made:
    return with_more(
        "warnings.yaml", '  - {key: a, title: "a\\0b", severity: notice, when: age_days > 1, because: b, advice: c}\n'
    )


@refused_at("warnings.yaml")
def text_that_runs_backwards() -> Made:
    return with_more(
        "warnings.yaml",
        '  - {key: a, title: "a\\u202Eb", severity: notice, when: age_days > 1, because: b, advice: c}\n',
    )


@refused_at("roles.yaml")
def a_surrogate_by_an_escape() -> Made:
    return with_file("roles.yaml", 'roles: "\\ud800"\n')


@refused_at("roles.yaml")
def nothing_but_a_scalar() -> Made:
    return with_file("roles.yaml", "just a text\n")


@refused_at("roles.yaml")
def nothing_at_all() -> Made:
    return with_file("roles.yaml", "")


@refused_at("roles.yaml")
def nothing_but_comments() -> Made:
    return with_file("roles.yaml", "# a\n" * 60_000)


@refused_at("roles.yaml")
def anchors_without_end() -> Made:
    return with_file("roles.yaml", "roles: [" + ",".join(f"&a{n} x" for n in range(22_000)) + "]\n")


@refused_at("roles.yaml")
def a_million_items() -> Made:
    return with_file("roles.yaml", "roles: [" + "1," * 1_000_000 + "]\n")


@refused_at("roles.yaml")
def as_many_items_as_a_file_holds() -> Made:
    return with_file("roles.yaml", "roles: [" + "1," * 125_000 + "]\n")


@refused_at("plays/hostile-000.yaml")
def as_many_items_as_a_folder_holds() -> Made:
    return {
        **with_file("roles.yaml", "roles: []\n"),
        **{f"plays/hostile-{n:03}.yaml": b"plays: [" + b"1," * 19_990 + b"]\n" for n in range(180)},
    }


@refused_at("roles.yaml")
def as_many_unknown_keys_as_a_file_holds() -> Made:
    return with_file("roles.yaml", "".join(f"rolles{n}: 1\n" for n in range(9_000)))


@refused_at("roles.yaml")
def as_many_unknown_keys_in_a_part_as_a_file_holds() -> Made:
    return with_file("roles.yaml", "roles:\n  - " + "    ".join(f"titel{n}: 1\n" for n in range(9_000)))


@refused_at("roles.yaml")
def thousands_of_parts_that_lack_everything() -> Made:
    return with_file("roles.yaml", "roles: [" + "{}," * 19_000 + "]\n")
