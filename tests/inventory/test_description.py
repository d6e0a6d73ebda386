"""What a description file may say, and the one sentence that comes back when it may not."""

import contextlib
from dataclasses import replace
from datetime import date

import pytest
import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from assent.inventory.countries import CODES
from assent.inventory.description import Document, ObservationsDescription, SystemDescription, checked, read_system_yaml, write_system_yaml
from assent.inventory.words import AUTONOMY_WORDS, STATUS_WORDS
from assent.kernel.errors import Invalid
from assent.kernel.text import BIDI
from tests.inventory.samples import EMPLOYMENT, YAML, described


def test_every_field_of_the_file_is_read():
    assert read_system_yaml(YAML) == EMPLOYMENT


def test_bytes_with_a_byte_order_mark_are_read_as_text_is():
    assert read_system_yaml(b"\xef\xbb\xbf" + YAML.encode()) == EMPLOYMENT


def test_what_nobody_said_is_not_made_up():
    short = "key: a-b\nname: A\npurpose: P\norigin: own\nowner: o@example.org\nautonomy: informs\n"
    read = read_system_yaml(short)
    assert (read.personal_data, read.people_per_year, read.countries, read.status) == (None, None, (), "proposed")


def test_norway_is_a_country_and_a_number_may_be_a_name():
    read = read_system_yaml(YAML.replace("countries: [US, NO]", "countries: [NO]").replace("name: Employment support screening", "name: 2.10"))
    assert (read.countries, read.name) == (("NO",), "2.10")


def test_markup_is_just_text():
    assert read_system_yaml(YAML.replace("name: Employment", "name: <script>alert(1)</script> Employment")).name.startswith("<script>")


REFUSED = {
    "a key that is not a field": ("owner: olga", "ownr: olga", "Line 7", "`ownr`", "Did you mean `owner`?"),
    "an unknown key inside a block": ("  personal: true", "  personel: true", "Line 15", "`data.personel`", "personal"),
    "a key given twice": ("vendor: null", "key: other", "Line 6", "`key`", "first on line 1"),
    "a status outside of the list": ("status: in_use", "status: live", "Line 4", "`status`", "proposed, in_use, suspended, retired"),
    "an autonomy outside of the list": ("autonomy: recommends", "autonomy: full", "`autonomy`", "decides_alone"),
    "a text where a number belongs": ("70000", "many", "Line 13", "`people_affected.count_per_year`", "whole number"),
    "a negative number of people": ("70000", "-1", "Line 13", "whole number"),
    "a number with a fraction": ("70000", "1.5", "Line 13", "whole number"),
    "a quoted boolean": ("personal: true", 'personal: "true"', "Line 15", "neither true nor false"),
    "a boolean that is neither": ("personal: true", "personal: perhaps", "Line 15", "neither true nor false"),
    "a list where a text belongs": ("name: Employment support screening", "name: [a, b]", "Line 2", "`name`", "not a list"),
    "a mapping where a list belongs": ("countries: [US, NO]", "countries: {a: b}", "`countries`", "a list"),
    "a text where a block belongs": ("people_affected:\n  groups: [job seekers]\n  count_per_year: 70000", "people_affected: all", "Line 11"),
    "a day that does not exist": ("last_review: 2026-05-14", "last_review: 2026-02-30", "`last_review`", "2026-05-14"),
    "a moment where a day belongs": ("last_review: 2026-05-14", "last_review: 2026-05-14T00:00:00Z", "`last_review`", "date"),
    "a day out of all bounds": ("last_review: 2026-05-14", "last_review: 0001-01-01", "`last_review`", "1950"),
    "a next review before the last": ("next_review: 2026-11-14", "next_review: 2026-01-01", "`next_review`", "after the last"),
    "a country in small letters": ("[US, NO]", "[us]", "`countries`", "Write US"),
    "a country that is none": ("[US, NO]", "[XX]", "`countries`", "ISO 3166"),
    "an alias": ("vendor: null", "vendor: *name", "Line 6", "aliases"),
    "an anchor": ("vendor: null", "vendor: &name x", "Line 6", "anchors"),
    "a tag": ("vendor: null", "vendor: !!python/object/apply:os.system [ls]", "Line 6", "tag"),
    "a merge key": ("vendor: null", "<<: {a: b}", "Line 6", "no field"),
    "a second document": ("vendor: null", "---\nkey: x", "Line 6", "second document"),
    "a list as a key": ("vendor: null", "? [a, b]\n: c", "Line 6", "plain word"),
    "broken YAML": ("vendor: null", "vendor: [", "not YAML"),
    "a tab as indentation": ("  groups:", "\tgroups:", "Line 12", "not YAML"),
    "a key that is no key": ("key: employment-screening", "key: Employment Screening", "Line 1", "`key`", "small letters"),
    "an empty name": ("name: Employment support screening", 'name: ""', "Line 2", "`name`", "empty"),
    "a name that is too long": ("name: Employment support screening", f"name: {'x' * 301}", "Line 2", "300"),
    "a bell in a name": ("name: Employment support screening", 'name: "ring\\a"', "Line 2", "U+0007"),
    "a turned direction of writing": ("name: Employment support screening", 'name: "a\\u202Eb"', "Line 2", "U+202E"),
    "a missing owner": ("owner: olga@example.org\n", "", "`owner`", "missing"),
    "an owner of null": ("owner: olga@example.org", "owner: null", "Line 7", "`owner`", "missing"),
    "a deputy who is the owner": ("deputy: null", "deputy: Olga@example.org", "Line 8", "another person"),
    "a special category without personal data": ("personal: true", "personal: false", "`data.special_category`", "personal data"),
    "a digest that is none": ("0c1f2d0e", "zzzz", "`documents`", "SHA-256"),
    "a document with an unknown key": ("    sha256:", "    sha257:", "`documents[1].sha257`", "sha256"),
    "a country twice": ("[US, NO]", "[US, US]", "`countries`", "twice"),
    "nothing in a list": ("[US, NO]", "[US, ]\nx: [~]", "no field"),
    "an unknown observation key": ("  label: employed", "  labell: employed", "`observations.labell`", "label"),
    "observations without a source": ("  source: observations/employment/*.parquet\n", "", "`observations.source`", "missing"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_one_sentence_with_field_and_line(case: str):
    old, new, *expected = REFUSED[case]
    assert old in YAML
    with pytest.raises(Invalid) as refused:
        read_system_yaml(YAML.replace(old, new, 1))
    for piece in expected:
        assert piece in refused.value.sentence
    assert "\n" not in refused.value.sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("# nothing\n", "is empty"),
        ("- a\n- b\n", "not a list"),
        ("just text", "not a single text"),
        (b"\xff\xfe\x00k", "UTF-8"),
        ("key: \udc80", "UTF-8"),
        ("key: a\x00b", "character that YAML does not allow"),
        ("key: " + "x" * 1_000_001, "larger than 1 MB"),
        ("key: " + "[" * 50_000, "levels deep"),
        ("key:\n" + "".join(" " * i + "- \n" for i in range(1, 400)), "levels deep"),
        ("key: " + "{a: " * 5_000, "levels deep"),
        ("%TAG ! tag:x,2000:\n---\nkey: !y z", "tag"),
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", "anchors"),
    ],
)
def test_files_that_are_no_description_are_refused(content: str | bytes, said: str):
    with pytest.raises(Invalid, match=said):
        read_system_yaml(content)


