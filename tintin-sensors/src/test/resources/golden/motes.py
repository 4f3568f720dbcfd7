#!/usr/bin/env python3
"""A second implementation of docs/NUMERICS.md, sections 12 to 18, which shares no code with the first, and the golden vectors of tintin-sensors.

    python3 motes.py            writes the vectors beside this file, motes.csv aside
    python3 motes.py --check    makes them again and says which differ

Python 3.9 or later, standard library only. Whole numbers and exact fractions; no floats. It keeps all samples and looks at them afresh for each frame, so it
is an oracle and no port. The section numbers are those of NUMERICS.md.

Every .txt file has comment lines (#) that give the layout and one case a line:  name: input | input -> output | output
"""
import csv
import pathlib
import re
import sys
from fractions import Fraction

VERSION = 2
HERE = pathlib.Path(__file__).resolve().parent
RANGE, GAP, STUCK, MISSING, MALFORMED, WARMUP = 1, 2, 4, 8, 16, 32
NAMES = ["RANGE", "GAP", "STUCK", "MISSING", "MALFORMED", "WARMUP"]
INT_MAX, LONG_MAX = 2**31 - 1, 2**63 - 1
SECOND = 10**9
MINUTE = 60 * SECOND
PAUSE, DROP = "PAUSE_SOURCE", "DROP_OLDEST"
NEVER = -(10**30)


def rounded(x):
    """To nearest, ties away from zero."""
    whole = (2 * abs(x) + 1) // 2
    return int(whole if x >= 0 else -whole)


def clip(x, limit):
    return max(-limit, min(limit, x))


# --- 12. Decimal text -------------------------------------------------------------------------------------------------

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def number(text, exponent):
    """(status, steps of 10^exponent)."""
    text = text.strip(" \t")
    if text.lower() in ("", "nan", "null", "na"):
        return "MISSING", 0
    if not NUMBER.fullmatch(text):
        return "MALFORMED", 0
    steps = rounded(Fraction(text if text[-1] != "." else text[:-1]) / Fraction(10) ** exponent)
    return ("OK", steps) if abs(steps) <= LONG_MAX else ("OVERFLOW", clip(steps, LONG_MAX))


def value_of(text, exponent):
    """(value, flags) of a sample."""
    status, steps = number(text, exponent)
    if status in ("MISSING", "MALFORMED"):
        return 0, MISSING if status == "MISSING" else MALFORMED
    value = max(-INT_MAX - 1, min(INT_MAX, steps))
    return value, RANGE if value != steps or status == "OVERFLOW" else 0


