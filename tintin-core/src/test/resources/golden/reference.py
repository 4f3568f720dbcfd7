#!/usr/bin/env python3
"""A second implementation of docs/NUMERICS.md, made from that page alone, and the golden vectors of tintin-core.

    python3 reference.py            writes the vectors beside this file
    python3 reference.py --check    makes them again and says which differ

Python 3.9 or later, standard library only. Integers and exact fractions; no floats. The section numbers are those of NUMERICS.md.

Every file has comment lines (#) that give the layout and one case a line:  name: input | input -> output | output
A field is a list of integers parted by blanks, or words, or bytes as hex.
"""
import hashlib
import math
import pathlib
import sys
from fractions import Fraction

VERSION = 1
HERE = pathlib.Path(__file__).resolve().parent
NEAREST, PSEUDO_STOCHASTIC, STOCHASTIC = "NEAREST", "PSEUDO_STOCHASTIC", "STOCHASTIC"
NEAREST_EVEN = "NEAREST_EVEN"
ROUNDINGS = (NEAREST, PSEUDO_STOCHASTIC, STOCHASTIC, NEAREST_EVEN)
U32 = 0xFFFFFFFF


def clip(x, limit):
    return max(-limit, min(limit, x))


def length(x):
    return x.bit_length()


def sign(x):
    return (x > 0) - (x < 0)


def largest(values):
    return max((abs(x) for x in values), default=0)


# --- 1. Scales: (shift, up, down) -------------------------------------------------------------------------------------


def times(a, b):
    return tuple(x + y for x, y in zip(a, b))


def over(a, b):
    return tuple(x - y for x, y in zip(a, b))


def shifted(scale, n):
    return (scale[0] + n, scale[1], scale[2])


def real(scale):
    shift, up, down = scale
    return Fraction(2) ** shift * Fraction(5, 4) ** up * Fraction(13, 16) ** down


# --- 2. Rounding ------------------------------------------------------------------------------------------------------


def rounded(rounding, x, s, random_bits=None):
    """x with its s low bits dropped; random_bits for STOCHASTIC alone."""
    if s == 0:
        return x
    a = abs(x)
    t = a >> s
    p = a - (t << s)
    if rounding == NEAREST:
        up = p >= 1 << (s - 1)
    elif rounding == NEAREST_EVEN:
        up = 2 * p > 1 << s or (2 * p == 1 << s and t % 2 == 1)
    elif rounding == PSEUDO_STOCHASTIC:
        h = s // 2
        q = p >> h
        r = p - (q << h)
        up = q > (2 * r if s % 2 else r)
    elif s <= 32:
        up = p > random_bits >> (32 - s)
    else:
        up = p >> (s - 32) > random_bits
    return sign(x) * (t + up)


# --- 3. Random bits ---------------------------------------------------------------------------------------------------


def mix(x):
    x = ((x ^ (x >> 17)) * 0xED5AD4BB) & U32
    x = ((x ^ (x >> 11)) * 0xAC4C1B51) & U32
    x = ((x ^ (x >> 15)) * 0x31848BAB) & U32
    return x ^ (x >> 14)


def bits(key, counter):
    k0, k1 = key & U32, key >> 32
    return mix((mix((counter * 0x9E3779B9 + k0) & U32) + k1) & U32)


def stream(key, number):
    other = key ^ 0x5851F42D4C957F2D
    k0 = bits(other, number)
    k1 = bits(other ^ (1 << 64) - 1, number)
    return k1 << 32 | k0


class Sequence:
    def __init__(self, key):
        self.key, self.counter = key, 0

    def next_bits(self):
        self.counter += 1
        return bits(self.key, self.counter - 1)

    def below(self, n):
        while True:
            draw = self.next_bits()
            if draw < 2**32 - 2**32 % n:
                return draw % n


# --- 4. Rescaling -----------------------------------------------------------------------------------------------------


def ratio(exponents):
    """(multiplier, rightShift) of 2^shift * (5/4)^up * (13/16)^down."""
    shift, up, down = exponents
    m, exponent = 1 << 30, 0
    factors = [(5, 4) if up > 0 else (4, 5)] * abs(up) + [(13, 16) if down > 0 else (16, 13)] * abs(down)
    for numerator, denominator in factors:
        m = m * numerator // denominator
        if m >= 1 << 31:
            m, exponent = m >> 1, exponent + 1
        elif m < 1 << 30:
            m, exponent = m << 1, exponent - 1
    multiplier, right_shift = (m + (1 << 15)) >> 16, 14 - exponent - shift
    while multiplier % 2 == 0:
        multiplier, right_shift = multiplier // 2, right_shift - 1
    return multiplier, right_shift


def apply(multiplier_and_shift, v, limit, rounding, random_bits=None):
    multiplier, right_shift = multiplier_and_shift
    product = v * multiplier
    if right_shift >= 0:
        return clip(rounded(rounding, product, min(right_shift, 62), random_bits), limit)
    return clip(product << -right_shift, limit)


def at_rate(multiplier_and_shift, factor):
    """A ratio times factor * 2^-15."""
    multiplier, right_shift = multiplier_and_shift
    if factor == 0:
        return 0, 0
    product = multiplier * factor
    excess = max(length(product) - 15, 0)
    multiplier, right_shift = (product + ((1 << excess) >> 1)) >> excess, right_shift + 15 - excess
    while multiplier % 2 == 0:
        multiplier, right_shift = multiplier // 2, right_shift - 1
    return multiplier, right_shift


