"""The inventory on record: adding, changing, reviewing, and who may."""

from datetime import date

import pytest

from assent.access import queries as access
from assent.home import Home
from assent.inventory import commands, queries
from assent.inventory.description import Document
from assent.inventory.history import history
from assent.kernel.actor import Actor, Grant
from assent.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from assent.ledger.model import Event, Payload
from tests.cast import Cast
from tests.inventory.samples import EMPLOYMENT, described


def as_owner(home: Home, actor: Actor) -> Actor:
    owned = home.ask(actor, queries.owned_keys, person_id=actor.id)
    return home.ask(actor, access.actor_for, person_id=actor.id, owned=owned)


def events(home: Home) -> list[str]:
    return home.ask(access.SYSTEM_ACTOR, lambda view: [e.action for e in view.rows(Event, order_by=[Event.seq])])


def test_an_added_system_says_everything_its_description_said(home: Home, cast: Cast):
    card = home.act(cast.risk, commands.add_system, description=EMPLOYMENT)
    assert (card.owner_name, card.owner_email, card.deputy_name) == ("Olga Owner", "olga@example.org", None)
    assert card == home.ask(cast.viewer, queries.system, key="employment-screening")
    said = home.ask(cast.viewer, queries.description, key="employment-screening")
    assert {**vars(said), "observations": EMPLOYMENT.observations} == vars(EMPLOYMENT)
    assert events(home)[-1] == "inventory.system_added"


def test_the_event_names_people_by_id_only(home: Home, cast: Cast):
    home.act(cast.risk, commands.add_system, description=EMPLOYMENT)
    payload = home.ask(cast.risk, lambda view: view.rows(Payload)[-1].content)
    assert cast.owner.id in payload
    assert "olga@" not in payload


def test_a_key_is_taken_once_even_by_a_retired_system(home: Home, cast: Cast):
    home.act(cast.risk, commands.add_system, description=described(status="retired"))
    with pytest.raises(Conflict, match="already: Credit scoring"):
        home.act(cast.compliance, commands.add_system, description=described())


def test_an_owner_without_an_account_is_refused_beside_the_field(home: Home, cast: Cast):
    with pytest.raises(Invalid) as refused:
        home.act(cast.risk, commands.add_system, description=described(owner="nobody@example.org", deputy="none@example.org"))
    assert set(refused.value.fields) == {"owner", "deputy"}


def test_a_last_review_in_the_future_is_refused(home: Home, cast: Cast):
    with pytest.raises(Invalid) as refused:
        home.act(cast.risk, commands.add_system, description=described(last_review=date(2199, 1, 1)))
    assert "last_review" in refused.value.fields


def test_who_may_not_edit_adds_and_changes_nothing(home: Home, cast: Cast):
    with pytest.raises(Forbidden):
        home.act(cast.engineer, commands.add_system, description=described())
    home.act(cast.risk, commands.add_system, description=described())
    with pytest.raises(Forbidden):
        home.act(cast.viewer, commands.change_system, key="credit-scoring", changes={"name": "Other"})


def test_an_owner_changes_her_system_but_not_its_reviews_nor_another_system(home: Home, cast: Cast):
    home.act(cast.risk, commands.add_system, description=described())
    home.act(cast.risk, commands.add_system, description=described("other", owner="rosa@example.org"))
    owner = as_owner(home, cast.owner)
    assert home.act(owner, commands.change_system, key="credit-scoring", changes={"purpose": "Scores loans."}).purpose == "Scores loans."
    with pytest.raises(Forbidden):
        home.act(owner, commands.change_system, key="credit-scoring", changes={"next_review": date(2190, 1, 1)})
    with pytest.raises(Forbidden):
        home.act(owner, commands.record_review, key="credit-scoring", conclusion="Fine.")
    with pytest.raises(Forbidden):
        home.act(owner, commands.change_system, key="other", changes={"name": "Mine"})


def test_a_change_makes_one_version_and_keeps_the_past(home: Home, cast: Cast):
    home.act(cast.risk, commands.add_system, description=described())
    before = home.record.size
    home.act(cast.risk, commands.change_system, key="credit-scoring", changes={"name": "Loans", "countries": ["DE"]})
    assert home.record.size == before + 1
    assert home.ask(cast.viewer, queries.system, key="credit-scoring").name == "Loans"
    assert home.ask(cast.viewer, queries.system, key="credit-scoring", as_of=before).name == "Credit scoring"


def test_what_changes_nothing_leaves_no_event(home: Home, cast: Cast):
    home.act(cast.risk, commands.add_system, description=EMPLOYMENT)
    before = home.record.size
    home.act(cast.risk, commands.change_system, key=EMPLOYMENT.key, changes={"name": f"  {EMPLOYMENT.name} ", "countries": ["US", "NO"]})
    home.act(cast.risk, commands.change_system, key=EMPLOYMENT.key, changes={"owner": "OLGA@example.org"})
    assert home.record.size == before


def test_a_change_of_status_is_an_event_of_its_own(home: Home, cast: Cast):
    home.act(cast.risk, commands.add_system, description=described())
    home.act(cast.risk, commands.change_system, key="credit-scoring", changes={"status": "suspended"})
    assert events(home)[-1] == "inventory.status_changed"
    home.act(cast.risk, commands.change_system, key="credit-scoring", changes={"status": "in_use", "name": "Loans"})
    assert events(home)[-2:] == ["inventory.status_changed", "inventory.system_changed"]