def readings(mote, period, columns):
    """For each row of the mote its time, and value and flags of each column."""
    with HERE.joinpath("motes.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            status, index = number(row["reading"], 0)
            if row["mote_id"].strip() != mote or status != "OK" or abs(index) > 2**62 // period:
                continue
            yield index * period, [value_of(row[column], -2) for column in columns]


# --- 13. Order --------------------------------------------------------------------------------------------------------


class Queue:
    def __init__(self, capacity, policy, lateness, max_jump):
        self.capacity, self.policy, self.lateness, self.max_jump = capacity, policy, lateness, max_jump
        self.waiting, self.delivered, self.last = [], [], {}
        self.epoch, self.clock_epoch, self.newest, self.closed = 0, 0, None, NEVER
        self.suspects, self.suspect = 0, 0
        self.dropped = 0

    def watermark(self):
        return NEVER if self.newest is None else max(self.newest - self.lateness, self.closed)

    def restart(self, time):
        self.newest, self.closed, self.suspects = time, NEVER, 0
        return None

    def judge(self, time):
        """None when the time is on time."""
        if abs(time) > 2**62:
            return "DROPPED_FUTURE" if time > 0 else "LATE"
        if self.newest is None:
            return self.restart(time)
        is_ahead = time - self.max_jump > max(self.newest, self.watermark())
        is_late = time < self.watermark()
        if not is_ahead and not is_late:
            self.suspects, self.newest = 0, max(self.newest, time)
            return None
        if self.suspects > 0 and self.suspect < time <= self.suspect + self.max_jump:
            self.suspects += 1
        elif self.suspects == 0 or time != self.suspect:
            self.suspects = 1
        self.suspect = time
        if is_ahead:
            if self.suspects < 3:
                return "DROPPED_FUTURE"
            self.newest, self.suspects = time, 0
            return None
        if self.suspects < 10:
            return "LATE"
        self.epoch += 1
        return self.restart(time)

    def offer(self, clock_epoch, channel, time, value, flags):
        if self.policy == PAUSE and len(self.waiting) == self.capacity:
            return "PAUSED"
        if clock_epoch != self.clock_epoch:
            self.clock_epoch, self.newest, self.closed = clock_epoch, None, NEVER
            self.epoch += 1
        refused = self.judge(time)
        if refused:
            self.dropped += refused == "DROPPED_FUTURE"
            return refused
        last = self.last.get(channel)
        if last and last[:2] == (self.epoch, time) and (value, flags) <= last[2:]:
            return "DUPLICATE" if (value, flags) == last[2:] else "LATE"
        sample = (self.epoch, time, channel, value, flags)
        if sample in self.waiting:
            return "DUPLICATE"
        self.waiting = sorted(self.waiting + [sample])
        if len(self.waiting) <= self.capacity:
            return "ACCEPTED"
        self.waiting.pop(0)
        self.dropped += 1
        return "DROPPED_OLDEST"

    def drain(self, is_flush=False):
        while self.waiting:
            epoch, time, channel, value, flags = self.waiting[0]
            is_full = len(self.waiting) == self.capacity
            if not (is_flush or is_full or epoch != self.epoch or time < self.watermark()):
                return
            self.delivered.append(self.waiting.pop(0))
            self.last[channel] = (epoch, time, value, flags)
            if epoch == self.epoch:
                self.closed = max(self.closed, time)


# --- 14. Flags --------------------------------------------------------------------------------------------------------


class Channel:
    def __init__(self, least, greatest, period, max_gap_periods, stuck_after, features):
        self.least, self.greatest, self.period, self.stuck_after = least, greatest, period, stuck_after
        self.max_pause = min(max_gap_periods, 2**60 // period) * period
        self.features = features

    def flagged(self, samples):
        """samples of one epoch: (time, value, flags)."""
        last, run, result = None, 0, []
        for time, value, flags in samples:
            if not flags & (MISSING | MALFORMED) and not self.least <= value <= self.greatest:
                flags |= RANGE
            if is_usable(flags):
                flags |= GAP if last and time - last[0] > self.max_pause else 0
                run = run + 1 if last and last[1] == value else 1
                flags |= STUCK if run >= self.stuck_after else 0
                last = (time, value)
            result.append((time, value, flags))
        return result


def is_usable(flags):
    return not flags & (RANGE | MISSING | MALFORMED)


# --- 16. Features: of the usable samples (time, value) up to `to`, oldest first; None when absent ---------------------


def mean_of(points):
    return rounded(Fraction(sum(value for _, value in points), len(points)))


class OfWindow:
    reach = 0

    def __init__(self, of_values):
        self.of_values = of_values

    def compute(self, points, start, to):
        values = [value for time, value in points if time > start]
        return self.of_values(values) if values else None


LAST = OfWindow(lambda values: values[-1])
MEAN = OfWindow(lambda values: rounded(Fraction(sum(values), len(values))))
MIN, MAX = OfWindow(min), OfWindow(max)
SPREAD = OfWindow(lambda values: max(values) - min(values))


class Slope:
    reach = 0

    def __init__(self, per):
        self.per = per

    def tick(self, shift):
        return self.per // 2**shift if shift >= 0 else self.per * 2**-shift

    def compute(self, points, start, to):
        window = [p for p in points if p[0] > start]
        fitting = [s for s in range(-10, 17) if (to - start) // self.tick(s) < 1024]
        shift = max(fitting, default=-10)
        window = window[:: -(-len(window) // 1024) or 1]
        if len(window) < 2:
            return None
        u = [min((time - window[0][0]) // self.tick(shift), 1024) for time, _ in window]
        v = [value for _, value in window]
        n = len(window)
        below = n * sum(a * a for a in u) - sum(u) ** 2
        if below == 0:
            return None
        above = n * sum(a * b for a, b in zip(u, v)) - sum(u) * sum(v)
        return max(-INT_MAX - 1, min(INT_MAX, rounded(Fraction(above, below) * Fraction(2) ** shift)))


class AboveMean:
    def __init__(self, length, delay=0):
        self.length, self.delay, self.reach = length, delay, length + delay

    def compute(self, points, start, to):
        level = [p for p in points if to - self.delay - self.length < p[0] <= to - self.delay]
        if not level or not points or points[-1][0] <= start:
            return None
        return points[-1][1] - mean_of(level)


class ChangeSince:
    def __init__(self, lag):
        self.lag, self.reach = lag, 2 * lag

    def compute(self, points, start, to):
        if not points or points[-1][0] <= start:
            return None
        time, last = points[-1]
        before = [p for p in points if p[0] <= time - self.lag]
        return last - before[-1][1] if before and before[-1][0] >= time - 2 * self.lag else None


# --- 17. The normaliser -----------------------------------------------------------------------------------------------


class Normalizer:
    def __init__(self, rate_shift, warm_up, is_centred, floor):
        self.rate, self.warm_up, self.is_centred, self.floor = 2**rate_shift, warm_up, is_centred, floor
        self.count, self.sum, self.deviation_sum, self.mean, self.deviation = 0, 0, 0, 0, 0

    def divisor(self):
        return max(self.deviation, self.floor * 2**16)

    def apply(self, x):
        if self.count == 0:
            return 0
        return clip(rounded(Fraction(32 * (x * 2**16 - self.mean), self.divisor())), 127)

    def learn(self, x):
        d = x * 2**16 - self.mean
        if self.count == self.warm_up:
            self.mean += rounded(Fraction(d, self.rate)) if self.is_centred else 0
            self.deviation += rounded(Fraction(abs(d) - self.deviation, self.rate))
            return
        self.count += 1
        deviations = self.count - 1 if self.is_centred else self.count
        if deviations > 0:
            self.deviation_sum += abs(d)
            self.deviation = rounded(Fraction(self.deviation_sum, deviations))
        if self.is_centred:
            self.sum += x
            self.mean = rounded(Fraction(self.sum * 2**16, self.count))

    def invert(self, z):
        return rounded(Fraction(self.mean + rounded(Fraction(z * self.divisor(), 32)), 2**16))

    def difference(self, z):
        return rounded(Fraction(z * self.divisor(), 32 * 2**16))


# --- 15. Windows and frames -------------------------------------------------------------------------------------------


class History:
    """How many usable samples a channel remembers."""

    def __init__(self, channel, length):
        reach = length + max(feature.reach for feature, _ in channel.features)
        self.capacity = 1
        while self.capacity < 2 * (reach // channel.period) + 16:
            self.capacity *= 2


def first_end(time, every):
    return -(-time // every) * every


def frames(delivered, channels, length, every, rate_shift, warm_up, is_centred):
    floors = [floor for channel in channels for _, floor in channel.features]
    normalizers = [Normalizer(rate_shift, warm_up, is_centred, floor) for floor in floors]
    sequence = 0
    for epoch in sorted({sample[0] for sample in delivered}):
        own = [[s[1:2] + s[3:] for s in delivered if s[0] == epoch and s[2] == c] for c in range(len(channels))]
        own = [channel.flagged(samples) for channel, samples in zip(channels, own)]
        times = [time for samples in own for time, _, _ in samples]
        for to in range(first_end(min(times), every), first_end(max(times), every) + 1, every):
            start = to - length
            raw, quality, coverage = [], 0, 1000
            for channel, samples in zip(channels, own):
                capacity = History(channel, length).capacity
                usable = [(t, v) for t, v, f in samples if t <= to and is_usable(f)][-capacity:]
                raw += [feature.compute(usable, start, to) for feature, _ in channel.features]
                for time, _, flags in samples:
                    quality |= flags if start < time <= to else 0
                inside = sum(1 for time, _ in usable if time > start)
                coverage = min(coverage, inside * 1000 // max(1, length // channel.period))
            if not any(start < t <= to and is_usable(f) for samples in own for t, _, f in samples):
                continue
            features = []
            for x, normalizer in zip(raw, normalizers):
                if x is None:
                    features.append(0)
                    continue
                quality |= 0 if normalizer.count == warm_up else WARMUP
                features.append(normalizer.apply(x))
                normalizer.learn(x)
            names = "|".join(n for bit, n in enumerate(NAMES) if quality >> bit & 1) or "GOOD"
            mask = sum(1 << i for i, x in enumerate(raw) if x is not None)
            yield (
                f"Frame[{sequence} ({start}, {to}] epoch={epoch} coverage={coverage} quality={names} mask={mask:x}"
                f" raw={[x or 0 for x in raw]} features={features}]"
            )
            sequence += 1


# --- 18. Labels -------------------------------------------------------------------------------------------------------


class Joiner:
    def __init__(self, horizon, wait, capacity):
        self.horizon, self.wait, self.capacity = horizon, wait, capacity
        self.frames, self.labels, self.examples, self.expired, self.unmatched = [], [], [], 0, 0

    def join(self, to, label):
        label["matched"] = True
        self.examples.append(f"{to}={label['value']}")

    def forget(self, label):
        self.labels.remove(label)
        self.unmatched += not label["matched"]

    def frame(self, to):
        now = to - self.wait
        while self.frames and self.frames[0] + self.horizon < now:
            self.frames.pop(0)
            self.expired += 1
        for label in [each for each in self.labels if each["to"] < now]:
            self.forget(label)
        due = to + self.horizon
        holding = [each for each in self.labels if each["from"] <= due <= each["to"]]
        if holding:
            self.join(to, holding[0])
            return
        if len(self.frames) == self.capacity:
            self.frames.pop(0)
            self.expired += 1
        self.frames.append(to)

    def label(self, start, to, value):
        label = {"from": start, "to": to, "value": value, "matched": False}
        if len(self.labels) == self.capacity:
            self.forget(self.labels[0])
        self.labels.append(label)
        for frame in [each for each in self.frames if start <= each + self.horizon <= to]:
            self.frames.remove(frame)
            self.join(frame, label)

    def clear(self):
        self.expired += len(self.frames)
        self.frames = []
        for label in list(self.labels):
            self.forget(label)


# --- The vectors ------------------------------------------------------------------------------------------------------


def field(value):
    if isinstance(value, (list, tuple)):
        return " ".join(map(field, value)) if value else "none"
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def line(name, inputs, outputs):
    return f"{name}: {' | '.join(map(field, inputs))} -> {' | '.join(map(field, outputs))}"


class Draws:
    """Knuth's MMIX generator, so that every Python draws the same."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 16) % n

    def randint(self, least, greatest):
        return least + self.below(greatest - least + 1)

    def choice(self, things):
        return things[self.below(len(things))]

    def random(self):
        return Fraction(self.below(1000), 1000)


def motes_frames(is_centred):
    period, length, every = 5 * SECOND, 30 * SECOND, 5 * SECOND
    temperature = [(LAST, 10), (MEAN, 10), (MIN, 10), (MAX, 10), (SPREAD, 5), (Slope(MINUTE), 5)]
    temperature += [(AboveMean(MINUTE), 5), (AboveMean(20 * SECOND, 10 * SECOND), 5), (ChangeSince(10 * SECOND), 5)]
    humidity = [(LAST, 10), (SPREAD, 10), (Slope(60 * MINUTE), 100)]
    channels = [
        Channel(-4000, 8500, period, 3, 6, temperature),
        Channel(0, 10000, period, 3, INT_MAX, humidity),
    ]
    queue = Queue(1024, PAUSE, 0, 15 * SECOND)
    for time, values in readings("1", period, ["temperature", "humidity"]):
        for channel, (value, flags) in enumerate(values):
            queue.offer(0, channel, time, value, flags)
        queue.drain()
    queue.drain(is_flush=True)
    return frames(queue.delivered, channels, length, every, 4, 4, is_centred)


def numbers_file():
    yield '# Section 12. number: exponent | "text", with \\t for a tab -> status | steps'
    texts = ["21.57", "-0.005", "0.005", "0.0049999", "-0.015", "+7", "1.", ".5", "-.5", "1e3", "1.5E-2", "25e-3", "1e+2", "00012.50", "-0", "1e0", "1.e2", "1.e-2"]
    texts += [" 3 ", "\t4.25 \t", "", "  ", "nan", "NaN", "NULL", "na", "N/A", "none", "abc", "1,5", "1 2", "--1", "+-1", "+", ".", "e5", "1e", "1e+", "1e1.5"]
    texts += ["0x10", "1.2.3", "infinity", "-inf", "1_000", "\u0661", "5\u00b0"]
    texts += ["9223372036854775807", "9223372036854775808", "-9223372036854775808", "92233720368547758.07", "92233720368547758.074", "92233720368547758.075"]
    texts += ["1e19", "-1e19", "1e40", "1e-40", "0e999", "0." + "0" * 30 + "5e31", "123456789012345678901234567890e-20", "4.5e-1", "5e-1", "-5e-1", "49e-2"]
    for exponent in (-2, 0, 3, -9, -18, 18):
        for text in texts:
            yield line("number", [exponent, '"' + text.replace("\t", "\\t") + '"'], number(text, exponent))
    draws = Draws(12)
    for _ in range(200):
        text = "".join(draws.choice("0123456789995.-e") for _ in range(draws.randint(1, 12)))
        if "e" in text and len(text.split("e")[1]) > 4:  # no power of a thousand digits
            continue
        exponent = draws.randint(-6, 3)
        yield line("number", [exponent, f'"{text}"'], number(text, exponent))


def order_file():
    yield "# Section 13. order: lateness | maxJump | capacity | policy | what is done: drain, flush, or an offer as clockEpoch:channel:time:value:flags"
    yield "#   -> what became of each offer | what was delivered, as epoch:channel:time:value:flags | dropped | still queued"
    draws = Draws(13)
    for n in range(60):
        lateness, max_jump = draws.choice((0, 0, 3, 10)), draws.choice((15, 40))
        capacity, policy = draws.choice((1, 2, 3, 5, 100)), draws.choice((PAUSE, DROP))
        queue = Queue(capacity, policy, lateness, max_jump)
        done, verdicts, clock, now = [], [], 0, 0
        for _ in range(60):
            now += draws.choice((0, 0, 1, 1, 1, 5))
            kind = draws.random()
            if kind < Fraction(2, 100):
                now += draws.choice((1000, -1000))
            elif kind < Fraction(3, 100):
                clock += 1
            time = now + (draws.choice((-100, -4, -1, 1, 100, 2**62, -(2**62) - 1, 2**62 + 1)) if draws.random() < Fraction(12, 100) else 0)
            offer = (clock, draws.randint(0, 1), time, draws.randint(-1, 1), draws.choice((0, 0, 8)))
            for _ in range(draws.choice((1, 1, 2))):
                done.append(":".join(map(str, offer)))
                verdicts.append(queue.offer(*offer))
            if draws.random() < Fraction(6, 10):
                is_flush = draws.random() < Fraction(3, 100)
                done.append("flush" if is_flush else "drain")
                queue.drain(is_flush)
        delivered = [f"{e}:{c}:{t}:{v}:{f}" for e, t, c, v, f in queue.delivered]
        yield line("order", [lateness, max_jump, capacity, policy, done], [verdicts, delivered, queue.dropped, len(queue.waiting)])


def features_file():
    yield "# Section 16. feature: name and times in ns | from | to | the samples: count start step jitter a b m -> the feature, or none"
    yield "# Sample i of count has the time start + i * step + (7 * i mod (jitter + 1)) and the value (i * i * a + i * b) mod m - floor(m / 2)."
    kinds = [("last", LAST), ("mean", MEAN), ("min", MIN), ("max", MAX), ("spread", SPREAD)]
    kinds += [(f"slope {per}", Slope(per)) for per in (SECOND, MINUTE, 60 * MINUTE, 1440 * MINUTE, 7 * SECOND + 1)]
    kinds += [(f"above {length} {delay}", AboveMean(length, delay)) for length, delay in ((MINUTE, 0), (3, 0), (20 * SECOND, 10 * SECOND), (1, MINUTE))]
    kinds += [(f"change {lag}", ChangeSince(lag)) for lag in (1, 10 * SECOND, MINUTE)]
    draws = Draws(16)
    recipes = [(0, 0, 1, 0, 1, 1, 2), (1, 95 * SECOND, 1, 0, 0, 5, 11), (2, 0, 100 * SECOND, 0, 0, 2**31 - 3, 2**31 - 1), (2, 99 * SECOND, 1, 0, 3, 7, 101)]
    recipes += [(2000, 0, 50_000_000, 1000, 13, 5, 100_001), (1025, 10 * SECOND, 80_000_000, 0, 1, 1, 2**31 - 1), (3000, 0, 100 * SECOND // 3000, 0, 0, 1, 2)]
    recipes += [(2, 50 * SECOND, 40 * SECOND, 0, 0, 2**31 - 3, 2**31 - 1), (3, -30 * SECOND, 40 * SECOND, 0, 1, 2**31 - 3, 2**31 - 1)]  # too steep
    for _ in range(16):
        count, step = draws.randint(1, 60), draws.choice((1, 1000, SECOND, 5 * SECOND, 7 * SECOND))
        start = 100 * SECOND - count * step + draws.randint(0, step)
        recipes.append((count, start, step, draws.choice((0, step // 2)), draws.randint(0, 9), draws.randint(0, 999), draws.choice((2, 50, 5001, 2**31 - 1))))
    for recipe in recipes:
        count, start, step, jitter, a, b, m = recipe
        points = [(start + i * step + 7 * i % (jitter + 1), (i * i * a + i * b) % m - m // 2) for i in range(count)]
        to = 100 * SECOND
        points = [p for p in points if p[0] <= to]
        assert points == sorted(points, key=lambda p: p[0])
        for length in (1, 30 * SECOND, 100 * SECOND, 86_400 * SECOND * 30):
            for name, feature in kinds:
                yield line("feature", [name, to - length, to, recipe], [feature.compute(points, to - length, to)])


def normalizer_file():
    yield "# Section 17. normalizer: rateShift | warmUp | centred | floor | values -> z of each before it is learned | mean | deviation, both times 2^16"
    yield "#   | invert of -127, -1, 0, 1, 64, 127 | difference of the same"
    draws = Draws(17)
    for n in range(80):
        rate_shift, warm_up, floor = draws.randint(1, 16), draws.choice((2, 3, 8, 20, 4096)), draws.choice((1, 5, 1000))
        spread = draws.choice((0, 1, 100, 2**30, 2**31))
        values = [draws.randint(-spread, max(spread - 1, 0)) + (spread // 2 if n % 3 == 0 and spread < 2**31 else 0) for _ in range(draws.randint(0, 40))]
        normalizer, z = Normalizer(rate_shift, warm_up, n % 2 == 0, floor), []
        for x in values:
            z.append(normalizer.apply(x))
            normalizer.learn(x)
        steps = (-127, -1, 0, 1, 64, 127)
        result = [z, normalizer.mean, normalizer.deviation, [normalizer.invert(s) for s in steps], [normalizer.difference(s) for s in steps]]
        yield line("normalizer", [rate_shift, warm_up, n % 2 == 0, floor, values], result)


def labels_file():
    yield "# Section 18. labels: horizon | wait | capacity | what is done: f:to for a frame, l:from:to:value for a label, clear"
    yield "#   -> examples in their order, as to=value | joined | expired | unmatched | frames that wait"
    draws = Draws(18)
    for _ in range(60):
        joiner = Joiner(draws.choice((0, 10, 60)), draws.choice((0, 5, 50)), draws.choice((1, 2, 5, 100)))
        done, now = [], 0
        for value in range(50):
            kind = draws.random()
            if kind < Fraction(1, 2):
                now += 5
                done.append(f"f:{now}")
                joiner.frame(now)
            elif kind < Fraction(98, 100):
                start = now + draws.randint(-30, 60)
                to = start + draws.choice((0, 0, 10, 25))
                done.append(f"l:{start}:{to}:{value}")
                joiner.label(start, to, value)
            else:
                done.append("clear")
                joiner.clear()
        result = [joiner.examples, len(joiner.examples), joiner.expired, joiner.unmatched, len(joiner.frames)]
        yield line("labels", [joiner.horizon, joiner.wait, joiner.capacity, done], result)


FILES = {
    "motes.frames": lambda: motes_frames(True),
    "motes-uncentred.frames": lambda: motes_frames(False),
    "numbers.txt": numbers_file,
    "order.txt": order_file,
    "features.txt": features_file,
    "normalizer.txt": normalizer_file,
    "labels.txt": labels_file,
}


def main():
    check, differing = "--check" in sys.argv[1:], []
    for name, lines in FILES.items():
        text = "".join(f"{x}\n" for x in lines())
        if name.endswith(".txt"):
            text = f"# Written by motes.py, version {VERSION}. Do not edit.\n" + text
        file = HERE / name
        if not check:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            differing.append(name)
    if differing:
        sys.exit(f"golden files must be what motes.py writes: {' '.join(differing)}")


if __name__ == "__main__":
    main()
