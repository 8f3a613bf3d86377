from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from access_makers import NOON, Clock

from councilqa.access.throttle import Slots, Throttle, network
from councilqa.errors import TooManyAttemptsError


class Door:
    """Tries at given times; a try that is let through fails."""

    def __init__(self, path: Path) -> None:
        self.throttle = Throttle(path)
        self.clock = Clock(NOON)

    def wait(self, name: str = "Ada", address: str = "192.0.2.1") -> int:
        """Seconds to wait before trying."""
        try:
            self.throttle.check(name, address, self.clock.now)
        except TooManyAttemptsError as error:
            return error.retry_after_seconds
        return 0

    def fail(self, name: str = "Ada", address: str = "192.0.2.1", *, times: int = 1) -> None:
        for _ in range(times):
            assert self.wait(name, address) == 0
            self.throttle.failed(name, address, self.clock.now)

    def succeed(self, name: str = "Ada", address: str = "192.0.2.1") -> None:
        assert self.wait(name, address) == 0
        self.throttle.succeeded(name, address, self.clock.now)


@pytest.fixture
def door(path: Path) -> Door:
    return Door(path)


def test_the_fifth_failure_starts_growing_waits(door: Door) -> None:
    door.fail(times=5)
    waits = [door.wait()]
    for _ in range(5):
        door.clock.pass_by(seconds=waits[-1])
        door.fail()
        waits.append(door.wait())
    assert waits == [60, 120, 240, 480, 900, 900]


def test_the_wait_runs_down_and_is_said(door: Door) -> None:
    door.fail(times=5)
    door.clock.pass_by(seconds=59.5)
    with pytest.raises(TooManyAttemptsError, match=r"try again in 1 second$") as refused:
        door.throttle.check("Ada", "192.0.2.1", door.clock.now)
    assert refused.value.retry_after_seconds == 1
    door.clock.pass_by(seconds=0.5)
    assert door.wait() == 0


def test_failures_far_apart_start_no_wait(door: Door) -> None:
    for _ in range(20):
        door.fail()
        door.clock.pass_by(minutes=4)
    assert door.wait() == 0


def test_a_quiet_quarter_of_an_hour_after_the_wait_forgives(door: Door) -> None:
    door.fail(times=5)
    door.clock.pass_by(minutes=16)
    door.fail(times=4)
    assert door.wait() == 0


def test_a_restart_forgets_nothing(door: Door, path: Path) -> None:
    door.fail(times=5)
    again = Door(path)
    assert again.wait() == 60


def test_many_names_from_one_address_are_stopped(door: Door) -> None:
    for number in range(5):
        door.fail(f"user {number}")
    assert door.wait("somebody else") == 60
    assert door.wait("somebody else", "198.51.100.7") == 0


def test_one_name_from_many_addresses_waits_but_shortly(door: Door) -> None:
    for number in range(5):
        door.fail("Ada", f"203.0.113.{number}")
    waits = [door.wait("ADA ", "198.51.100.7")]
    for number in range(5, 30):
        door.clock.pass_by(seconds=waits[-1])
        door.fail("Ada", f"203.0.113.{number}")
        waits.append(door.wait("Ada", "198.51.100.7"))
    assert waits[:4] == [10, 20, 40, 60]
    assert max(waits) == 60
    assert door.wait("Grace", "198.51.100.7") == 0


def test_names_that_are_not_there_wait_alike(door: Door) -> None:
    for number in range(5):
        door.fail("no such user", f"203.0.113.{number}")
    assert door.wait("no such user", "198.51.100.7") == 10


def test_nobody_elsewhere_can_lock_out_a_user_at_a_known_address(door: Door) -> None:
    door.succeed("Ada", "192.0.2.1")
    for number in range(60):
        door.fail("Ada", f"2001:db8:0:{number:x}::1")
        assert door.wait("Ada", "192.0.2.1") == 0
        door.clock.pass_by(minutes=1)


def test_others_mistakes_at_an_office_do_not_hold_up_who_is_known_there(door: Door) -> None:
    door.succeed("Ada")
    for number in range(5):
        door.fail(f"user {number}")
    assert door.wait("user 1") == 60
    assert door.wait("Ada") == 0


def test_guessing_from_a_known_address_is_stopped_too(door: Door) -> None:
    door.succeed("Ada")
    door.fail("Ada", times=5)
    assert door.wait("Ada") == 60


def test_an_address_is_known_for_thirty_days(door: Door) -> None:
    door.succeed("Ada")
    door.clock.pass_by(days=30)
    for number in range(5):
        door.fail(f"user {number}")
    assert door.wait("Ada") == 60


def test_a_success_clears_the_name_but_not_the_address(door: Door) -> None:
    door.fail("Ada", times=4)
    door.succeed("Mallory")  # who has an account, and would like to go on guessing
    door.fail("Ada")
    assert door.wait("Ada") == 60
    door.clock.pass_by(seconds=60)
    door.succeed("Ada")
    assert door.wait("Ada", "198.51.100.7") == 0
    assert door.wait("Grace") == 0
    door.fail("Grace")
    assert door.wait("Grace") == 120


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:0:1::5", "2001:db8:0:1::/64"),
        ("2001:DB8:0:1:ffff::", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_one_visitor_is_one_address(address: str, expected: str) -> None:
    assert network(address) == expected


def test_a_time_without_a_zone_is_a_mistake(door: Door) -> None:
    with pytest.raises(ValueError, match="time zone"):
        door.throttle.failed("Ada", "192.0.2.1", dt.datetime(2026, 3, 2, 12))  # noqa: DTZ001


def test_few_work_some_stand_in_line_and_the_rest_are_sent_away() -> None:
    slots, go, at_work = Slots(at_once=2, in_line=1), threading.Event(), threading.Semaphore(0)
    most, working, guard = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal most, working
        with slots.taken():
            with guard:
                working += 1
                most = max(most, working)
            at_work.release()
            go.wait(10)
            with guard:
                working -= 1

    threads = [threading.Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    assert at_work.acquire(timeout=10) and at_work.acquire(timeout=10)
    third = threading.Thread(target=work)
    third.start()
    while slots._admitted._value:
        pass
    with pytest.raises(TooManyAttemptsError, match="at once"), slots.taken():
        pass
    go.set()
    for each in (*threads, third):
        each.join(10)
    assert most == 2
    with slots.taken():
        pass