def test_all_wrong_fields_come_back_so_that_a_form_can_show_each():
    with pytest.raises(Invalid) as refused:
        checked(described("BAD", name="", countries=("xx",), status="gone"))
    assert set(refused.value.fields) == {"key", "name", "countries", "status"}


def test_the_country_codes_are_those_of_the_iso_table():
    assert set(pytz.country_names) == CODES


READABLE = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="".join(BIDI) + "\ufeff")
LINE = st.text(READABLE, min_size=1, max_size=60).map(str.strip).filter(bool)
TEXT = st.text(st.one_of(READABLE, st.sampled_from("\n\t")), max_size=200).map(str.strip)
TRICKY = st.sampled_from(
    ["null", "~", "NO", "true", "1.0", "2026-01-01", "- a", "a: b", "# x", "'", '"', "{", "[a]", "&a", "*b", "!c", "%d", "---", "=", "<<"]
)
NAMES = st.one_of(LINE, TRICKY)
LISTS = st.lists(NAMES, max_size=4, unique=True).map(tuple)
DAYS = st.none() | st.dates(date(1950, 1, 1), date(2199, 12, 31))
OBSERVED = st.builds(
    ObservationsDescription, source=NAMES, reference=NAMES, time=st.none() | NAMES, prediction=st.none() | NAMES, probability=st.none() | NAMES,
    label=st.none() | NAMES, groups=LISTS, features=st.none() | LISTS.filter(bool),
)  # fmt: skip
DESCRIPTIONS = st.builds(
    SystemDescription, key=st.from_regex(r"[a-z0-9][a-z0-9-]{1,62}", fullmatch=True), name=NAMES, purpose=TEXT.filter(bool), owner=NAMES,
    origin=st.sampled_from(["own", "bought"]), autonomy=st.sampled_from(list(AUTONOMY_WORDS)), status=st.sampled_from(list(STATUS_WORDS)),
    vendor=st.none() | NAMES, deputy=st.none(), business_unit=st.one_of(st.just(""), NAMES), users=TEXT, people_groups=LISTS,
    people_per_year=st.none() | st.integers(0, 10**10), personal_data=st.none() | st.just(True), special_category=LISTS, data_sources=LISTS,
    decisions_informed=TEXT, countries=st.lists(st.sampled_from(sorted(CODES)), unique=True, max_size=5).map(tuple), last_review=DAYS,
    next_review=st.none(), models=LISTS, observations=st.none() | OBSERVED,
    documents=st.lists(st.builds(Document, title=NAMES, sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True)), max_size=3).map(tuple),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(DESCRIPTIONS)
def test_what_is_written_as_yaml_is_read_back_the_same(description: SystemDescription):
    described = checked(description)
    assert read_system_yaml(write_system_yaml(described)) == described


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300), st.sampled_from(YAML.splitlines()).flatmap(
    lambda line: st.text(max_size=30).map(lambda junk: YAML.replace(line, junk)))))  # fmt: skip
def test_no_text_whatever_ends_in_anything_but_a_description_or_one_sentence(content: str | bytes):
    with contextlib.suppress(Invalid):
        read_system_yaml(content)


def test_two_fields_with_the_same_list_are_written_without_anchors():
    same = ("x",)
    written = write_system_yaml(replace(EMPLOYMENT, people_groups=same, models=same))
    assert "&" not in written
