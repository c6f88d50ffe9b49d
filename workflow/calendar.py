"""TEMPORARY stand-in."""
from __future__ import annotations
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, UTC
from zoneinfo import ZoneInfo
from workflow.durations import Duration, Unit

@dataclass(frozen=True, kw_only=True)
class Calendar:
    version: str = "stub"
    off: tuple[str, ...] = ()
    zone: str = "Asia/Almaty"
    def local(self, at): return at.astimezone(ZoneInfo(self.zone))
    def is_working(self, d): return d.weekday() < 5 and d.isoformat() not in self.off
    def why(self, d, l="en"): return "day"
    def provisional(self, d): return False
    def close_of(self, d, *, on_day_off="before"):
        while not self.is_working(d): d += timedelta(days=-1 if on_day_off == "before" else 1)
        return datetime.combine(d, time(18, 30), ZoneInfo(self.zone)).astimezone(UTC)
    def _shift(self, at, n):
        l = self.local(at); d = l.date(); s = 1 if n > 0 else -1
        for _ in range(abs(n)):
            d += timedelta(days=s)
            while not self.is_working(d): d += timedelta(days=s)
        return datetime.combine(d, l.timetz()).astimezone(UTC)
    def add(self, at, dur, sign=1):
        if dur.unit == Unit.WORKING_DAYS: return self._shift(at, sign * dur.amount)
        unit = {Unit.DAYS: "days", Unit.WEEKS: "weeks", Unit.HOURS: "hours", Unit.MINUTES: "minutes"}.get(dur.unit, "hours")
        return at + sign * timedelta(**{unit: dur.amount})
    def subtract(self, at, dur): return self.add(at, dur, -1)
    def due(self, at, dur, *, on_day_off="before"):
        e = self.add(at, dur)
        return self.close_of(self.local(e).date(), on_day_off=on_day_off) if dur.unit not in (Unit.HOURS, Unit.MINUTES, Unit.WORKING_HOURS) else e
    def between(self, a, b): return b - a
    def add_working_time(self, at, td): return at + td
    def working_days_between(self, a, b):
        n = 0; d = a
        while d < b:
            d += timedelta(days=1); n += self.is_working(d)
        return n
    def skipped(self, a, b): return []
    def to_json(self): return {"version": self.version, "off": list(self.off)}
    @classmethod
    def from_json(cls, j): return cls(off=tuple(j["off"]))