@pytest.mark.parametrize(
    "changes",
    [
        {"last_review": "soon"},
        {"next_review": 5},
        {"countries": "DE"},
        {"models": [1]},
        {"people_per_year": True},
        {"personal_data": "yes"},
        {"name": 5},
        {"name": None},
        {"documents": [{"title": "x"}]},
        {"documents": ["x"]},
        {"key": "new"},
        {"id": "x"},
        {"owner_id": "x"},
        {"status": "gone"},
        {"owner": "no@example.org"},
        {"owner": ""},
    ],
)
def test_a_wrong_change_is_refused_beside_its_field(home: Home, cast: Cast, changes: dict[str, str]):
    home.act(cast.risk, commands.add_system, description=described())
    with pytest.raises(Invalid) as refused:
        home.act(cast.risk, commands.change_system, key="credit-scoring", changes=changes)
    assert set(refused.value.fields) == set(changes)


def test_days_may_come_as_text_from_json(home: Home, cast: Cast):
    home.act(cast.risk, commands.add_system, description=described())
    card = home.act(cast.risk, commands.change_system, key="credit-scoring", changes={"next_review": "2190-05-01", "deputy": "emil@example.org"})
    assert (card.next_review, card.deputy_name) == (date(2190, 5, 1), "Emil Engineer")


def test_a_system_that_is_not_there_is_not_found(home: Home, cast: Cast):
    for verb in (lambda: home.ask(cast.viewer, queries.system, key="gone"), lambda: home.ask(cast.viewer, history, key="gone"),
                 lambda: home.act(cast.risk, commands.change_system, key="gone", changes={}),
                 lambda: home.act(cast.risk, commands.record_review, key="gone", conclusion="Fine.")):  # fmt: skip
        with pytest.raises(NotFound):
            verb()


def test_a_reader_limited_to_one_system_sees_one(home: Home, cast: Cast):
    for key in ("a1", "b2"):
        home.act(cast.risk, commands.add_system, description=described(key))
    narrow = Actor(cast.auditor.id, "session", frozenset({Grant("inventory.read", "b2")}))
    assert [s.key for s in home.ask(narrow, queries.systems)] == ["b2"]
    with pytest.raises(NotFound):
        home.ask(narrow, queries.system, key="a1")
    with pytest.raises(Forbidden):
        home.ask(Actor("x", "session"), queries.systems)


def test_a_review_sets_both_dates_and_its_conclusion_stays(home: Home, cast: Cast):
    home.act(cast.risk, commands.add_system, description=EMPLOYMENT)
    card = home.act(cast.compliance, commands.record_review, key=EMPLOYMENT.key, conclusion="Fit for use.", next_review=None)
    assert (card.last_review, card.next_review) == (home.record.clock().date(), None)
    line = home.ask(cast.viewer, history, key=EMPLOYMENT.key)[0]
    assert (line.sentence, line.who_name) == ("Reviewed: Fit for use.", "Carl Compliance")


@pytest.mark.parametrize(("conclusion", "following"), [("", None), ("  ", None), ("x" * 5001, None), ("Fine.", date(2020, 1, 1))])
def test_a_review_without_words_or_with_a_past_date_is_refused(home: Home, cast: Cast, conclusion: str, following: date | None):
    home.act(cast.risk, commands.add_system, description=described())
    with pytest.raises(Invalid):
        home.act(cast.risk, commands.record_review, key="credit-scoring", conclusion=conclusion, next_review=following)


def test_a_linked_model_is_linked_once(home: Home, cast: Cast):
    home.act(cast.risk, commands.add_system, description=described())
    for _ in range(2):
        card = home.act(cast.scientist, commands.link_model, key="credit-scoring", model="scorer")
    assert card.models == ("scorer",)
    assert events(home).count("inventory.model_linked") == 1


def test_the_owner_and_the_deputy_own_a_system(home: Home, cast: Cast):
    home.act(cast.risk, commands.add_system, description=described(deputy="emil@example.org"))
    for person in (cast.owner, cast.engineer):
        assert home.ask(person, queries.owned_keys, person_id=person.id) == {"credit-scoring"}
    assert home.ask(cast.viewer, queries.owned_keys, person_id=cast.viewer.id) == frozenset()


def test_history_is_told_in_words_newest_first(home: Home, cast: Cast):
    home.act(cast.risk, commands.add_system, description=described(countries=("DE", "AT"), documents=(Document("Guide", "ab" * 32),)))
    for changes in ({"owner": "rosa@example.org"}, {"status": "in_use"}, {"countries": ["DE", "FR"]}, {"people_per_year": 70_000},
                    {"next_review": date(2190, 5, 1)}, {"deputy": "emil@example.org"}, {"deputy": None}, {"purpose": "Long. " * 40},
                    {"personal_data": True}, {"documents": []}):  # fmt: skip
        home.act(cast.compliance, commands.change_system, key="credit-scoring", changes=changes)
    lines = home.ask(cast.viewer, history, key="credit-scoring")
    assert [line.sentence for line in lines] == [
        "Documents: removed Guide (abababab)",
        "Personal data set to yes",
        "Purpose rewritten",
        "Deputy removed, before Emil Engineer",
        "Deputy set to Emil Engineer",
        "Next review set to 1 May 2190",
        "People affected per year set to 70\u2009000",
        "Countries: added FR; removed AT",
        "Status changed from proposed to in use",
        "Owner changed from Olga Owner to Rosa Risk",
        "Added to the inventory",
    ]
    assert {line.who_name for line in lines} == {"Rosa Risk", "Carl Compliance"}
    assert (lines[-2].field_words, lines[-2].before, lines[-2].after) == ("Owner", "Olga Owner", "Rosa Risk")
