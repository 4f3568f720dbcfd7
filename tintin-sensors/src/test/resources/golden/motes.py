"""Makes motes.frames from motes.csv, from the definitions in the Javadoc alone. Version 1.

Python's whole numbers and fractions are exact, so this is an oracle and no port: it keeps all
samples and looks at them afresh for each frame.

    python3 motes.py > motes.frames
"""

import csv
import decimal
import fractions
import pathlib

SECOND = 10**9
PERIOD, LENGTH, EVERY = 5 * SECOND, 30 * SECOND, 5 * SECOND
MAX_JUMP = 15 * SECOND
RANGE, GAP, STUCK, MISSING, MALFORMED, WARMUP = 1, 2, 4, 8, 16, 32
NAMES = ["RANGE", "GAP", "STUCK", "MISSING", "MALFORMED", "WARMUP"]
LIMITS = [(-4000, 8500, 6), (0, 10000, 2**31)]  # least, greatest, stuck after
FLOORS = [10, 10, 5, 5, 5, 10, 10]
RATE_SHIFT, WARM_UP = 4, 4


def rounded(x):
    """To nearest, ties away from zero."""
    whole = (2 * abs(x) + 1) // 2
    return int(whole if x >= 0 else -whole)


def parse(text):
    if not text.strip():
        return 0, MISSING
    try:
        return rounded(fractions.Fraction(decimal.Decimal(text)) * 100), 0
    except decimal.InvalidOperation:
        return 0, MALFORMED


def accepted():
    """Samples in the order of time; the rules for late, duplicate and future ones."""
    taken, newest, suspects, suspect = [], None, 0, None
    path = pathlib.Path(__file__).with_name("motes.csv")
    for row in csv.DictReader(path.open()):
        if row["mote_id"] != "1":
            continue
        time = int(row["reading"]) * PERIOD
        for channel, column in enumerate(["temperature", "humidity"]):
            sample = (time, channel) + parse(row[column])
            newest = time if newest is None else newest
            if sample in taken and time == newest:
                suspects = 0
                continue
            if time > newest + MAX_JUMP or time < newest:
                if suspects and time == suspect:
                    pass
                elif suspects and suspect < time <= suspect + MAX_JUMP:
                    suspects += 1
                else:
                    suspects = 1
                suspect = time
                assert time > newest or suspects < 10  # no clock is set back here
                if time < newest or suspects < 3:
                    continue
            suspects = 0
            newest = time
            taken.append(sample)
    return sorted(taken)


def flagged(samples):
    last, run = [None, None], [0, 0]
    for time, channel, value, flags in samples:
        least, greatest, stuck_after = LIMITS[channel]
        if not flags & (MISSING | MALFORMED) and not least <= value <= greatest:
            flags |= RANGE
        if not flags & (RANGE | MISSING | MALFORMED):
            before = last[channel]
            if before and time - before[0] > 3 * PERIOD:
                flags |= GAP
            run[channel] = run[channel] + 1 if before and before[1] == value else 1
            if run[channel] >= stuck_after:
                flags |= STUCK
            last[channel] = (time, value)
        yield time, channel, value, flags


def slope(points):
    shift = 16
    while LENGTH // (60 * SECOND >> shift) >= 1024:
        shift -= 1
    tick = 60 * SECOND >> shift
    u = [(time - points[0][0]) // tick for time, _ in points]
    v = [value for _, value in points]
    n = len(points)
    down = n * sum(a * a for a in u) - sum(u) ** 2
    if down == 0:
        return None
    up = n * sum(a * b for a, b in zip(u, v)) - sum(u) * sum(v)
    return rounded(fractions.Fraction(up, down) * 2**shift)


def raw(samples, end):
    out = []
    for channel in (0, 1):
        usable = [(t, v) for t, c, v, f in samples if c == channel and t <= end and not f & 25]
        window = [p for p in usable if p[0] > end - LENGTH]
        if not window:
            out += [None] * (5 if channel == 0 else 2)
            continue
        time, last = window[-1]
        values = [v for _, v in window]
        if channel == 1:
            out += [last, max(values) - min(values)]
            continue
        minute = [v for t, v in usable if t > end - 60 * SECOND]
        before = [p for p in usable if p[0] <= time - 10 * SECOND]
        is_near = before and before[-1][0] >= time - 20 * SECOND
        out += [
            last,
            rounded(fractions.Fraction(sum(values), len(values))),
            slope(window),
            last - rounded(fractions.Fraction(sum(minute), len(minute))),
            last - before[-1][1] if is_near else None,
        ]
    return out


class Statistics:
    def __init__(self, floor):
        self.floor, self.count, self.sum = floor, 0, 0
        self.mean, self.deviation, self.deviations = 0, 0, 0

    def apply(self, x):
        if self.count == 0:
            return 0
        divisor = max(self.deviation, self.floor << 16)
        z = rounded(fractions.Fraction(32 * ((x << 16) - self.mean), divisor))
        return max(-127, min(127, z))

    def learn(self, x):
        d = (x << 16) - self.mean
        if self.count < WARM_UP:
            if self.count:
                self.deviations += abs(d)
                self.deviation = rounded(fractions.Fraction(self.deviations, self.count))
            self.sum += x
            self.count += 1
            self.mean = rounded(fractions.Fraction(self.sum << 16, self.count))
        else:
            rate = 1 << RATE_SHIFT
            self.mean += rounded(fractions.Fraction(d, rate))
            self.deviation += rounded(fractions.Fraction(abs(d) - self.deviation, rate))


def main():
    samples = list(flagged(accepted()))
    statistics = [Statistics(floor) for floor in FLOORS]
    sequence = 0
    for end in range(samples[0][0], samples[-1][0] + 1, EVERY):
        features = raw(samples, end)
        if all(x is None for x in features):
            continue
        quality, x8 = 0, []
        for x, each in zip(features, statistics):
            if x is None:
                x8.append(0)
                continue
            quality |= 0 if each.count == WARM_UP else WARMUP
            x8.append(each.apply(x))
            each.learn(x)
        inside = [s for s in samples if end - LENGTH < s[0] <= end]
        for sample in inside:
            quality |= sample[3]
        counts = [sum(1 for _, c, _, f in inside if c == k and not f & 25) for k in (0, 1)]
        names = "|".join(n for bit, n in enumerate(NAMES) if quality >> bit & 1) or "GOOD"
        mask = sum(1 << i for i, x in enumerate(features) if x is not None)
        print(
            f"Frame[{sequence} ({end - LENGTH}, {end}] epoch=0"
            f" coverage={min(1000, min(counts) * 1000 // 6)} quality={names} mask={mask:x}"
            f" raw={[x or 0 for x in features]} features={x8}]"
        )
        sequence += 1


main()