def times_fraction(multiplier_and_shift, numerator, denominator):
    """A ratio times numerator / denominator."""
    multiplier, right_shift = multiplier_and_shift
    product = multiplier * numerator
    if product == 0:
        return 0, 0
    room = 62 - length(product)
    quotient = (product << room) // denominator
    excess = length(quotient) - 15
    multiplier, right_shift = (quotient + (1 << excess) // 2) >> excess, right_shift + room - excess
    while multiplier % 2 == 0:
        multiplier, right_shift = multiplier // 2, right_shift - 1
    return multiplier, right_shift


def truncated_factor(numerator, denominator, max_terms, max_exponent):
    """Exponents e of terms 2^-e, greedily."""
    rest, terms, e = Fraction(numerator, denominator), [], -20
    while e <= max_exponent and len(terms) < max_terms:
        if rest >= Fraction(1, 2) ** e:
            rest, terms = rest - Fraction(1, 2) ** e, terms + [e]
        e += 1
    return terms


def nearest_factor(numerator, denominator, max_terms, max_exponent):
    """Of all multiples of the finest term with few enough binary digits, from the greedy one on."""
    factor, below = Fraction(numerator, denominator), truncated_factor(numerator, denominator, max_terms, max_exponent)
    steps = sum(2 ** (max_exponent - e) for e in below)
    above = steps + 1
    while bin(above).count("1") > max_terms:
        above += 1
    if above - factor * 2**max_exponent > factor * 2**max_exponent - steps:
        return below
    return [max_exponent - place for place in reversed(range(length(above))) if above >> place & 1]


def inverse_root(value):
    """(multiplier, rightShift) of 1 / sqrt(value)."""
    e = 0
    while value << e < 1 << 60:
        e += 2
    root = math.isqrt(value << e)
    multiplier, right_shift = (2 * 2**45 + root) // (2 * root), 45 - e // 2
    while multiplier % 2 == 0:
        multiplier, right_shift = multiplier // 2, right_shift - 1
    return multiplier, right_shift


# --- 5. Initial weights -----------------------------------------------------------------------------------------------


class Parameter:
    """Values, and what update rules keep of them; a vector does not decay."""

    def __init__(self, values, scale):
        self.values, self.scale = list(values), scale
        self.fraction, self.moment, self.unit, self.decays = [0] * len(self.values), [0] * len(self.values), 0, True


def initial_scale(inputs, outputs):
    fitting = [
        (shift, up, 0)
        for shift in range(-32, 0)
        for up in range(3)
        if (127 * real((shift, up, 0))) ** 2 <= Fraction(6, inputs + outputs)
    ]
    return max(fitting, key=real)


def initial_matrix(key, number, inputs, outputs):
    sequence = Sequence(stream(key, number))
    return Parameter([sequence.below(255) - 127 for _ in range(inputs * outputs)], initial_scale(inputs, outputs))


def initial_kernel(key, number, options):
    in_channels, out_channels, kernel_height, kernel_width, _, _, groups = options
    sequence, area = Sequence(stream(key, number)), kernel_height * kernel_width
    values = [sequence.below(255) - 127 for _ in range(out_channels * area * (in_channels // groups))]
    return Parameter(values, initial_scale(area * (in_channels // groups), area * (out_channels // groups)))


# --- 6. Layers: activations are [features][batch] as nested lists -----------------------------------------------------


def excess_bits(values):
    return max(length(largest(values)) - 7, 0)


def flat(nested):
    return [x for row in nested for x in row]


def dropped(acc, scale, n):
    return [[clip(rounded(NEAREST, x, n), 127) for x in row] for row in acc], shifted(scale, n)


class Dynamic:
    def requantized(self, acc, scale):
        return dropped(acc, scale, excess_bits(flat(acc)))

    def end_step(self):
        pass


class Compound(Dynamic):
    def requantized(self, acc, scale):
        n = excess_bits(flat(acc))
        if rounded(NEAREST, 5 * largest(flat(acc)), n + 2) > 127:
            return dropped(acc, scale, n)
        return [[rounded(NEAREST, 5 * x, n + 2) for x in row] for row in acc], (scale[0] + n, scale[1] - 1, scale[2])


class Tracked:
    def __init__(self):
        self.shift, self.calm_steps, self.needed = None, 0, None

    def requantized(self, acc, scale):
        if self.shift is None:
            self.shift = scale[0] + excess_bits([row[0] for row in acc])
        self.needed = scale[0] + excess_bits(flat(acc))
        return dropped(acc, scale, max(self.shift - scale[0], 0))

    def end_step(self):
        if self.needed is None:
            return
        self.calm_steps = self.calm_steps + 1 if self.needed < self.shift else 0
        self.shift = max(self.shift, self.needed)
        if self.calm_steps == 16:
            self.shift, self.calm_steps = self.shift - 1, 0
        self.needed = None


class Niti(Dynamic):
    def requantized(self, acc, scale):
        n = max(length(max(largest(flat(acc)), 1) - 1) - 7, 0)
        n = 2 if n == 1 else n
        return [[clip(rounded(PSEUDO_STOCHASTIC, x, n), 127) for x in row] for row in acc], shifted(scale, n)


class Frozen(Dynamic):
    def __init__(self, exponent):
        self.exponent = exponent

    def requantized(self, acc, scale):
        n = max(self.exponent - scale[0], 0)
        return [[clip(rounded(NEAREST_EVEN, x, n), 127) for x in row] for row in acc], shifted(scale, n)


POLICIES = {"DYNAMIC": Dynamic, "COMPOUND": Compound, "TRACKED": Tracked}
ALL_POLICIES = {**POLICIES, "NITI": Niti}


class Layer:
    """to_output and to_input are the places where a layer requantises, going forward and back."""

    to_output = to_input = Dynamic()

    def parameters(self):
        return []

    def gradients(self, g, scale):
        return []


def add_bias(acc, acc_scale, bias, pixels):
    """bias[o] at the scale of acc to each of its pixels rows of output o."""
    to_acc = ratio(over(bias.scale, acc_scale))
    for at, row in enumerate(acc):
        row[:] = [a + apply(to_acc, bias.values[at // pixels], 2**30 - 1, NEAREST) for a in row]


class Dense(Layer):
    def __init__(self, inputs, outputs, weights, bias=None):
        self.inputs, self.outputs, self.weights, self.bias = inputs, outputs, weights, bias

    def parameters(self):
        return [self.weights] if self.bias is None else [self.weights, self.bias]

    def weight(self, o, i):
        return self.weights.values[o * self.inputs + i]

    def forward(self, x, scale):
        self.x, self.x_scale = x, scale
        acc_scale = times(self.weights.scale, scale)
        batch = range(len(x[0]))
        acc = [[sum(self.weight(o, i) * x[i][b] for i in range(self.inputs)) for b in batch] for o in range(self.outputs)]
        if self.bias is not None:
            add_bias(acc, acc_scale, self.bias, 1)
        return self.to_output.requantized(acc, acc_scale)

    def backward(self, g, scale):
        batch = range(len(g[0]))
        acc = [[sum(self.weight(o, i) * g[o][b] for o in range(self.outputs)) for b in batch] for i in range(self.inputs)]
        return self.to_input.requantized(acc, times(self.weights.scale, scale))

    def gradients(self, g, scale):
        batch = range(len(g[0]))
        of_weights = [sum(g[o][b] * self.x[i][b] for b in batch) for o in range(self.outputs) for i in range(self.inputs)]
        result = [(of_weights, times(scale, self.x_scale))]
        if self.bias is not None:
            result.append(([sum(row) for row in g], scale))
        return result


class Relu(Layer):
    def forward(self, x, scale):
        self.x = x
        return [[max(v, 0) for v in row] for row in x], scale

    def backward(self, g, scale):
        return [[gv if xv > 0 else 0 for gv, xv in zip(gr, xr)] for gr, xr in zip(g, self.x)], scale


class Conv2d(Layer):
    """Features of an image are [channels, height, width]; options: inChannels outChannels kernelHeight kernelWidth stride padding groups."""

    def __init__(self, height, width, options, weights, bias=None):
        self.height, self.width, self.options, self.weights, self.bias = height, width, options, weights, bias
        in_channels, out_channels, kernel_height, kernel_width, stride, padding, _ = options
        self.out_height = (height + 2 * padding - kernel_height) // stride + 1
        self.out_width = (width + 2 * padding - kernel_width) // stride + 1
        self.in_features = in_channels * height * width
        self.out_features = out_channels * self.out_height * self.out_width

    def parameters(self):
        return [self.weights] if self.bias is None else [self.weights, self.bias]

    def taps(self):
        """(output feature, weight, input feature) of every product, those in the padding left out."""
        in_channels, out_channels, kernel_height, kernel_width, stride, padding, groups = self.options
        per_group = in_channels // groups
        for o in range(out_channels):
            group = o * groups // out_channels
            for y in range(self.out_height):
                for x in range(self.out_width):
                    for ky in range(kernel_height):
                        for kx in range(kernel_width):
                            row, column = y * stride + ky - padding, x * stride + kx - padding
                            if 0 <= row < self.height and 0 <= column < self.width:
                                for i in range(per_group):
                                    to = (o * self.out_height + y) * self.out_width + x
                                    weight = ((o * kernel_height + ky) * kernel_width + kx) * per_group + i
                                    channel = group * per_group + i
                                    yield to, weight, (channel * self.height + row) * self.width + column

    def forward(self, x, scale):
        self.x, self.x_scale = x, scale
        acc_scale = times(self.weights.scale, scale)
        acc = [[0] * len(x[0]) for _ in range(self.out_features)]
        for to, weight, of in self.taps():
            for b, v in enumerate(x[of]):
                acc[to][b] += self.weights.values[weight] * v
        if self.bias is not None:
            add_bias(acc, acc_scale, self.bias, self.out_height * self.out_width)
        return self.to_output.requantized(acc, acc_scale)

    def backward(self, g, scale):
        acc = [[0] * len(g[0]) for _ in range(self.in_features)]
        for to, weight, of in self.taps():
            for b, v in enumerate(g[to]):
                acc[of][b] += self.weights.values[weight] * v
        return self.to_input.requantized(acc, times(self.weights.scale, scale))

    def gradients(self, g, scale):
        of_weights = [0] * len(self.weights.values)
        for to, weight, of in self.taps():
            of_weights[weight] += sum(gv * xv for gv, xv in zip(g[to], self.x[of]))
        result = [(of_weights, times(scale, self.x_scale))]
        if self.bias is not None:
            pixels = self.out_height * self.out_width
            of_bias = [sum(sum(row) for row in g[o * pixels : (o + 1) * pixels]) for o in range(self.options[1])]
            result.append((of_bias, scale))
        return result


class MaxPool2d(Layer):
    def __init__(self, height, width, channels, size, stride, window_height=None):
        self.height, self.width, self.channels, self.size, self.stride = height, width, channels, size, stride
        self.window_height = window_height or size
        self.out_height, self.out_width = (height - self.window_height) // stride + 1, (width - size) // stride + 1
        self.in_features, self.out_features = channels * height * width, channels * self.out_height * self.out_width

    def window(self, to):
        """The input features of the window of an output feature, row by row."""
        c, pixel = divmod(to, self.out_height * self.out_width)
        y, x = divmod(pixel, self.out_width)
        rows = range(y * self.stride, y * self.stride + self.window_height)
        columns = range(x * self.stride, x * self.stride + self.size)
        return [(c * self.height + row) * self.width + column for row in rows for column in columns]

    def forward(self, x, scale):
        self.x = x
        return [[max(x[of][b] for of in self.window(to)) for b in range(len(x[0]))] for to in range(self.out_features)], scale

    def backward(self, g, scale):
        acc = [[0] * len(g[0]) for _ in range(self.in_features)]
        for to, row in enumerate(g):
            window = self.window(to)
            for b, v in enumerate(row):
                values = [self.x[of][b] for of in window]
                acc[window[values.index(max(values))]][b] += v
        return (acc, scale) if self.size <= self.stride else self.to_input.requantized(acc, scale)


class Flatten(Layer):
    """Features stay as they are: channel by channel."""

    def forward(self, x, scale):
        return x, scale

    def backward(self, g, scale):
        return g, scale


class Add(Layer):
    def forward(self, inputs):
        """inputs: (activations, scale) of each."""
        coarsest = coarsest_scale([scale for _, scale in inputs])
        step = shifted(coarsest, -8)
        acc = [[0] * len(inputs[0][0][0]) for _ in inputs[0][0]]
        for x, scale in inputs:
            to_step = ratio(over(scale, step))
            for acc_row, row in zip(acc, x):
                acc_row[:] = [a + apply(to_step, v, 2**15, NEAREST) for a, v in zip(acc_row, row)]
        return self.to_output.requantized(acc, step)


class Concat:
    def forward(self, inputs):
        self.sizes = [len(x) for x, _ in inputs]
        coarsest = coarsest_scale([scale for _, scale in inputs])
        parts = [(x, ratio(over(scale, coarsest))) for x, scale in inputs]
        return [[apply(r, v, 127, NEAREST) for v in row] for x, r in parts for row in x], coarsest

    def backward(self, g):
        starts = [sum(self.sizes[:i]) for i in range(len(self.sizes))]
        return [g[start : start + size] for start, size in zip(starts, self.sizes)]


def coarsest_scale(scales):
    """By the ratios of section 4, the first of equals."""
    best = scales[0]
    for scale in scales[1:]:
        multiplier, right_shift = ratio(over(scale, best))
        if Fraction(multiplier) > Fraction(2) ** right_shift:
            best = scale
    return best


class LayerNorm(Layer):
    """Feature i belongs to parameter i // pixels."""

    def __init__(self, gain, bias, pixels):
        self.gain, self.bias, self.pixels = gain, bias, pixels

    def forward(self, x, scale):
        self.x, self.x_scale = x, scale
        n, acc_scale = len(x), shifted(self.gain.scale, -5)
        self.d, self.w = [], []
        for column in zip(*x):
            total = sum(column)
            self.d.append([n * v - total for v in column])
            self.w.append(4 * (n * sum(v * v for v in column) - total**2) + n**2)
        self.xhat = [[apply(inverse_root(w), 64 * v, 127, NEAREST) for v in d] for d, w in zip(self.d, self.w)]
        acc = [[self.gain.values[i // self.pixels] * column[i] for column in self.xhat] for i in range(n)]
        add_bias(acc, acc_scale, self.bias, self.pixels)
        return self.to_output.requantized(acc, acc_scale)

    def backward(self, g, scale):
        n, columns = len(g), []
        for d, w, column in zip(self.d, self.w, zip(*g)):
            h = [self.gain.values[i // self.pixels] * v for i, v in enumerate(column)]
            q = sum(a * b for a, b in zip(h, d)) * 1024
            q = sign(q) * ((2 * abs(q) + w) // (2 * w))
            t = [256 * (n * h[i] - sum(h)) - q * d[i] for i in range(n)]
            columns.append([apply(inverse_root(w), 2 * v, 2**31 - 1, NEAREST) for v in t])
        return self.to_input.requantized([list(row) for row in zip(*columns)], shifted(over(times(self.gain.scale, scale), self.x_scale), -8))

    def gradients(self, g, scale):
        channels = range(len(self.gain.values))
        rows_of = [range(c * self.pixels, (c + 1) * self.pixels) for c in channels]
        of_gain = [sum(g[i][b] * column[i] for b, column in enumerate(self.xhat) for i in rows_of[c]) for c in channels]
        return [(of_gain, shifted(scale, -5)), ([sum(sum(g[i]) for i in rows_of[c]) for c in channels], scale)]


class LeakyRelu(Layer):
    def __init__(self, slope_shift):
        self.slope_shift = slope_shift

    def forward(self, x, scale):
        self.x = x
        return self.sloped(x), scale

    def sloped(self, values):
        rows_of = zip(values, self.x)
        return [[v if xv > 0 else rounded(NEAREST, v, self.slope_shift) for v, xv in zip(*pair)] for pair in rows_of]

    def backward(self, g, scale):
        return self.sloped(g), scale


def hyperbolic_tangent(x):
    """tanh of a Fraction in [0, 4], to within 10^-20, from the series of exp(-2 x)."""
    term = power = Fraction(1)
    for k in range(1, 80):
        term = term * (-2 * x) / k
        power += term
    return (1 - power) / (1 + power)


def nearest(value):
    """A Fraction rounded to an integer, ties away from zero."""
    return sign(value) * ((2 * abs(value.numerator) + value.denominator) // (2 * value.denominator))


class Tanh(Layer):
    TABLE = [nearest(2**15 * hyperbolic_tangent(Fraction(j, 16))) for j in range(65)]

    @classmethod
    def of(cls, x):
        """x in steps of 2^-12."""
        j, along = divmod(abs(x), 256)
        left, right = cls.TABLE[min(j, 64)], cls.TABLE[min(j + 1, 64)]
        return sign(x) * min(rounded(NEAREST, 256 * left + (right - left) * along, 16), 127)

    def forward(self, x, scale):
        to_steps = ratio(shifted(scale, 12))
        self.y = [[self.of(apply(to_steps, v, 4 * 2**12, NEAREST)) for v in row] for row in x]
        return self.y, (-7, 0, 0)

    def backward(self, g, scale):
        acc = [[gv * (2**14 - yv * yv) for gv, yv in zip(*pair)] for pair in zip(g, self.y)]
        return self.to_input.requantized(acc, shifted(scale, -14))


class AveragePool(Layer):
    """Windows of an image, as those of MaxPool2d but for their two extents."""

    def __init__(self, height, width, channels, window_height, window_width, stride):
        self.features, self.values, self.windows = channels * height * width, window_height * window_width, []
        for c in range(channels):
            for y in range(0, height - window_height + 1, stride):
                for x in range(0, width - window_width + 1, stride):
                    pixels = [(y + ky, x + kx) for ky in range(window_height) for kx in range(window_width)]
                    self.windows.append([(c * height + row) * width + column for row, column in pixels])

    def forward(self, x, scale):
        batch = range(len(x[0]))
        acc = [[nearest(Fraction(256 * sum(x[of][b] for of in window), self.values)) for b in batch] for window in self.windows]
        return self.to_output.requantized(acc, shifted(scale, -8))

    def backward(self, g, scale):
        acc, fraction = [[0] * len(g[0]) for _ in range(self.features)], 8 + length(self.values - 1)
        for row, window in zip(g, self.windows):
            for of in window:
                acc[of] = [a + nearest(Fraction(2**fraction * v, self.values)) for a, v in zip(acc[of], row)]
        return self.to_input.requantized(acc, shifted(scale, -fraction))


class Dropout(Layer):
    RATES = {"HALF": (1, 2), "FIFTH": (1, 5), "THREE_SIXTEENTHS": (3, 16)}
    FACTORS = {"HALF": (1, 0, 0), "FIFTH": (0, 1, 0), "THREE_SIXTEENTHS": (0, 0, -1)}

    def __init__(self, rate, key, first_example):
        numerator, denominator = self.RATES[rate]
        self.threshold, self.factor = numerator * 2**32 // denominator, self.FACTORS[rate]
        self.key, self.first_example = key, first_example

    def forward(self, x, scale):
        result = []
        for f, row in enumerate(x):
            counters = [((self.first_example + b) * len(x) + f) & U32 for b in range(len(row))]
            result.append([v if bits(self.key, counter) >= self.threshold else 0 for v, counter in zip(row, counters)])
        return result, times(scale, self.factor)

    backward = forward


class Conv1d(Layer):
    """Features are [channels, length]; options: inChannels outChannels kernelSize stride padding dilation groups."""

    def __init__(self, size, options, weights, bias=None):
        self.size, self.options, self.weights, self.bias = size, options, weights, bias
        in_channels, out_channels, kernel_size, stride, padding, dilation, groups = options
        self.out_size = 0
        while self.out_size * stride + dilation * (kernel_size - 1) < size + 2 * padding:
            self.out_size += 1
        self.taps = []
        for o in range(out_channels):
            for k in range(kernel_size):
                for i in range(in_channels // groups):
                    weight = (o * kernel_size + k) * (in_channels // groups) + i
                    channel = o // (out_channels // groups) * (in_channels // groups) + i
                    for t in range(self.out_size):
                        at = t * stride + k * dilation - padding
                        if 0 <= at < size:
                            self.taps.append((o * self.out_size + t, weight, channel * size + at))

    def forward(self, x, scale):
        self.x, self.x_scale = x, scale
        acc = [[0] * len(x[0]) for _ in range(self.options[1] * self.out_size)]
        for to, weight, of in self.taps:
            acc[to] = [a + self.weights.values[weight] * v for a, v in zip(acc[to], x[of])]
        if self.bias is not None:
            add_bias(acc, times(self.weights.scale, scale), self.bias, self.out_size)
        return self.to_output.requantized(acc, times(self.weights.scale, scale))

    def backward(self, g, scale):
        acc = [[0] * len(g[0]) for _ in range(len(self.x))]
        for to, weight, of in self.taps:
            acc[of] = [a + self.weights.values[weight] * v for a, v in zip(acc[of], g[to])]
        return self.to_input.requantized(acc, times(self.weights.scale, scale))

    def gradients(self, g, scale):
        of_weights = [0] * len(self.weights.values)
        for to, weight, of in self.taps:
            of_weights[weight] += sum(gv * xv for gv, xv in zip(g[to], self.x[of]))
        result = [(of_weights, times(scale, self.x_scale))]
        if self.bias is not None:
            rows_of = [g[o * self.out_size : (o + 1) * self.out_size] for o in range(self.options[1])]
            result.append(([sum(map(sum, part)) for part in rows_of], scale))
        return result


# --- 7. Losses: (loss, gradOutput, its scale) -------------------------------------------------------------------------

EXP2 = [1048576, 1004120, 961548, 920782, 881744, 844361, 808563, 774282]
EXP2 += [741455, 710020, 679917, 651091, 623487, 597053, 571740, 547500]


def log2_sixteenths(x):
    k = length(x) - 1
    y = (x << 31) >> (k + 11)
    j = 0
    while j < 15 and y >= 2 * EXP2[16 - (j + 1)]:
        j += 1
    return 16 * k + j


class CrossEntropy:
    to_gradient = Dynamic()

    def backward(self, output, scale, labels, key):
        to_sixteenths = ratio((scale[0] - 11, scale[1], scale[2]))
        outputs, batch = len(output), len(output[0])
        gradient = [[0] * batch for _ in range(outputs)]
        loss = 0
        for b in range(batch):
            top = max(row[b] for row in output)
            u = [apply(to_sixteenths, (top - row[b]) * 47274, 336, NEAREST) for row in output]
            v = [EXP2[x % 16] >> (x // 16) for x in u]
            p = [x * 2**11 // sum(v) for x in v]
            p[labels[b]] -= sum(p)
            for o in range(outputs):
                gradient[o][b] = clip(rounded(STOCHASTIC, p[o], 4, bits(key, b * outputs + o)), 127)
            loss += u[labels[b]] + log2_sixteenths(sum(v)) - 320
        return loss, gradient, (-7, 0, 0)


def truncated(numerator, denominator):
    return sign(numerator) * (abs(numerator) // denominator)


class NitiCrossEntropy:
    to_gradient = Dynamic()

    @staticmethod
    def powers(column, shift):
        e = min(shift, 32)
        if e <= -7:
            f = max(e, -18)
            x = [truncated(y, 2 ** min(f - e, 16)) for y in column]
            return [2 ** (1 - 2 * f) + y * 2 ** (1 - f) + y * y for y in x]
        t = [truncated(y * 47274, 2**15) for y in column]
        t = [y * 2**e if e >= 0 else truncated(y, 2**-e) for y in t]
        return [2 ** max(y - max(t) + 10, 0) - 1 for y in t]

    def backward(self, output, scale, labels, key):
        loss, _, gradient_scale = CrossEntropy().backward(output, scale, labels, key)
        columns = []
        for b, (column, label) in enumerate(zip(zip(*output), labels)):
            v = self.powers(column, scale[0])
            p = [2**11 * x // sum(v) for x in v]
            p[label] -= sum(p)
            draws = [bits(key, b * len(p) + o) for o in range(len(p))]
            columns.append([clip(rounded(STOCHASTIC, x, 4, draw), 127) for x, draw in zip(p, draws)])
        return loss, [list(row) for row in zip(*columns)], gradient_scale


class SquaredError:
    to_gradient = Dynamic()

    def __init__(self, target_scale, max_difference):
        self.target_scale, self.max_difference = target_scale, max_difference

    def backward(self, output, scale, targets, key):
        """targets: [outputs][batch]."""
        to_target = ratio(shifted(over(scale, self.target_scale), 8))
        d = [
            [apply(to_target, y, 2**16, NEAREST) - 256 * t for y, t in zip(output_row, target_row)]
            for output_row, target_row in zip(output, targets)
        ]
        c = [[clip(x, 256 * self.max_difference) for x in row] for row in d]
        gradient, g_scale = self.to_gradient.requantized(c, shifted(self.target_scale, -8))
        top = 256 * self.max_difference
        loss = sum((x * x if abs(x) <= top else top * (2 * abs(x) - top)) // 2**16 for row in d for x in row)
        return loss, gradient, g_scale


class AbsoluteError:
    def __init__(self, target_scale):
        self.target_scale = target_scale

    def backward(self, output, scale, targets, key):
        """targets: [outputs][batch]."""
        to_target = ratio(shifted(over(scale, self.target_scale), 8))
        loss, gradient = 0, []
        for output_row, target_row in zip(output, targets):
            d = [apply(to_target, y, 2**16, NEAREST) - 256 * t for y, t in zip(output_row, target_row)]
            loss += sum(abs(x) for x in d)
            gradient.append([0 if abs(x) <= 128 else 127 * sign(x) for x in d])
        return loss, gradient, (-7, 0, 0)


class BinaryCrossEntropy:
    def backward(self, output, scale, targets, key):
        """targets: [outputs][batch], 0 or 1."""
        to_sixteenths = ratio((scale[0] - 11, scale[1], scale[2]))
        outputs, batch = len(output), len(output[0])
        gradient = [[0] * batch for _ in range(outputs)]
        loss = 0
        for o in range(outputs):
            for b in range(batch):
                y, t = output[o][b], targets[o][b]
                u = apply(to_sixteenths, abs(y) * 47274, 336, NEAREST)
                v = EXP2[u % 16] >> (u // 16)
                q = v * 2**15 // (2**20 + v)
                p = (2**15 - q if y > 0 else q) - t * 2**15
                gradient[o][b] = clip(rounded(STOCHASTIC, p, 8, bits(key, b * outputs + o)), 127)
                loss += log2_sixteenths(2**20 + v) - 320
                if (y > 0 and t == 0) or (y < 0 and t == 1):
                    loss += u
        return loss, gradient, (-7, 0, 0)


# --- 8. Update rules --------------------------------------------------------------------------------------------------


FULL_RATE = 2**15


class Schedule:
    def __init__(self, decay, total_steps, warm_up_steps):
        self.decay, self.total_steps, self.warm_up_steps = decay, total_steps, warm_up_steps

    def factor(self, step):
        total, left = self.total_steps, max(self.total_steps - step, 0)
        factor = {
            "NONE": FULL_RATE,
            "LINEAR": FULL_RATE * left // total,
            "QUADRATIC": FULL_RATE * left // total * left // total,
            "HALVING": FULL_RATE >> min(4 * step // total, 3),
        }[self.decay]
        return factor * (step + 1) // (self.warm_up_steps + 1) if step < self.warm_up_steps else factor


CONSTANT = Schedule("NONE", 1, 0)


def scaled_up(values, moment, shift, up, limit):
    """Values in the unit of the weights or a fraction of it, and what follows; limit is one weight in that unit."""

    def range_of(numbers):
        return largest([floor_half_up(x, limit) for x in numbers])

    while 0 < range_of(values) < 64 and shift > -100:
        if 2 * largest(moment) > 32767:
            return values, moment, shift, up
        values, moment, shift = [2 * x for x in values], [2 * x for x in moment], shift - 1
    if 64 <= range_of(values) < 80 and up > -100 and rounded(NEAREST, 5 * largest(moment), 2) <= 32767:
        values, moment = ([rounded(NEAREST, 5 * x, 2) for x in numbers] for numbers in (values, moment))
        up -= 1
    return values, moment, shift, up


def floor_half_up(x, unit):
    return (x + unit // 2) // unit


class AlignedSgd:
    def scale_up(self, parameter):
        shift, up, down = parameter.scale
        parameter.values, _, shift, up = scaled_up(parameter.values, [], shift, up, 1)
        parameter.scale = (shift, up, down)

    def __init__(self, k, rounding):
        self.k, self.rounding = k, rounding

    def update(self, parameter, gradient, scale, batch_size, key, rate=FULL_RATE):
        j = length(batch_size - 1)
        step = at_rate(ratio(shifted(over(scale, parameter.scale), -(self.k + j))), rate)
        w = [
            x - apply(step, g, 127, self.rounding, bits(key, i))
            for i, (x, g) in enumerate(zip(parameter.values, gradient))
        ]
        shift, up, down = parameter.scale
        while largest(w) > 127 and not (down <= -100 and shift >= 100):
            if down <= -100:
                w, shift = [rounded(NEAREST, 8 * x, 4) for x in w], shift + 1
            else:
                w, down = [rounded(NEAREST, 13 * x, 4) for x in w], down - 1
        parameter.values, parameter.scale = [clip(x, 127) for x in w], (shift, up, down)


class NitiSgd:
    def scale_up(self, parameter):
        pass

    def __init__(self, mu):
        self.mu = mu

    def update(self, parameter, gradient, scale, batch_size, key, rate=FULL_RATE):
        g = largest(gradient)
        if g <= 1 or rate == 0:
            return
        n = max(length(g - 1) - self.mu + 16 - length(rate), 0)
        parameter.values = [
            clip(w - rounded(PSEUDO_STOCHASTIC, x, n), 127) for w, x in zip(parameter.values, gradient)
        ]


def masters(parameter):
    return [256 * w + f for w, f in zip(parameter.values, parameter.fraction)]


def keep_masters(parameter, new, moment_follows):
    while largest(new) > 32639 and not (parameter.scale[2] <= -100 and parameter.scale[0] >= 100):
        shift, up, down = parameter.scale
        factor = 8 if down <= -100 else 13
        parameter.scale = (shift + 1, up, down) if factor == 8 else (shift, up, down - 1)
        new = [rounded(NEAREST, factor * x, 4) for x in new]
        if moment_follows:
            parameter.moment = [rounded(NEAREST, factor * x, 4) for x in parameter.moment]
    new = [clip(x, 32639) for x in new]
    parameter.values = [(x + 128) // 256 for x in new]
    parameter.fraction = [x - 256 * w for x, w in zip(new, parameter.values)]


def scale_masters_up(parameter, moment_follows):
    shift, up, down = parameter.scale
    new, moment, shift, up = scaled_up(masters(parameter), parameter.moment if moment_follows else [], shift, up, 256)
    parameter.scale = (shift, up, down)
    parameter.values = [floor_half_up(x, 256) for x in new]
    parameter.fraction = [x - 256 * w for x, w in zip(new, parameter.values)]
    if moment_follows:
        parameter.moment = moment


def decay_of(parameter, decay, rate, factor):
    """What decay adds to the change of each master."""
    if not parameter.decays or decay == 0:
        return [0] * len(parameter.values)
    d = times_fraction(times_fraction(at_rate(ratio((-21, 0, 0)), factor), rate, 1), decay, 1)
    return [apply(d, x, 2**30, NEAREST) for x in masters(parameter)]


class MomentumSgd:
    def scale_up(self, parameter):
        scale_masters_up(parameter, True)

    def __init__(self, rate, momentum, decay, rounding):
        self.rate, self.momentum, self.decay, self.rounding = rate, momentum, decay, rounding

    def update(self, parameter, gradient, scale, batch_size, key, rate=FULL_RATE):
        step = at_rate(ratio(shifted(over(scale, parameter.scale), 7)), rate)
        step = times_fraction(step, self.rate, batch_size)
        shrinking = decay_of(parameter, self.decay, self.rate, rate)
        velocities = []
        for i, (v, g, d) in enumerate(zip(parameter.moment, gradient, shrinking)):
            exact = v * self.momentum * 2**7 + apply(step, g, 2**30, NEAREST) + d
            velocities.append(clip(rounded(self.rounding, exact, 15, bits(key, i)), 32767))
        parameter.moment = velocities
        keep_masters(parameter, [x - v for x, v in zip(masters(parameter), velocities)], True)


class Lion:
    def scale_up(self, parameter):
        scale_masters_up(parameter, False)

    def __init__(self, rate, momentum, memory, decay):
        self.rate, self.momentum, self.memory, self.decay = rate, momentum, memory, decay

    def update(self, parameter, gradient, scale, batch_size, key, rate=FULL_RATE):
        def to_unit():
            return times_fraction(ratio(shifted(scale, -parameter.unit)), 1, batch_size)

        top = largest(gradient)
        if top > 0 and not any(parameter.moment):
            parameter.unit = scale[0] + length(top) - length(batch_size - 1) - 14
        while apply(to_unit(), top, 2**30, NEAREST) > 2**14:
            parameter.moment = [rounded(NEAREST, m, 1) for m in parameter.moment]
            parameter.unit += 1
        r, (shift, up, down) = to_unit(), parameter.scale
        g = [apply(r, x, 2**30, NEAREST) for x in gradient]
        change = times_fraction(at_rate(ratio((7 - shift, -up, -down)), rate), self.rate, 1)
        change = apply(change, 1, 2**30, NEAREST)
        shrinking, new, moment = decay_of(parameter, self.decay, self.rate, rate), [], []
        for i, (x, m, d) in enumerate(zip(masters(parameter), parameter.moment, shrinking)):
            draw = bits(key, i)
            direction = sign(self.momentum * m + (256 - self.momentum) * g[i])
            new.append(x - rounded(STOCHASTIC, direction * change + d, 15, draw))
            exchanged = draw >> 16 | (draw & 0xFFFF) << 16
            moment.append(rounded(STOCHASTIC, self.memory * m + (256 - self.memory) * g[i], 8, exchanged))
        parameter.moment = moment
        keep_masters(parameter, new, False)
        if top > 0 and 0 < largest(moment) < 2**11:
            parameter.moment, parameter.unit = [2 * m for m in moment], parameter.unit - 1


# --- 5 and 9. A model and its trainer ---------------------------------------------------------------------------------


class Model:
    """Dense layers of the given widths with a ReLU between each two."""

    def __init__(self, widths, with_bias, key):
        self.layers, number = [], 0
        for inputs, outputs in zip(widths, widths[1:]):
            if self.layers:
                self.layers.append(Relu())
            weights = initial_matrix(key, number, inputs, outputs)
            bias = Parameter([0] * outputs, (-7, 0, 0)) if with_bias else None
            self.layers.append(Dense(inputs, outputs, weights, bias))
            number += 2 if with_bias else 1

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]

    def sha256(self):
        digest = hashlib.sha256()
        for p in self.parameters():
            digest.update(bytes(x & 255 for x in list(p.scale) + p.values))
        return digest.hexdigest()


class ImageModel(Model):
    """The layers of a text: conv2d with its seven options and true or false for a bias, dense with inputs, outputs and true or false, maxpool2d with size and stride, flatten, relu."""

    def __init__(self, height, width, channels, text, key):
        self.layers, number, features = [], 0, height * width * channels
        for words in (layer.split() for layer in text.split("; ")):
            name, numbers = words[0], [int(word) for word in words[1:] if word.isdigit()]
            has_bias = words[-1] == "true"
            if name == "conv2d":
                bias = Parameter([0] * numbers[1], (-7, 0, 0)) if has_bias else None
                layer = Conv2d(height, width, numbers, initial_kernel(key, number, numbers), bias)
                height, width, channels, features = layer.out_height, layer.out_width, numbers[1], layer.out_features
            elif name == "maxpool2d":
                layer = MaxPool2d(height, width, channels, *numbers)
                height, width, features = layer.out_height, layer.out_width, layer.out_features
            elif name == "dense":
                bias = Parameter([0] * numbers[1], (-7, 0, 0)) if has_bias else None
                layer, features = Dense(*numbers, initial_matrix(key, number, *numbers), bias), numbers[1]
            else:
                layer = {"flatten": Flatten, "relu": Relu}[name]()
            self.layers.append(layer)
            number += len(layer.parameters())
        self.outputs = features


class Trainer:
    def __init__(self, model, loss, rule, batch_size, seed, rescaling=Dynamic, schedule=CONSTANT):
        self.model, self.loss, self.rule, self.batch_size, self.seed = model, loss, rule, batch_size, seed
        self.schedule, self.steps = schedule, 0
        loss.to_gradient = rescaling()
        self.places = [loss.to_gradient]
        for layer in model.layers:
            layer.to_output, layer.to_input = rescaling(), rescaling()
            for bias in layer.parameters()[1:]:
                bias.decays = False
            self.places += [layer.to_output, layer.to_input]

    def step(self, x, scale, answers):
        key = stream(stream(self.seed, self.steps >> 32), self.steps & U32)
        rate = self.schedule.factor(self.steps)
        for layer in self.model.layers:
            x, scale = layer.forward(x, scale)
        loss, g, g_scale = self.loss.backward(x, scale, answers, stream(key, 0))
        number = len(self.model.parameters())
        for at, layer in reversed(list(enumerate(self.model.layers))):
            gradients = layer.gradients(g, g_scale)
            if at > 0:
                g, g_scale = layer.backward(g, g_scale)
            number -= len(gradients)
            for p, (parameter, (gradient, gradient_scale)) in enumerate(zip(layer.parameters(), gradients)):
                self.rule.update(parameter, gradient, gradient_scale, self.batch_size, stream(key, number + p + 1), rate)
        for place in self.places:
            place.end_step()
        self.steps += 1
        if self.steps % 64 == 0:
            for parameter in self.model.parameters():
                self.rule.scale_up(parameter)
        return loss


def tracked_exponents(layers):
    return [0 if getattr(x.to_output, "shift", None) is None else x.to_output.shift for x in layers]


def calibrated_exponents(layers, examples, input_scale):
    most = None
    for x in examples:
        for layer in layers:
            layer.to_output = Tracked()
        forward_all(layers, x, input_scale)
        needed = tracked_exponents(layers)
        most = needed if most is None else [max(pair) for pair in zip(most, needed)]
    return most


def frozen_outputs(layers, exponents, x, input_scale):
    for layer, exponent in zip(layers, exponents):
        layer.to_output = Frozen(exponent)
    return forward_all(layers, x, input_scale)


def forward_all(layers, x, scale):
    for layer in layers:
        x, scale = layer.forward(x, scale)
    return x, scale


class GraphTrainer:
    """The layers of a text, each with the numbers of the values that it takes: dense inputs outputs hasBias, norm features pixels, add, concat, relu."""

    def __init__(self, text, key):
        self.nodes, number = [], 0
        for words in (node.split() for node in text.split("; ")):
            name, at = words[0], words.index("of")
            numbers = [int(word) for word in words[1:at] if word.isdigit()]
            if name == "dense":
                bias = Parameter([0] * numbers[1], (-7, 0, 0)) if words[at - 1] == "true" else None
                layer = Dense(*numbers, initial_matrix(key, number, *numbers), bias)
            elif name == "norm":
                layer = LayerNorm(Parameter([64] * numbers[0], (-6, 0, 0)), Parameter([0] * numbers[0], (-7, 0, 0)), numbers[1])
            else:
                layer = {"add": Add, "concat": Concat, "relu": Relu}[name]()
            self.nodes.append((layer, [int(word) for word in words[at + 1 :]]))
            number += len(self.parameters_of(layer))

    @staticmethod
    def parameters_of(layer):
        if isinstance(layer, LayerNorm):
            return [layer.gain, layer.bias]
        return [] if isinstance(layer, (Add, Concat)) else layer.parameters()

    def parameters(self):
        return [p for layer, _ in self.nodes for p in self.parameters_of(layer)]

    def step(self, loss, rule, x, scale, targets, batch_size):
        """For losses and rules that draw nothing."""
        values = [(x, scale)]
        for layer, taken in self.nodes:
            inputs = [values[v] for v in taken]
            values.append(layer.forward(inputs) if isinstance(layer, (Add, Concat)) else layer.forward(*inputs[0]))
        total, g, g_scale = loss.backward(*values[-1], targets, 0)
        gradients, updates = {len(self.nodes): (g, g_scale)}, []
        for at in reversed(range(len(self.nodes))):
            layer, taken = self.nodes[at]
            g, g_scale = gradients.pop(at + 1)
            if isinstance(layer, Add):
                parts = [(g, g_scale)] * len(taken)
            elif isinstance(layer, Concat):
                parts = [(part, g_scale) for part in layer.backward(g)]
            else:
                parts = [layer.backward(g, g_scale)]
                updates += zip(self.parameters_of(layer), layer.gradients(g, g_scale))
            for value, part in zip(taken, parts):
                gradients[value] = Add().forward([gradients[value], part]) if value in gradients else part
        for parameter, (gradient, gradient_scale) in updates:
            rule.update(parameter, gradient, gradient_scale, batch_size, 0)
        return total


# --- 10. Federated averaging ------------------------------------------------------------------------------------------


def federated_average(base_scales, clients, rounding, key):
    """base_scales: of the parameters that clients were sent; clients: (example count, parameters)."""
    result = []
    total = sum(count for count, _ in clients)
    for number in range(len(clients[0][1])):
        parts = [(count, parameters[number]) for count, parameters in clients]
        means = [
            sum(count * p.values[i] * real(p.scale) for count, p in parts) / total
            for i in range(len(parts[0][1].values))
        ]
        used = [p.scale for _, p in parts if any(p.values)]
        scale = max(used, key=real) if used else base_scales[number]
        top = max(abs(mean) for mean in means)
        while top != 0 and top < 80 * real(scale) and scale[1] > -100:
            scale = (scale[0], scale[1] - 1, scale[2])
        while top != 0 and top < 60 * real(scale) and scale[0] > -128:
            scale = shifted(scale, -1)
        values = []
        for i, mean in enumerate(means):
            steps = abs(mean) / real(scale)
            whole = steps.numerator // steps.denominator
            fraction = steps - whole
            if rounding == NEAREST:
                up = 2 * fraction >= 1
            else:
                up = fraction * 2**32 > bits(stream(key, number), i)
            values.append(sign(mean) * (whole + up))
        result.append(Parameter(values, scale))
    return result


# --- 11. Replay -------------------------------------------------------------------------------------------------------


class ReplayBuffer:
    def __init__(self, capacity, key):
        self.kept, self.offered, self.sequence = [0] * capacity, 0, Sequence(key)

    def offer(self, example):
        self.offered = min(self.offered + 1, 2**31 - 1)
        full = self.offered > len(self.kept)
        slot = self.sequence.below(self.offered) if full else self.offered - 1
        if slot < len(self.kept):
            self.kept[slot] = example
        return slot < len(self.kept)

    def draw(self):
        return self.kept[self.sequence.below(min(self.offered, len(self.kept)))]


# --- The vectors ------------------------------------------------------------------------------------------------------


def field(value):
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return " ".join(field(v) for v in value)
    return str(value)


def line(name, inputs, outputs):
    return f"{name}: {' | '.join(map(field, inputs))} -> {' | '.join(map(field, outputs))}"


def hex_key(key):
    return f"{key:016x}"


def rows(flat, width):
    return [flat[i : i + width] for i in range(0, len(flat), width)]


KEY = 0x0123456789ABCDEF
KEYS = (0, 1, 2, KEY, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF)


def rounding_file():
    yield "# Section 2. rounding: x | s | random bits, unsigned -> result, not clipped"
    spans = ((1, 0, 4), (2, 0, 8), (3, 0, 16), (3, -15, -8), (4, 0, 32), (4, -31, 0))
    values = [(x, s) for s, start, end in spans for x in range(start, end)]
    values += [(5000, 5), (-77777, 9), (123456, 11), (7, 0), (-7, 0), (2**31 - 1, 24), (-(2**31 - 1), 30)]
    values += [(2**62 - 1, s) for s in (1, 31, 32, 33, 61, 62)] + [(-(2**61), 62), (2**61 - 1, 62), (2**61 + 1, 62)]
    sequence = Sequence(stream(KEY, 1))
    values += [(sequence.below(2**31) - 2**30, sequence.below(31)) for _ in range(60)]
    values += [((sequence.next_bits() << 29) - 2**60 + sequence.next_bits(), sequence.below(63)) for _ in range(60)]
    for rounding in ROUNDINGS:
        for x, s in values:
            draw = sequence.next_bits() if rounding == STOCHASTIC else 0
            yield line(rounding, [x, s, draw], [rounded(rounding, x, s, draw)])
    for s in (1, 31, 32, 33, 62):
        for x in (2 ** (s - 1), 2**s - 1, 1):
            for draw in (0, 2**31 - 1, 2**31, U32):
                yield line(STOCHASTIC, [x, s, draw], [rounded(STOCHASTIC, x, s, draw)])


def random_file():
    yield "# Section 3. bits: key as hex | counter, unsigned -> 32 random bits, unsigned"
    yield "# stream: key as hex | id, unsigned -> key as hex"
    yield "# below: key as hex | bound -> the first draws of one sequence"
    numbers = (0, 1, 2, 3, 255, 65536, 2**31 - 1, 2**31, U32)
    for key in KEYS:
        for number in numbers:
            yield line("bits", [hex_key(key), number], [bits(key, number)])
        for number in numbers:
            yield line("stream", [hex_key(key), number], [hex_key(stream(key, number))])
        for n in (1, 2, 3, 10, 255, 65536, 2**30 + 1, 2**31 - 1):
            sequence = Sequence(key)
            yield line("below", [hex_key(key), n], [[sequence.below(n) for _ in range(12)]])


def rescale_file():
    yield "# Section 4. ratio: shift up down -> multiplier | rightShift"
    yield "# apply: shift up down | v | limit | rounding | random bits -> result"
    yield "# times: shift up down | factor of 2^-15 -> multiplier | rightShift"
    spread = [(s, u, d) for s in (-60, -7, 0, 7, 60) for u in (-60, -3, 0, 1, 60) for d in (-60, -1, 0, 2, 60)]
    spread += [(-255, 255, 255), (255, -255, -255), (0, 255, -255), (0, -255, 255), (-127, 5, 0), (14, 0, 0), (15, 0, 0)]
    for exponents in spread:
        yield line("ratio", [exponents], ratio(exponents))
    sequence = Sequence(stream(KEY, 2))
    limits = (127, 336, 2**16, 2**30 - 1)
    for n in range(300):
        exponents = [sequence.below(121) - 60, sequence.below(13) - 6, sequence.below(13) - 6]
        v = (sequence.next_bits() << 15 | sequence.below(2**15)) >> sequence.below(47)
        v = -v if n % 2 else v
        draw, rounding = sequence.next_bits(), ROUNDINGS[n % 3]
        limit = limits[sequence.below(len(limits))]
        result = apply(ratio(exponents), v, limit, rounding, draw)
        yield line("apply", [exponents, v, limit, rounding, draw], [result])
    for shift in (-255, -48, -14, 0, 13, 14, 15, 31, 32, 33, 47, 63, 64, 65, 127, 255):
        for v in (0, 1, -1, 2**47 - 1, -(2**47 - 1)):
            for rounding in ROUNDINGS:
                result = apply(ratio((shift, 0, 0)), v, 2**30 - 1, rounding, 7)
                yield line("apply", [(shift, 0, 0), v, 2**30 - 1, rounding, 7], [result])
    for exponents in ((0, 0, 0), (-3, 0, 0), (0, 1, 0), (5, -3, 2), (0, 60, -60), (0, 0, -1)):
        for factor in (0, 1, 2, 3, 4095, 2**14 - 1, 2**14, 2**15 - 1, 2**15, sequence.below(2**15)):
            yield line("times", [exponents, factor], at_rate(ratio(exponents), factor))
    yield "# fraction: shift up down | numerator | denominator -> multiplier | rightShift"
    parts = (0, 1, 2, 3, 7, 255, 2**15 - 1, 2**15, 2**20, 2**30 + 1, 2**31 - 1)
    for exponents in ((0, 0, 0), (-21, 0, 0), (7, 3, -2), (0, -60, 60), (-100, 0, 1)):
        for numerator in parts:
            for denominator in parts[1:]:
                yield line("fraction", [exponents, numerator, denominator], times_fraction(ratio(exponents), numerator, denominator))
    for _ in range(60):
        exponents = [sequence.below(121) - 60, sequence.below(13) - 6, sequence.below(13) - 6]
        numerator, denominator = sequence.next_bits() >> 1 + sequence.below(31), 1 + (sequence.next_bits() >> 2 + sequence.below(30))
        yield line("fraction", [exponents, numerator, denominator], times_fraction(ratio(exponents), numerator, denominator))


def initialization_file():
    yield "# Section 5. matrix: key as hex | parameter number | inputs | outputs -> shift up down | values"
    yield "# scale: inputs | outputs -> shift up down"
    for key in KEYS:
        for number, inputs, outputs in ((0, 3, 4), (1, 4, 2), (2, 1, 1), (5, 7, 3)):
            p = initial_matrix(key, number, inputs, outputs)
            yield line("matrix", [hex_key(key), number, inputs, outputs], [p.scale, p.values])
    sizes = (1, 2, 3, 5, 6, 10, 17, 32, 100, 333, 784, 4096, 66572)
    for inputs in sizes:
        for outputs in (1, 10, 66, 133144):
            yield line("scale", [inputs, outputs], [initial_scale(inputs, outputs)])


def drawn_activations(sequence, features, batch, span=255):
    return [[sequence.below(span) - span // 2 for _ in range(batch)] for _ in range(features)]


def dense_file():
    yield "# Section 6. dense: inputs outputs batch | weights | scale | bias or none | its scale | input | its scale | gradOutput | its scale"
    yield "#   -> output | its scale | gradInput | its scale | gradWeights | its scale | gradBias or none | its scale"
    yield "# Activations are [features, batch], a scale is: shift up down"
    yield "# relu: features batch | input | gradOutput -> output | gradInput"
    sequence = Sequence(stream(KEY, 3))
    shapes = [(1, 1, 1), (1, 5, 2), (4, 3, 1), (3, 4, 5), (17, 9, 3), (8, 8, 8), (40, 2, 1)]
    for n in range(28):
        inputs, outputs, batch = shapes[n % len(shapes)]
        span = (255, 255, 31, 3)[n // len(shapes)]
        scales = [(sequence.below(17) - 12, sequence.below(7) - 3, sequence.below(7) - 3) for _ in range(4)]
        weights = Parameter(flat(drawn_activations(sequence, outputs, inputs)), scales[0])
        bias = None if n % 3 == 0 else Parameter(flat(drawn_activations(sequence, outputs, 1)), scales[1])
        dense = Dense(inputs, outputs, weights, bias)
        x, g = drawn_activations(sequence, inputs, batch, span), drawn_activations(sequence, outputs, batch, span)
        output, output_scale = dense.forward(x, scales[2])
        grad_input, grad_input_scale = dense.backward(g, scales[3])
        gradients = dense.gradients(g, scales[3])
        inputs_of_case = [(inputs, outputs, batch), weights.values, weights.scale]
        inputs_of_case += [bias.values, bias.scale] if bias else ["none", "none"]
        inputs_of_case += [flat(x), scales[2], flat(g), scales[3]]
        outputs_of_case = [flat(output), output_scale, flat(grad_input), grad_input_scale, *gradients[0]]
        outputs_of_case += gradients[1] if bias else ["none", "none"]
        yield line("dense", inputs_of_case, outputs_of_case)
    for features, batch in ((1, 1), (5, 3), (16, 4)):
        relu = Relu()
        x, g = drawn_activations(sequence, features, batch, 9), drawn_activations(sequence, features, batch)
        output, grad_input = relu.forward(x, (0, 0, 0))[0], relu.backward(g, (0, 0, 0))[0]
        yield line("relu", [(features, batch), flat(x), flat(g)], [flat(output), flat(grad_input)])


CONV2D_CASES = (
    # height, width, batch, (inChannels, outChannels, kernelHeight, kernelWidth, stride, padding, groups)
    (1, 1, 1, (1, 1, 1, 1, 1, 0, 1)),
    (5, 6, 2, (2, 3, 3, 3, 1, 0, 1)),
    (5, 4, 3, (3, 2, 3, 3, 1, 1, 1)),
    (6, 7, 1, (2, 4, 3, 2, 2, 1, 2)),
    (7, 5, 2, (3, 6, 3, 3, 2, 2, 3)),
    (4, 4, 4, (4, 5, 1, 1, 1, 0, 1)),
    (8, 8, 1, (1, 2, 5, 5, 1, 2, 1)),
    (3, 9, 2, (2, 2, 1, 4, 3, 0, 1)),
    (2, 3, 5, (4, 4, 3, 3, 1, 2, 4)),
    (6, 6, 2, (1, 1, 2, 2, 5, 1, 1)),
)


def conv2d_file():
    yield "# Section 6. conv2d: height width batch | inChannels outChannels kernelHeight kernelWidth stride padding groups | weights | scale | bias or none"
    yield "#   | its scale | input | its scale | gradOutput | its scale"
    yield "#   -> output | its scale | gradInput | its scale | gradWeights | its scale | gradBias or none | its scale"
    yield "# Activations are [channels, height, width, batch], a scale is: shift up down"
    yield "# kernel (section 5): key as hex | parameter number | the seven options -> shift up down | values"
    sequence = Sequence(stream(KEY, 10))
    for n in range(40):
        height, width, batch, options = CONV2D_CASES[n % len(CONV2D_CASES)]
        span = (255, 255, 31, 3)[n // len(CONV2D_CASES)]
        scales = [(sequence.below(17) - 12, sequence.below(7) - 3, sequence.below(7) - 3) for _ in range(4)]
        in_channels, out_channels, kernel_height, kernel_width, _, _, groups = options
        weights = drawn_activations(sequence, out_channels * kernel_height * kernel_width, in_channels // groups)
        weights = Parameter(flat(weights), scales[0])
        bias = None if n % 3 == 0 else Parameter(flat(drawn_activations(sequence, out_channels, 1)), scales[1])
        conv = Conv2d(height, width, options, weights, bias)
        x = drawn_activations(sequence, conv.in_features, batch, span)
        g = drawn_activations(sequence, conv.out_features, batch, span)
        output, output_scale = conv.forward(x, scales[2])
        grad_input, grad_input_scale = conv.backward(g, scales[3])
        gradients = conv.gradients(g, scales[3])
        case = [(height, width, batch), options, weights.values, weights.scale]
        case += [bias.values, bias.scale] if bias else ["none", "none"]
        case += [flat(x), scales[2], flat(g), scales[3]]
        result = [flat(output), output_scale, flat(grad_input), grad_input_scale, *gradients[0]]
        result += gradients[1] if bias else ["none", "none"]
        yield line("conv2d", case, result)
    for number, (_, _, _, options) in enumerate(CONV2D_CASES):
        p = initial_kernel(KEY, number, options)
        yield line("kernel", [hex_key(KEY), number, options], [p.scale, p.values])


MAXPOOL2D_CASES = (
    # height, width, channels, batch, (size, stride)
    (2, 2, 1, 1, (2, 2)),
    (5, 6, 2, 3, (2, 2)),
    (5, 7, 3, 2, (3, 2)),
    (4, 5, 2, 1, (3, 1)),
    (6, 3, 1, 4, (1, 2)),
    (7, 7, 1, 2, (2, 5)),
)


def maxpool2d_file():
    yield "# Section 6. maxpool2d: height width channels batch | size stride | input | scale | gradOutput | its scale"
    yield "#   -> output | its scale | gradInput | its scale"
    yield "# Activations are [channels, height, width, batch], a scale is: shift up down"
    sequence = Sequence(stream(KEY, 11))
    for n in range(24):
        height, width, channels, batch, options = MAXPOOL2D_CASES[n % len(MAXPOOL2D_CASES)]
        span = (255, 31, 5, 2)[n // len(MAXPOOL2D_CASES)]
        scales = [(sequence.below(17) - 12, sequence.below(7) - 3, sequence.below(7) - 3) for _ in range(2)]
        pool = MaxPool2d(height, width, channels, *options)
        x = drawn_activations(sequence, pool.in_features, batch, span)
        g = drawn_activations(sequence, pool.out_features, batch)
        output, output_scale = pool.forward(x, scales[0])
        grad_input, grad_input_scale = pool.backward(g, scales[1])
        case = [(height, width, channels, batch), options, flat(x), scales[0], flat(g), scales[1]]
        yield line("maxpool2d", case, [flat(output), output_scale, flat(grad_input), grad_input_scale])


def pool1d_file():
    yield f"# Section 6. max, average: length channels batch | size stride | {BOTH_WAYS}"
    sequence = Sequence(stream(KEY, 43))
    for n in range(40):
        size, stride, channels, batch = 1 + n % 5, 1 + sequence.below(4), 1 + sequence.below(3), 1 + sequence.below(3)
        extent, is_max = size + sequence.below(7), n % 2 == 0
        pool = MaxPool2d(1, extent, channels, size, stride, 1) if is_max else AveragePool(1, extent, channels, 1, size, stride)
        outputs = channels * ((extent - size) // stride + 1)
        x, g = drawn_activations(sequence, channels * extent, batch, (255, 5)[n % 3 % 2]), drawn_activations(sequence, outputs, batch)
        case = [flat(x), drawn_scale(sequence), flat(g), drawn_scale(sequence)]
        name = "max" if is_max else "average"
        yield line(name, [(extent, channels, batch), (size, stride)] + case, both_ways(pool, x, case[1], g, case[3]))


def drawn_scale(sequence):
    return (sequence.below(9) - 10, sequence.below(7) - 3, sequence.below(7) - 3)


def add_file():
    yield "# Section 6. add: features batch | for each input: values | its scale -> output | its scale"
    sequence = Sequence(stream(KEY, 20))
    for n in range(40):
        features, batch, count = 1 + sequence.below(6), 1 + sequence.below(4), (2, 2, 3, 16)[n % 4]
        inputs = [(drawn_activations(sequence, features, batch), drawn_scale(sequence)) for _ in range(count)]
        if n % 5 == 0:
            inputs[1] = (inputs[1][0], inputs[0][1])
        output, scale = Add().forward(inputs)
        yield line("add", [(features, batch)] + [f for x, s in inputs for f in (flat(x), s)], [flat(output), scale])


def concat_file():
    yield "# Section 6. concat: batch | shapes, each as rank and extents | gradOutput | for each input: values | its scale"
    yield "#   -> output | its scale | for each input: its gradient. Values are [features, batch], those of an image [channels, height, width, batch]."
    sequence = Sequence(stream(KEY, 21))
    for n in range(40):
        common, batch, count = [(), (3,), (2, 3)][n % 3], 1 + sequence.below(3), 2 + sequence.below(3)
        shapes = [common + (1 + sequence.below(4),) for _ in range(count)]
        inputs = [(drawn_activations(sequence, math.prod(shape), batch), drawn_scale(sequence)) for shape in shapes]
        if n % 5 == 0:
            inputs[1] = (inputs[1][0], inputs[0][1])
        concat = Concat()
        output, scale = concat.forward(inputs)
        g = drawn_activations(sequence, len(output), batch)
        case = [batch, [x for shape in shapes for x in (len(shape),) + shape], flat(g)] + [f for x, s in inputs for f in (flat(x), s)]
        yield line("concat", case, [flat(output), scale] + [flat(part) for part in concat.backward(g)])


LAYER_NORM_SHAPES = ((1,), (2,), (3,), (8,), (64,), (5, 3), (1, 4), (2, 3, 4), (4, 4, 1))


def layer_norm_file():
    yield "# Section 4. inverse: value -> multiplier | rightShift"
    yield "# Section 6. norm: shape | batch | gain | its scale | bias | its scale | input | its scale | gradOutput | its scale"
    yield "#   -> output | its scale | gradInput | its scale | gradient by gain | its scale | by bias | its scale"
    sequence = Sequence(stream(KEY, 22))
    for value in [1, 2, 3, 4, 5, 8, 16, 2**47 - 1, 2**48, 2**60, 2**60 - 1, 2**61, 2**62 - 1]:
        yield line("inverse", [value], inverse_root(value))
    for n in range(47):
        value = 1 + (sequence.next_bits() >> n % 16) * (1 + (sequence.next_bits() >> (4 + n % 28)))
        yield line("inverse", [value], inverse_root(value))
    for n in range(45):
        shape, batch, span = LAYER_NORM_SHAPES[n % 9], 1 + sequence.below(3), (255, 255, 31, 3, 1)[n // 9]
        features, channels = math.prod(shape), shape[-1]
        gain = Parameter(flat(drawn_activations(sequence, channels, 1)), drawn_scale(sequence))
        if n % 4 == 0:
            gain = Parameter([64] * channels, (-6, 0, 0))
        bias = Parameter(flat(drawn_activations(sequence, channels, 1)), drawn_scale(sequence))
        x, g = drawn_activations(sequence, features, batch, span), drawn_activations(sequence, features, batch)
        if n % 6 == 0:
            x[0] = [127] * batch
        x_scale, g_scale = drawn_scale(sequence), drawn_scale(sequence)
        norm = LayerNorm(gain, bias, features // channels)
        output, grad_input = norm.forward(x, x_scale), norm.backward(g, g_scale)
        case = [shape, batch, gain.values, gain.scale, bias.values, bias.scale, flat(x), x_scale, flat(g), g_scale]
        result = [flat(output[0]), output[1], flat(grad_input[0]), grad_input[1]]
        yield line("norm", case, result + [f for gradient in norm.gradients(g, g_scale) for f in gradient])


def both_ways(layer, x, scale, g, g_scale):
    return [f for values, s in (layer.forward(x, scale), layer.backward(g, g_scale)) for f in (flat(values), s)]


BOTH_WAYS = "input | its scale | gradOutput | its scale -> output | its scale | gradInput | its scale"


def leaky_relu_file():
    yield f"# Section 6. leaky: features batch | slopeShift | {BOTH_WAYS}"
    sequence = Sequence(stream(KEY, 30))
    for n in range(28):
        sizes, span = (1 + sequence.below(8), 1 + sequence.below(4)), (255, 255, 9, 1)[n // 7]
        x, g = drawn_activations(sequence, *sizes, span), drawn_activations(sequence, *sizes)
        case = [flat(x), drawn_scale(sequence), flat(g), drawn_scale(sequence)]
        yield line("leaky", [sizes, 1 + n % 7] + case, both_ways(LeakyRelu(1 + n % 7), x, case[1], g, case[3]))


def tanh_file():
    yield f"# Section 6. tanh: features batch | {BOTH_WAYS}"
    sequence = Sequence(stream(KEY, 31))
    for n in range(40):
        sizes = (4 + sequence.below(12), 1 + sequence.below(3))
        x, g = drawn_activations(sequence, *sizes), drawn_activations(sequence, *sizes)
        scale = (n % 14 - 12, sequence.below(9) - 4, sequence.below(9) - 4)
        case = [flat(x), scale, flat(g), drawn_scale(sequence)]
        yield line("tanh", [sizes] + case, both_ways(Tanh(), x, scale, g, case[3]))
    for shift in (-120, -5, 100):
        x = [[v] for v in range(-127, 128)]
        yield line("tanh", [(255, 1), flat(x), (shift, 0, 0), flat(x), (-9, 1, 0)], both_ways(Tanh(), x, (shift, 0, 0), x, (-9, 1, 0)))


def average_pool_file():
    yield f"# Section 6. average: height width channels batch | size stride | {BOTH_WAYS}"
    yield f"# global: rank and extents | batch | {BOTH_WAYS}"
    sequence = Sequence(stream(KEY, 32))
    for n in range(30):
        size, stride, channels, batch = 1 + n % 4, 1 + sequence.below(3), 1 + sequence.below(3), 1 + sequence.below(3)
        height, width = size + sequence.below(4), size + sequence.below(4)
        pool = AveragePool(height, width, channels, size, size, stride)
        x, g = drawn_activations(sequence, pool.features, batch), drawn_activations(sequence, len(pool.windows), batch)
        case = [flat(x), drawn_scale(sequence), flat(g), drawn_scale(sequence)]
        yield line("average", [(height, width, channels, batch), (size, stride)] + case, both_ways(pool, x, case[1], g, case[3]))
    for n in range(20):
        shape, batch = ((1 + sequence.below(9), 3), (2 + sequence.below(3), 1 + sequence.below(4), 2))[n % 2], 1 + sequence.below(3)
        height, width, channels = shape if n % 2 else (1,) + shape
        pool = AveragePool(height, width, channels, height, width, 1)
        x, g = drawn_activations(sequence, pool.features, batch), drawn_activations(sequence, channels, batch)
        case = [flat(x), drawn_scale(sequence), flat(g), drawn_scale(sequence)]
        yield line("global", [(len(shape),) + shape, batch] + case, both_ways(pool, x, case[1], g, case[3]))
    for length_of_sequence in (511, 512, 513, 700):
        pool = AveragePool(1, length_of_sequence, 1, 1, length_of_sequence, 1)
        x, scale = drawn_activations(sequence, length_of_sequence, 2), (-7, 0, 0)
        yield line("global", [(2, length_of_sequence, 1), 2, flat(x), scale, [1, -3], scale], both_ways(pool, x, scale, [[1, -3]], scale))


def dropout_file():
    yield f"# Section 6. dropout: features batch firstExample | rate | key as hex | {BOTH_WAYS}"
    sequence = Sequence(stream(KEY, 33))
    for n in range(30):
        rate, key = list(Dropout.RATES)[n % 3], stream(KEY, 8000 + n)
        sizes, first = (1 + sequence.below(16), 1 + sequence.below(5)), (0, 7, 133143, 2**28)[n % 4]
        x, g = drawn_activations(sequence, *sizes), drawn_activations(sequence, *sizes)
        case = [flat(x), drawn_scale(sequence), flat(g), drawn_scale(sequence)]
        result = both_ways(Dropout(rate, key, first), x, case[1], g, case[3])
        yield line("dropout", [sizes + (first,), rate, hex_key(key)] + case, result)


def conv1d_file():
    yield "# Section 6. conv1d: length batch | inChannels outChannels kernelSize stride padding dilation groups | weights | their scale"
    yield "#   | bias or none | its scale | input | its scale | gradOutput | its scale"
    yield "#   -> output | its scale | gradInput | its scale | gradient by weights | its scale | and by the bias, if there is one"
    sequence = Sequence(stream(KEY, 34))
    for n in range(40):
        groups, kernel, stride, dilation = 1 + sequence.below(2), 1 + sequence.below(4), 1 + sequence.below(3), 1 + sequence.below(3)
        inputs, outputs, reach = groups * (1 + sequence.below(2)), groups * (1 + sequence.below(3)), dilation * (kernel - 1) + 1
        padding, batch = sequence.below(reach), 1 + sequence.below(3)
        size = max(1, reach - 2 * padding) + sequence.below(5)
        weights = Parameter(flat(drawn_activations(sequence, outputs * kernel * (inputs // groups), 1)), drawn_scale(sequence))
        bias = Parameter(flat(drawn_activations(sequence, outputs, 1)), drawn_scale(sequence)) if n % 3 else None
        options = (inputs, outputs, kernel, stride, padding, dilation, groups)
        conv = Conv1d(size, options, weights, bias)
        x, g = drawn_activations(sequence, inputs * size, batch), drawn_activations(sequence, outputs * conv.out_size, batch)
        case = [flat(x), drawn_scale(sequence), flat(g), drawn_scale(sequence)]
        of_bias = ["none", (0, 0, 0)] if bias is None else [bias.values, bias.scale]
        result = both_ways(conv, x, case[1], g, case[3]) + [f for gradient in conv.gradients(g, case[3]) for f in gradient]
        yield line("conv1d", [(size, batch), options, weights.values, weights.scale] + of_bias + case, result)


def cross_entropy_file():
    yield "# Section 7. backward: classes batch | output | its scale | labels | key as hex"
    yield "#   -> loss, sixteenths of a bit, all examples | gradOutput, of scale 2^-7"
    sequence = Sequence(stream(KEY, 4))
    for n in range(60):
        classes, batch = 2 + sequence.below(9), 1 + sequence.below(4)
        scale = (sequence.below(11) - 10, sequence.below(7) - 3, sequence.below(7) - 3)
        output = drawn_activations(sequence, classes, batch)
        labels = [sequence.below(classes) for _ in range(batch)]
        loss, gradient, _ = CrossEntropy().backward(output, scale, labels, stream(KEY, n))
        yield line("backward", [(classes, batch), flat(output), scale, labels, hex_key(stream(KEY, n))], [loss, flat(gradient)])
    for scale in ((-127, 0, 0), (-40, 0, 0), (0, 0, 0), (40, 0, 0), (127, 127, -128), (-128, -128, 127)):
        for output in ([[127], [-127], [0]], [[5], [5], [5]], [[0], [1], [0]]):
            for label in (0, 1):
                loss, gradient, _ = CrossEntropy().backward(output, scale, [label], KEY)
                yield line("backward", [(3, 1), flat(output), scale, [label], hex_key(KEY)], [loss, flat(gradient)])


def niti_cross_entropy_file():
    yield "# Section 7. As cross-entropy.txt, of NITI's."
    sequence = Sequence(stream(KEY, 30))
    for n in range(60):
        classes, batch = 2 + sequence.below(9), 1 + sequence.below(4)
        scale = (sequence.below(24) - 20, sequence.below(7) - 3, sequence.below(7) - 3)
        output = drawn_activations(sequence, classes, batch)
        labels = [sequence.below(classes) for _ in range(batch)]
        loss, gradient, _ = NitiCrossEntropy().backward(output, scale, labels, stream(KEY, n))
        yield line("backward", [(classes, batch), flat(output), scale, labels, hex_key(stream(KEY, n))], [loss, flat(gradient)])
    for shift in (-128, -36, -35, -34, -33, -26, -25, -19, -18, -17, -8, -7, -6, -1, 0, 1, 31, 32, 33, 127):
        for output in ([[127], [-127], [0]], [[5], [5], [5]], [[-126], [-127], [-125]]):
            for label in (0, 1):
                loss, gradient, _ = NitiCrossEntropy().backward(output, (shift, 3, -2), [label], KEY)
                yield line("backward", [(3, 1), flat(output), (shift, 3, -2), [label], hex_key(KEY)], [loss, flat(gradient)])


def squared_error_file():
    yield "# Section 7. backward: outputs batch | output | its scale | targets | their scale | maxDifference"
    yield "#   -> loss | gradOutput | its scale"
    sequence = Sequence(stream(KEY, 5))
    for n in range(60):
        outputs, batch = 1 + sequence.below(5), 1 + sequence.below(4)
        scale = (sequence.below(9) - 12, sequence.below(7) - 3, sequence.below(7) - 3)
        target_scale = (sequence.below(9) - 12, sequence.below(7) - 3, sequence.below(7) - 3)
        output, targets = drawn_activations(sequence, outputs, batch), drawn_activations(sequence, outputs, batch)
        most = (512, 1, 16, 100)[n % 4]
        loss, gradient, g_scale = SquaredError(target_scale, most).backward(output, scale, targets, 0)
        case = [(outputs, batch), flat(output), scale, flat(targets), target_scale, most]
        yield line("backward", case, [loss, flat(gradient), g_scale])
    for scale in ((-7, 0, 0), (0, 0, 0), (30, 0, 0), (-40, 0, 0)):
        for y, t in ((127, -127), (-127, 127), (5, 5), (0, 0)):
            loss, gradient, g_scale = SquaredError((-7, 0, 0), 512).backward([[y]], scale, [[t]], 0)
            yield line("backward", [(1, 1), y, scale, t, (-7, 0, 0), 512], [loss, flat(gradient), g_scale])


def absolute_error_file():
    yield "# Section 7. backward: outputs batch | output | its scale | targets | their scale -> loss | gradOutput, of scale 2^-7"
    sequence = Sequence(stream(KEY, 20))
    for _ in range(60):
        outputs, batch = 1 + sequence.below(5), 1 + sequence.below(4)
        scale = (sequence.below(9) - 12, sequence.below(7) - 3, sequence.below(7) - 3)
        target_scale = (sequence.below(9) - 12, sequence.below(7) - 3, sequence.below(7) - 3)
        output, targets = drawn_activations(sequence, outputs, batch), drawn_activations(sequence, outputs, batch)
        yield absolute_error_case(output, scale, targets, target_scale)
    for scale in ((-8, 0, 0), (-7, 0, 0), (0, 0, 0), (30, 0, 0), (-40, 0, 0)):
        for y, t in ((127, -127), (-127, 127), (5, 5), (9, 4), (-9, -4), (9, 5), (10, 4), (0, 0)):
            yield absolute_error_case([[y]], scale, [[t]], (-7, 0, 0))


def absolute_error_case(output, scale, targets, target_scale):
    loss, gradient, _ = AbsoluteError(target_scale).backward(output, scale, targets, 0)
    case = [(len(output), len(output[0])), flat(output), scale, flat(targets), target_scale]
    return line("backward", case, [loss, flat(gradient)])


def binary_cross_entropy_file():
    yield "# Section 7. backward: outputs batch | output | its scale | targets | key as hex"
    yield "#   -> loss, sixteenths of a bit, all outputs | gradOutput, of scale 2^-7"
    sequence = Sequence(stream(KEY, 21))
    for n in range(80):
        outputs, batch = 1 + sequence.below(6), 1 + sequence.below(4)
        scale = (sequence.below(9) - 11, sequence.below(7) - 3, sequence.below(7) - 3)
        output = drawn_activations(sequence, outputs, batch)
        targets = [[sequence.below(2) for _ in range(batch)] for _ in range(outputs)]
        yield binary_cross_entropy_case(output, scale, targets, stream(KEY, 6000 + n))
    for scale in ((-7, 0, 0), (-3, 0, 0), (0, 0, 0), (30, 0, 0), (-40, 0, 0)):
        output = [[127, 127], [-127, -127], [0, 0], [1, 1], [-1, -1]]
        yield binary_cross_entropy_case(output, scale, [[0, 1]] * 5, KEY)


def binary_cross_entropy_case(output, scale, targets, key):
    loss, gradient, _ = BinaryCrossEntropy().backward(output, scale, targets, key)
    case = [(len(output), len(output[0])), flat(output), scale, flat(targets), hex_key(key)]
    return line("backward", case, [loss, flat(gradient)])


RATES = (0, 1, 2, 3000, 2**14 - 1, 2**14, 2**15 - 1, FULL_RATE)


def update_case(rule, weights, scale, gradient, gradient_scale, batch_size, key, rate=FULL_RATE):
    parameter = Parameter(weights, scale)
    rule.update(parameter, gradient, gradient_scale, batch_size, key, rate)
    case = [batch_size, weights, scale, gradient, gradient_scale, hex_key(key)]
    return case, [parameter.values, parameter.scale]


def aligned_sgd_file():
    yield "# Section 8. update: k | rounding | batchSize | weights | their scale | gradient | its scale | key as hex"
    yield "#   -> weights | their scale"
    yield "# rated: as update, with the factor of a schedule, of 2^-15, after the key"
    sequence = Sequence(stream(KEY, 6))
    for n in range(120):
        k, rounding, batch_size = sequence.below(9), ROUNDINGS[n % 3], (1, 2, 3, 4, 5, 16, 17)[sequence.below(7)]
        weights = [sequence.below(255) - 127 for _ in range(8)]
        gradient = [sequence.below(60001) - 30000 for _ in range(8)]
        scale = (sequence.below(5) - 10, sequence.below(7) - 3, sequence.below(7) - 3)
        gradient_scale = (sequence.below(7) - 18, sequence.below(7) - 3, sequence.below(7) - 3)
        inputs, outputs = update_case(AlignedSgd(k, rounding), weights, scale, gradient, gradient_scale, batch_size, stream(KEY, n))
        yield line("update", [k, rounding] + inputs, outputs)
    for down in (-99, -100, -101):
        inputs, outputs = update_case(AlignedSgd(0, NEAREST), [127, -127, 1, 0], (0, 0, down), [-9, 127, -1, 0], (0, 0, down), 1, 0)
        yield line("update", [0, NEAREST] + inputs, outputs)
    for n in range(48):
        rounding, rate = ROUNDINGS[n % 3], RATES[n % len(RATES)]
        weights, gradient = ([sequence.below(span) - span // 2 for _ in range(8)] for span in (255, 60001))
        inputs, outputs = update_case(AlignedSgd(2, rounding), weights, (-9, 1, 0), gradient, (-15, 0, -2), 4, stream(KEY, n), rate)
        yield line("rated", [2, rounding] + inputs + [rate], outputs)


def niti_sgd_file():
    yield "# Section 8. update: mu | batchSize | weights | their scale | gradient | its scale | key as hex"
    yield "#   -> weights | their scale"
    yield "# rated: as update, with the factor of a schedule, of 2^-15, after the key"
    sequence = Sequence(stream(KEY, 7))
    for n in range(80):
        mu, batch_size = 1 + n % 7, 1 + sequence.below(17)
        weights = [sequence.below(255) - 127 for _ in range(8)]
        span = (3, 5, 129, 257, 60001, 2**30 + 1)[n % 6]
        gradient = [sequence.below(span) - span // 2 for _ in range(8)]
        inputs, outputs = update_case(NitiSgd(mu), weights, (-9, 1, 0), gradient, (-14, 0, -2), batch_size, 0)
        yield line("update", [mu] + inputs, outputs)
    for n in range(32):
        mu, rate = n // len(RATES) * 2 + 1, RATES[n % len(RATES)]
        weights, gradient = ([sequence.below(span) - span // 2 for _ in range(8)] for span in (255, 60001))
        inputs, outputs = update_case(NitiSgd(mu), weights, (-9, 1, 0), gradient, (-14, 0, -2), 4, 0, rate)
        yield line("rated", [mu] + inputs + [rate], outputs)


def state(parameter, has_unit):
    fields = [parameter.values, parameter.scale, parameter.fraction, parameter.moment]
    return fields + [parameter.unit] if has_unit else fields


def drawn_memory(sequence, decays, has_unit):
    """A parameter in the middle of its training."""
    p = Parameter([sequence.below(255) - 127 for _ in range(6)], (sequence.below(5) - 10, sequence.below(7) - 3, sequence.below(7) - 3))
    p.fraction = [clip(sequence.below(256) - 128, 127 if abs(w) == 127 else 128) for w in p.values]
    span = 2**15 + 1 if has_unit else 65535
    p.moment = [sequence.below(span) - span // 2 for _ in range(6)]
    p.unit, p.decays = -sequence.below(8) - 16 if has_unit else 0, decays
    return p


def memory_case(name, options, rule, p, batch_size, steps, has_unit):
    """steps: (gradient, its scale, factor, key) of each."""
    case, result = [options, batch_size, str(p.decays).lower()] + state(p, has_unit), []
    for gradient, scale, factor, key in steps:
        rule.update(p, gradient, scale, batch_size, key, factor)
        case += [gradient, scale, factor, hex_key(key)]
        result += state(p, has_unit)
    return line(name, case, result)


def drawn_steps(sequence, count, spans, spread, factors):
    for t in range(count):
        span = spans[t % len(spans)]
        gradient = [clip(sequence.below(2 * span) - span, 2**31 - 1) if span else 0 for _ in range(6)]
        scale = (sequence.below(spread) - 18, sequence.below(7) - 3, sequence.below(7) - 3)
        yield gradient, scale, factors[t % len(factors)], stream(KEY, 100 + t)


EXTREMES = [2**31 - 1, -(2**31 - 1), 1, -1, 0, 2**30]
SPANS = ((1000,), (2**30, 0, 1), (30000, 200, 2**24, 2, 0))


def memory_cases(name, all_options, new_rule, seed, has_unit):
    sequence = Sequence(stream(KEY, seed))
    for n in range(60):
        options, batch_size = all_options[n % len(all_options)], (1, 2, 3, 16, 70, 133144)[sequence.below(6)]
        p = drawn_memory(sequence, n % 3 != 2, has_unit)
        if n % 5 == 4:
            p = Parameter(p.values, p.scale)
        steps = list(drawn_steps(sequence, (1, 6, 12)[n % 3], SPANS[n // 3 % 3], (3, 12)[n % 2], RATES[n % 8 :] + (FULL_RATE,)))
        yield memory_case(name, options, new_rule(*options), p, batch_size, steps, has_unit)
    for shift in (-100, -20, 0, 60):
        for scale in ((-100, 0, 0), (-9, 0, -99), (-9, 0, -100), (3, 2, -101), (60, 0, 0)):
            options, p = all_options[-1], Parameter([127, -127, 127, -127, 0, 1], scale)
            p.fraction = [127, -127, 0, -1, -128, 127]
            steps = [(EXTREMES, (shift, 0, 0), FULL_RATE, stream(KEY, t)) for t in range(4)]
            yield memory_case(name, options, new_rule(*options), p, 1, steps, has_unit)


MOMENTUM_OPTIONS = ((4096, 230, 0, STOCHASTIC), (65536, 128, 4096, NEAREST), (1, 255, 65536, STOCHASTIC), (300, 0, 7, NEAREST))
MOMENTUM_OPTIONS += ((2000, 200, 100, PSEUDO_STOCHASTIC), (9000, 10, 100, NEAREST_EVEN), (2**20, 255, 65536, STOCHASTIC))
LION_OPTIONS = ((64, 230, 253, 0), (4096, 128, 128, 4096), (1, 0, 255, 65536), (256, 255, 0, 7), (2**20, 230, 253, 65536))


def momentum_sgd_file():
    yield "# Section 8. update: rate momentum decay rounding | batchSize | whether it decays | weights | their scale | fraction | velocities"
    yield "#   | for each step: gradient | its scale | factor, of 2^-15 | key as hex -> after each step: weights | their scale | fraction | velocities"
    yield from memory_cases("update", MOMENTUM_OPTIONS, MomentumSgd, 31, False)


def lion_file():
    yield "# Section 8. update: rate momentum memory decay | batchSize | whether it decays | weights | their scale | fraction | moments | unit"
    yield "#   | for each step: gradient | its scale | factor, of 2^-15 | key as hex -> after each step: weights | their scale | fraction | moments | unit"
    yield from memory_cases("update", LION_OPTIONS, Lion, 32, True)


def schedule_file():
    yield "# Section 8. factor: decay totalSteps warmUpSteps | step -> factor, of 2^-15"
    for decay in ("NONE", "LINEAR", "QUADRATIC", "HALVING"):
        for total, warm_up in ((1, 0), (1, 1), (7, 0), (7, 3), (7, 7), (40, 5), (1000, 0), (2**40, 2**40)):
            steps = {0, 1, 2, 3, 4, 5, 6, 7, 8, warm_up, total // 4, total // 2, total - 1, total, total + 1, 2**62, 2**63 - 1}
            for step in sorted(steps):
                yield line("factor", [(decay, total, warm_up), step], [Schedule(decay, total, warm_up).factor(step)])


def requantize_file():
    yield "# Section 6. requantize: policy | features batch | for each step of one place: acc | its scale"
    yield "#   -> for each step: output | its scale"
    sequence = Sequence(stream(KEY, 12))
    for n in range(30):
        policy, features, batch = tuple(POLICIES)[n % 3], 1 + sequence.below(4), 1 + sequence.below(3)
        place, span, case, result = POLICIES[policy](), 1 << sequence.below(31), [policy, (features, batch)], []
        for step in range(40 if policy == "TRACKED" and n < 12 else 6):
            if step % 25 == 3:
                span = 1 << sequence.below(31)
            acc = [[sequence.below(2 * span) - span for _ in range(batch)] for _ in range(features)]
            acc = [[clip(x, 2**31 - 1) for x in row] for row in acc]
            scale = (sequence.below(3) - 20 if n % 2 else -20, sequence.below(3) - 1, sequence.below(3) - 1)
            output, output_scale = place.requantized(acc, scale)
            place.end_step()
            case, result = case + [flat(acc), scale], result + [flat(output), output_scale]
        yield line("requantize", case, result)
    yield "# frozen: exponent | features batch | acc | its scale -> output | its scale"
    tops = [0, 1, 64, 127, 128, 129, 255, 256, 257, 511, 512, 513, 2**16, 2**30, 2**30 + 1, 2**31 - 1]
    for top in tops:
        acc, scale = [[top, -(top // 2)], [top // 3, -top]], (sequence.below(9) - 12, 1, -2)
        output, output_scale = Niti().requantized(acc, scale)
        yield line("requantize", ["NITI", (2, 2), flat(acc), scale], [flat(output), output_scale])
        for n in (-3, 0, 1, 2, 5, 7, 24, 31, 32, 100):
            output, output_scale = Frozen(scale[0] + n).requantized(acc, scale)
            yield line("frozen", [scale[0] + n, (2, 2), flat(acc), scale], [flat(output), output_scale])
    for n in range(40):
        span = 1 << sequence.below(31)
        acc, scale = [[sequence.below(2 * span) - span for _ in range(3)] for _ in range(3)], (sequence.below(9) - 12, 0, -1)
        exponent = scale[0] + sequence.below(26)
        for name, head, place in (("requantize", "NITI", Niti()), ("frozen", exponent, Frozen(exponent))):
            output, output_scale = place.requantized(acc, scale)
            yield line(name, [head, (3, 3), flat(acc), scale], [flat(output), output_scale])


def fedavg_case(base_scales, clients, rounding, key):
    result = federated_average(base_scales, clients, rounding, key)
    case = [rounding, hex_key(key), *base_scales, [count for count, _ in clients]]
    case += [f for _, parameters in clients for p in parameters for f in (p.values, p.scale)]
    return line("mean", case, [f for p in result for f in (p.values, p.scale)])


def fedavg_file():
    yield "# Section 10. mean: rounding | key as hex | base's scale of parameter 0 | of parameter 1 | n example counts"
    yield "#   | n times: values of parameter 0 | scale | values of parameter 1 | scale"
    yield "#   -> values of parameter 0 | scale | values of parameter 1 | scale"
    sequence = Sequence(stream(KEY, 8))
    base_scales = [(-9, 0, 0), (-9, 0, 0)]
    for n in range(60):
        rounding, span = (NEAREST, STOCHASTIC)[n % 2], (255, 255, 31, 3)[n // 2 % 4]
        clients = []
        for _ in range(1 + sequence.below(4)):
            parameters = []
            for width in (4, 2):
                scale = (sequence.below(4) - 9, sequence.below(5) - 2, -sequence.below(4))
                parameters.append(Parameter([sequence.below(span) - span // 2 for _ in range(width)], scale))
            clients.append((1 + sequence.below(1000), parameters))
        yield fedavg_case(base_scales, clients, rounding, stream(KEY, n))
    zeros, coarse_zeros = Parameter([0] * 4, (-9, 0, 0)), Parameter([0] * 4, (-5, 2, 0))
    yield fedavg_case([(-9, 0, 0), (-9, -80, 0)], [(1, [zeros, Parameter([1, 0], (-9, -99, 0))])], NEAREST, 0)
    yield fedavg_case([(-9, 0, 0), (-7, 1, -2)], [(1, [coarse_zeros, Parameter([0, 0], (-6, 0, 0))])], NEAREST, 0)
    fine, coarse = Parameter([100, -7, 1, 0], (-9, 0, -1)), Parameter([-100, 7, 1, 0], (-8, 0, -1))
    ones = [Parameter([x, 0], (-7, up, 0)) for x, up in ((1, 0), (-1, 0), (0, 3))]
    clients = [(3, [fine, ones[0]]), (3, [coarse_zeros, ones[1]]), (1, [coarse, ones[2]])]
    for rounding in (NEAREST, STOCHASTIC):
        yield fedavg_case(base_scales, clients, rounding, KEY)
        yield fedavg_case(base_scales, clients[:2], rounding, KEY)
    wide = [Parameter([127, -127, 3, 1], (-9, 0, 0)), Parameter([1, -2, 3, -127], (7, 0, 0)), Parameter([90, 0, -1, 1], (-41, 32, 32))]
    wide = [(2**24 // (n + 1), [p, Parameter([n, -n], (-9 - n, -n, n))]) for n, p in enumerate(wide)]
    for rounding in (NEAREST, STOCHASTIC):
        yield fedavg_case(base_scales, wide, rounding, KEY)
        yield fedavg_case(base_scales, [wide[0], wide[2]], rounding, KEY)


def replay_file():
    yield "# Section 11. replay: capacity | key as hex | offered before | position before | what is done, o: offer, d: draw"
    yield "#   -> for each offer 1 if it was kept, else 0, for each draw its label | labels slot by slot | offered | position"
    yield "# The labels offered are 1, 2, 3 and so on. Before, slot s holds the label -1 - s if something was offered, else 0."
    sequence = Sequence(stream(KEY, 9))
    starts = [(0, 0)] * 4 + [(1000, 77), (3 * 2**29, 5), (2**31 - 4, U32 - 3), (2**31 - 1, 2**31 - 2)]
    for n in range(48):
        capacity = (1, 2, 3, 8)[n % 4]
        offered, position = starts[n // 4 % len(starts)]
        buffer = ReplayBuffer(capacity, stream(KEY, n))
        buffer.offered, buffer.sequence.counter = offered, position
        if offered:
            buffer.kept = [-1 - slot for slot in range(capacity)]
        done, results, label = [], [], 0
        for _ in range(40):
            if (offered == 0 and label == 0) or sequence.below(3) > 0:
                label += 1
                done.append("o")
                results.append(int(buffer.offer(label)))
            else:
                done.append("d")
                results.append(buffer.draw())
        case = [capacity, hex_key(stream(KEY, n)), offered, position, done]
        yield line("replay", case, [results, buffer.kept, buffer.offered, buffer.sequence.counter & U32])


def training_file():
    yield "# Section 9. run: widths | bias | loss, with target scale and maxDifference | rule and its options | batchSize | model key | trainer seed | input scale | data key"
    yield "#   -> sum of all losses | sha256 after step 1 | after step 10 | after step 40 | for each parameter: values | scale"
    yield "# Step t draws from the sequence of stream(data key, t): for each example its inputs (below 255, minus 127), then its label (below the outputs) or"
    yield "# its targets (below 255, minus 127). Steps 3, 13, 23 and 33 have one example fewer than batchSize, at least one."
    yield "# The sha256 is over, for each parameter, the bytes of shift, up, down and the values."
    losses = [("cross-entropy", CrossEntropy), ("squared-error -6 1 0 512", lambda: SquaredError((-6, 1, 0), 512))]
    losses.append(("squared-error -7 0 -1 32", lambda: SquaredError((-7, 0, -1), 32)))
    rules = [(f"aligned {k} {r}", AlignedSgd(k, r)) for k, r in zip((5, 4, 3), ROUNDINGS)]
    rules += [("aligned 0 STOCHASTIC", AlignedSgd(0, STOCHASTIC)), ("niti 2", NitiSgd(2)), ("niti 4", NitiSgd(4))]
    n = 0
    for widths, with_bias in (((4, 5, 3), True), ((3, 4, 4, 2), False), ((3, 4, 4, 2), True)):
        for loss_name, new_loss in losses:
            for rule_name, rule in rules:
                for batch_size in (1, 4):
                    n += 1
                    seed, data_key = stream(KEY, 1000 + n), stream(KEY, 2000 + n)
                    scale = ((-6, 0, 0), (-7, 1, 0), (-5, 0, 1))[n % 3]
                    model = Model(widths, with_bias, stream(KEY, n))
                    trainer = Trainer(model, new_loss(), rule, batch_size, seed)
                    total, hashes = 0, []
                    for t in range(40):
                        examples = max(batch_size - 1, 1) if t % 10 == 3 else batch_size
                        total += trainer.step(*drawn_batch(stream(data_key, t), widths, examples, loss_name, scale))
                        if t + 1 in (1, 10, 40):
                            hashes.append(model.sha256())
                    case = [widths, str(with_bias).lower(), loss_name, rule_name, batch_size, hex_key(stream(KEY, n))]
                    result = [total] + hashes + [f for p in model.parameters() for f in (p.values, p.scale)]
                    yield line("run", case + [hex_key(seed), scale, hex_key(data_key)], result)


def drawn_batch(key, widths, examples, loss_name, scale):
    sequence, x, answers = Sequence(key), [], []
    for _ in range(examples):
        x.append([sequence.below(255) - 127 for _ in range(widths[0])])
        if loss_name.endswith("cross-entropy"):
            answers.append(sequence.below(widths[-1]))
        else:
            answers.append([sequence.below(255) - 127 for _ in range(widths[-1])])
    by_feature = [list(row) for row in zip(*x)]
    return by_feature, scale, answers if loss_name.endswith("cross-entropy") else [list(row) for row in zip(*answers)]


IMAGE_RUNS = (
    # height, width, channels, layers, loss, rule, batchSize
    (6, 5, 2, "conv2d 2 4 3 3 1 1 2 true; relu; conv2d 4 3 6 5 1 0 1 true", "cross-entropy", "aligned 3 STOCHASTIC", 4),
    (7, 6, 1, "conv2d 1 3 3 2 2 1 1 false; relu; conv2d 3 2 4 4 1 0 1 false", "squared-error -6 1 0 512", "niti 3", 1),
    (6, 4, 2, "conv2d 2 3 3 3 1 0 1 true; relu; flatten; dense 24 3 true", "cross-entropy", "aligned 3 STOCHASTIC", 4),
    (8, 7, 1, "conv2d 1 4 3 3 1 1 1 true; relu; maxpool2d 2 2; conv2d 4 4 2 2 1 0 2 true; maxpool2d 2 1; relu; flatten; dense 8 3 true", "cross-entropy", "aligned 3 STOCHASTIC", 4),
    (7, 7, 2, "conv2d 2 3 3 3 1 0 1 false; maxpool2d 3 2; flatten; dense 12 5 false; relu; dense 5 2 false", "squared-error -6 1 0 512", "niti 3", 1),
)


def image_training_file():
    yield "# Section 9. run: height width channels | layers | loss, with target scale and maxDifference | rule and its options | batchSize | model key"
    yield "#   | trainer seed | input scale | data key"
    yield "#   -> sum of all losses | sha256 after step 1 | after step 10 | after step 40 | for each parameter: values | scale"
    yield "# A layer is: conv2d inChannels outChannels kernelHeight kernelWidth stride padding groups hasBias; dense inputs outputs hasBias; maxpool2d size stride; flatten; relu"
    yield "# Data and hashes are those of training.txt; the inputs are drawn as [height, width, channels]."
    rules = {"aligned 3 STOCHASTIC": AlignedSgd(3, STOCHASTIC), "niti 3": NitiSgd(3)}
    for n, run in enumerate(IMAGE_RUNS):
        yield image_run(n, run, rules, Dynamic, CONSTANT, [])


def image_run(n, run, rules, rescaling, schedule, more, frozen=False, steps=40):
    height, width, channels, layers, loss_name, rule_name, batch_size = run
    losses = {"cross-entropy": CrossEntropy, "squared-error -6 1 0 512": lambda: SquaredError((-6, 1, 0), 512)}
    losses["squared-error -7 0 -1 32"] = lambda: SquaredError((-7, 0, -1), 32)
    losses["niti-cross-entropy"] = NitiCrossEntropy
    seed, data_key, scale = stream(KEY, 4000 + n), stream(KEY, 5000 + n), (-6, 0, 0)
    model = ImageModel(height, width, channels, layers, stream(KEY, 3000 + n))
    trainer = Trainer(model, losses[loss_name](), rules[rule_name], batch_size, seed, rescaling, schedule)
    total, hashes, widths = 0, [], (height * width * channels, model.outputs)
    for t in range(steps):
        examples = max(batch_size - 1, 1) if t % 10 == 3 else batch_size
        x, _, answers = drawn_batch(stream(data_key, t), widths, examples, loss_name, scale)
        x = by_channel(x, channels)
        total += trainer.step(x, scale, answers)
        if t + 1 in (1, 10, steps):
            hashes.append(model.sha256())
    case = [(height, width, channels), layers, loss_name, rule_name, batch_size, hex_key(stream(KEY, 3000 + n))]
    result = [total] + hashes + [f for p in model.parameters() for f in (p.values, p.scale)]
    lines = [line("run", case + [hex_key(seed), scale, hex_key(data_key)] + more, result)]
    return lines[0] if not frozen else "\n".join(lines + [frozen_line(run, trainer, data_key, scale)])


def by_channel(x, channels):
    return [x[pixel * channels + c] for c in range(channels) for pixel in range(len(x) // channels)]


def frozen_line(run, trainer, data_key, scale):
    height, width, channels, _, loss_name, _, _ = run
    layers, widths = trainer.model.layers, (height * width * channels, trainer.model.outputs)
    x, _, _ = drawn_batch(stream(data_key, 40), widths, 5, loss_name, scale)
    examples = [[[v] for v in by_channel(column, channels)] for column in zip(*x)]
    exponents, fields = tracked_exponents(layers), []
    for shifts in (exponents, calibrated_exponents(layers, examples, scale)):
        fields.append(shifts)
        for example in examples:
            output, output_scale = frozen_outputs(layers, shifts, example, scale)
            fields += [flat(output), output_scale]
    return line("frozen", [hex_key(data_key)], fields)


RESCALED_RUNS = (
    # height, width, channels, layers, loss, rule, batchSize, rescaling, schedule
    (2, 2, 1, "flatten; dense 4 5 true; relu; dense 5 3 true", "cross-entropy", "aligned 3 STOCHASTIC", 1, "COMPOUND", ("NONE", 1, 0)),
    (2, 2, 1, "flatten; dense 4 5 true; relu; dense 5 3 true", "cross-entropy", "aligned 3 STOCHASTIC", 8, "COMPOUND", ("LINEAR", 30, 5)),
    (2, 2, 1, "flatten; dense 4 5 false; relu; dense 5 3 false", "squared-error -6 1 0 512", "niti 3", 8, "COMPOUND", ("HALVING", 40, 0)),
    (2, 2, 1, "flatten; dense 4 5 true; relu; dense 5 3 true", "cross-entropy", "aligned 3 STOCHASTIC", 1, "TRACKED", ("NONE", 1, 0)),
    (2, 2, 1, "flatten; dense 4 5 true; relu; dense 5 3 true", "cross-entropy", "aligned 2 STOCHASTIC", 8, "TRACKED", ("QUADRATIC", 50, 3)),
    (2, 2, 1, "flatten; dense 4 5 true; relu; dense 5 3 true", "squared-error -6 1 0 512", "aligned 3 STOCHASTIC", 8, "TRACKED", ("LINEAR", 20, 0)),
    (2, 2, 1, "flatten; dense 4 5 false; relu; dense 5 3 false", "squared-error -7 0 -1 32", "niti 3", 8, "TRACKED", ("HALVING", 40, 8)),
    (8, 7, 1, "conv2d 1 4 3 3 1 1 1 true; relu; maxpool2d 2 2; conv2d 4 4 2 2 1 0 2 true; maxpool2d 2 1; relu; flatten; dense 8 3 true", "cross-entropy", "aligned 3 STOCHASTIC", 4, "COMPOUND", ("LINEAR", 40, 0)),
    (8, 7, 1, "conv2d 1 4 3 3 1 1 1 true; relu; maxpool2d 2 2; conv2d 4 4 2 2 1 0 2 true; maxpool2d 2 1; relu; flatten; dense 8 3 true", "cross-entropy", "aligned 3 STOCHASTIC", 4, "TRACKED", ("NONE", 10, 10)),
)


def rescaled_training_file():
    yield "# Section 9. run: as in image-training.txt | rescaling | decay totalSteps warmUpSteps of the schedule -> as in image-training.txt"
    yield "# However a step with tracked rescaling is split into passes, the bits are these."
    rules = {"aligned 3 STOCHASTIC": AlignedSgd(3, STOCHASTIC), "aligned 2 STOCHASTIC": AlignedSgd(2, STOCHASTIC), "niti 3": NitiSgd(3)}
    for n, (*run, rescaling, schedule) in enumerate(RESCALED_RUNS):
        yield image_run(6000 + 1000 * n, run, rules, POLICIES[rescaling], Schedule(*schedule), [rescaling, schedule])


GRAPHS = (
    "dense 4 5 true of 0; relu of 1; dense 5 5 true of 2; add of 1 3; dense 5 2 true of 4",
    "dense 4 6 false of 0; norm 6 1 of 1; relu of 2; dense 6 6 true of 3; add of 1 4; norm 6 1 of 5; dense 6 2 false of 6",
    "dense 4 3 true of 0; add of 1 1; relu of 1; norm 3 1 of 1; concat of 2 3 4 1 0; dense 16 3 true of 5; add of 6 1 6; dense 3 2 true of 7",
    "norm 4 1 of 0; dense 4 4 true of 1; dense 4 4 true of 2; relu of 3; dense 4 4 true of 4; add of 3 5; add of 2 6; concat of 7 1; dense 8 2 true of 8",
)


MLP = (2, 2, 1, "flatten; dense 4 5 true; relu; dense 5 3 true")
CONV = (8, 7, 1, "conv2d 1 4 3 3 1 1 1 true; relu; maxpool2d 2 2; conv2d 4 4 2 2 1 0 2 true; maxpool2d 2 1; relu; flatten; dense 8 3 true")
NITI_MLP = (2, 2, 1, "flatten; dense 4 5 false; relu; dense 5 3 false")
NITI_CONV = (6, 4, 2, "conv2d 2 3 3 3 1 0 1 false; relu; flatten; dense 24 3 false")
MEMORY_RUNS = (
    (*MLP, "cross-entropy", "momentum 4096 230 100 STOCHASTIC", 8, "TRACKED", ("LINEAR", 40, 3)),
    (*MLP, "squared-error -6 1 0 512", "momentum 16384 128 4096 NEAREST", 1, "DYNAMIC", ("NONE", 1, 0)),
    (*CONV, "cross-entropy", "momentum 4096 230 100 STOCHASTIC", 4, "TRACKED", ("LINEAR", 40, 0)),
    (*CONV, "cross-entropy", "lion 128 230 253 1000", 4, "TRACKED", ("LINEAR", 50, 2)),
    (*MLP, "cross-entropy", "lion 512 230 253 0", 8, "COMPOUND", ("QUADRATIC", 40, 0)),
    (*NITI_MLP, "niti-cross-entropy", "niti 3", 8, "NITI", ("HALVING", 40, 0)),
    (*NITI_CONV, "niti-cross-entropy", "niti 3", 4, "NITI", ("NONE", 1, 0)),
)


def memory_training_file():
    yield "# Section 9. run: as in rescaled-training.txt. A rule is also: momentum rate momentum decay rounding; lion rate momentum memory decay"
    yield "# frozen: data key of the run before it, with TRACKED rescaling -> exponents of its frozen model | for each input: output | its scale"
    yield "#   | exponents calibrated by these inputs | for each input: output | its scale. The 5 inputs are those of step 40, drawn as the others."
    rules = {"niti 3": NitiSgd(3)}
    for *_, rule, _, _, _ in MEMORY_RUNS:
        words = [int(word) if word.isdigit() else word for word in rule.split()]
        if words[0] != "niti":
            rules[rule] = (MomentumSgd if words[0] == "momentum" else Lion)(*words[1:])
    for n, (*run, rescaling, schedule) in enumerate(MEMORY_RUNS):
        more = [rescaling, schedule]
        yield image_run(20000 + 1000 * n, run, rules, ALL_POLICIES[rescaling], Schedule(*schedule), more, rescaling == "TRACKED")


LONG_RUNS = (
    (*MLP, "cross-entropy", "aligned 4 STOCHASTIC", 8, "TRACKED", ("LINEAR", 200, 3)),
    (*MLP, "squared-error -6 1 0 512", "aligned 1 NEAREST", 8, "DYNAMIC", ("NONE", 1, 0)),
    (*MLP, "cross-entropy", "momentum 4096 230 60000 STOCHASTIC", 8, "TRACKED", ("LINEAR", 200, 3)),
    (*CONV, "cross-entropy", "lion 512 230 253 60000", 4, "TRACKED", ("LINEAR", 200, 0)),
    (*NITI_MLP, "niti-cross-entropy", "niti 3", 8, "NITI", ("HALVING", 200, 0)),
)


def long_training_file():
    yield "# Section 9. run: as in memory-training.txt, but 200 steps, the last hash after step 200"
    rules = {"niti 3": NitiSgd(3)}
    for *_, rule, _, _, _ in LONG_RUNS:
        words = [int(word) if word.isdigit() else word for word in rule.split()]
        if words[0] != "niti":
            rules[rule] = {"aligned": AlignedSgd, "momentum": MomentumSgd, "lion": Lion}[words[0]](*words[1:])
    for n, (*run, rescaling, schedule) in enumerate(LONG_RUNS):
        yield image_run(40000 + 1000 * n, run, rules, ALL_POLICIES[rescaling], Schedule(*schedule), [rescaling, schedule], steps=200)


def factor_file():
    yield "# Section 4. truncated, nearest: numerator denominator maxTerms maxExponent -> exponents e of the terms 2^-e"
    ratios = [(6, 5), (4, 5), (5, 4), (13, 16), (1, 1), (1, 3), (2, 3), (7, 1), (255, 256), (1, 128), (127, 128), (1000003, 7), (3, 1000003)]
    sequence = Sequence(stream(KEY, 41))
    ratios += [(1 + sequence.below(2**20), 1 + sequence.below(2**20)) for _ in range(40)]
    for numerator, denominator in ratios:
        for max_terms, max_exponent in ((30, 7), (3, 7), (2, 7), (1, 7), (4, 12), (5, 20)):
            exponents = truncated_factor(numerator, denominator, max_terms, max_exponent)
            if exponents and max_exponent - exponents[0] < 30:
                case = [(numerator, denominator, max_terms, max_exponent)]
                yield line("truncated", case, [exponents])
                yield line("nearest", case, [nearest_factor(*case[0])])


def scale_up_file():
    yield "# Section 8. aligned, momentum, lion: weights | their scale | fraction | moment -> weights | their scale | fraction | moment"
    rules = {"aligned": AlignedSgd(0, NEAREST), "momentum": MomentumSgd(1, 0, 0, NEAREST), "lion": Lion(1, 0, 0, 0)}
    sequence = Sequence(stream(KEY, 42))
    tops = (0, 1, 2, 3, 31, 32, 63, 64, 65, 79, 80, 127)
    for name, rule in rules.items():
        has_memory = name != "aligned"
        for n in range(72):
            top, span = tops[n % 12], (1, 200, 16384, 32767, 26213, 26214)[n // 12]
            p = Parameter([top, -top] + [sequence.below(2 * top + 1) - top for _ in range(4)], (sequence.below(5) - 10, 1, -3))
            if n // 12 == 4:
                p.scale = ((-100, -99, 0), (-99, -100, 0))[n % 2]
            if has_memory:
                p.fraction = [sequence.below(256) - 128 if abs(w) < 127 else 0 for w in p.values]
                p.moment = [span if name == "momentum" else min(span, 16384)] + [sequence.below(span) - span // 2 for _ in range(5)]
                p.moment = [clip(m, 2**14) for m in p.moment] if name == "lion" else p.moment
            kept = lambda: [p.values, p.scale, p.fraction, p.moment] if has_memory else [p.values, p.scale]
            before = kept()
            rule.scale_up(p)
            yield line(name, before, kept())


def graph_training_file():
    yield "# Section 9. run: layers | batchSize | model key | data key -> sum of all losses | for each parameter: values | scale"
    yield "# A layer is: dense inputs outputs hasBias; norm features pixels; add; concat; relu. After 'of', the values it takes: 0 is the input, k the output of layer k - 1."
    yield "# Squared error of scale -6 0 0, AlignedSgd(1, NEAREST), inputs of scale -6 0 0, 20 steps of batchSize examples drawn as in training.txt."
    for n in range(12):
        layers, batch_size, data_key = GRAPHS[n % 4], 1 + n % 5, stream(KEY, 7000 + n)
        trainer, total = GraphTrainer(layers, stream(KEY, 6000 + n)), 0
        for t in range(20):
            x, scale, targets = drawn_batch(stream(data_key, t), (4, 2), batch_size, "squared-error", (-6, 0, 0))
            total += trainer.step(SquaredError((-6, 0, 0), 512), AlignedSgd(1, NEAREST), x, scale, targets, batch_size)
        result = [total] + [f for p in trainer.parameters() for f in (p.values, p.scale)]
        yield line("run", [layers, batch_size, hex_key(stream(KEY, 6000 + n)), hex_key(data_key)], result)


FILES = {
    "rounding.txt": rounding_file,
    "random.txt": random_file,
    "rescale.txt": rescale_file,
    "initialization.txt": initialization_file,
    "dense.txt": dense_file,
    "conv2d.txt": conv2d_file,
    "maxpool2d.txt": maxpool2d_file,
    "add.txt": add_file,
    "concat.txt": concat_file,
    "layer-norm.txt": layer_norm_file,
    "leaky-relu.txt": leaky_relu_file,
    "tanh.txt": tanh_file,
    "average-pool.txt": average_pool_file,
    "dropout.txt": dropout_file,
    "conv1d.txt": conv1d_file,
    "cross-entropy.txt": cross_entropy_file,
    "squared-error.txt": squared_error_file,
    "absolute-error.txt": absolute_error_file,
    "binary-cross-entropy.txt": binary_cross_entropy_file,
    "niti-cross-entropy.txt": niti_cross_entropy_file,
    "aligned-sgd.txt": aligned_sgd_file,
    "niti-sgd.txt": niti_sgd_file,
    "momentum-sgd.txt": momentum_sgd_file,
    "lion.txt": lion_file,
    "fedavg.txt": fedavg_file,
    "replay.txt": replay_file,
    "training.txt": training_file,
    "image-training.txt": image_training_file,
    "graph-training.txt": graph_training_file,
    "schedule.txt": schedule_file,
    "requantize.txt": requantize_file,
    "rescaled-training.txt": rescaled_training_file,
    "memory-training.txt": memory_training_file,
    "long-training.txt": long_training_file,
    "pool1d.txt": pool1d_file,
    "factor.txt": factor_file,
    "scale-up.txt": scale_up_file,
}


def self_check():
    """The vectors that NITI's own code gives for PstoShift."""
    for s, expected in ((1, "0112"), (2, "00101121"), (3, "0010101111212122")):
        assert "".join(str(rounded(PSEUDO_STOCHASTIC, x, s)) for x in range(len(expected))) == expected
    assert [rounded(PSEUDO_STOCHASTIC, -x, 3) for x in range(9, 16)] == [-1, -2, -1, -2, -1, -2, -2]
    sixteen = "0 0 0 0 1 0 0 0 1 1 0 0 1 1 1 0 1 1 1 1 2 1 1 1 2 2 1 1 2 2 2 1"
    assert " ".join(str(rounded(PSEUDO_STOCHASTIC, x, 4)) for x in range(32)) == sixteen
    clipped = [clip(rounded(PSEUDO_STOCHASTIC, x, s), 127) for x, s in ((5000, 5), (-77777, 9), (123456, 11))]
    assert clipped == [127, -127, 61]
    factors = [truncated_factor(6, 5, 9, 7), truncated_factor(6, 5, 3, 7), truncated_factor(4, 5, 9, 7), nearest_factor(4, 5, 3, 7)]
    assert factors == [[0, 3, 4, 7], [0, 3, 4], [1, 2, 5, 6], [1, 2, 4]]


def main():
    self_check()
    check, differing = "--check" in sys.argv[1:], []
    for name, lines in FILES.items():
        text = f"# Written by reference.py, version {VERSION}. Do not edit.\n" + "".join(f"{x}\n" for x in lines())
        file = HERE / name
        if not check:
            file.write_text(text, encoding="ascii")
        elif not file.exists() or file.read_text(encoding="ascii") != text:
            differing.append(name)
    if differing:
        sys.exit(f"golden files must be what reference.py writes: {' '.join(differing)}")


if __name__ == "__main__":
    main()
