#!/usr/bin/env python3
"""A second implementation of docs/NUMERICS.md, made from that page alone, and the golden vectors of tintin-core.

    python3 reference.py            writes the vectors beside this file
    python3 reference.py --check    makes them again and says which differ

Python 3.9 or later, standard library only. Integers and exact fractions; no floats. The section numbers are those of NUMERICS.md.

Every file has comment lines (#) that give the layout and one case a line:  name: input | input -> output | output
A field is a list of integers parted by blanks, or words, or bytes as hex.
"""
import hashlib
import pathlib
import sys
from fractions import Fraction

VERSION = 1
HERE = pathlib.Path(__file__).resolve().parent
NEAREST, PSEUDO_STOCHASTIC, STOCHASTIC = "NEAREST", "PSEUDO_STOCHASTIC", "STOCHASTIC"
ROUNDINGS = (NEAREST, PSEUDO_STOCHASTIC, STOCHASTIC)
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


# --- 5. Initial weights -----------------------------------------------------------------------------------------------


class Parameter:
    def __init__(self, values, scale):
        self.values, self.scale = list(values), scale


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


def requantized(acc, scale):
    n = max(length(largest(x for row in acc for x in row)) - 7, 0)
    return [[clip(rounded(NEAREST, x, n), 127) for x in row] for row in acc], shifted(scale, n)


def add_bias(acc, acc_scale, bias, pixels):
    """bias[o] at the scale of acc to each of its pixels rows of output o."""
    to_acc = ratio(over(bias.scale, acc_scale))
    for at, row in enumerate(acc):
        row[:] = [a + apply(to_acc, bias.values[at // pixels], 2**30 - 1, NEAREST) for a in row]


class Dense:
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
        return requantized(acc, acc_scale)

    def backward(self, g, scale):
        batch = range(len(g[0]))
        acc = [[sum(self.weight(o, i) * g[o][b] for o in range(self.outputs)) for b in batch] for i in range(self.inputs)]
        return requantized(acc, times(self.weights.scale, scale))

    def gradients(self, g, scale):
        batch = range(len(g[0]))
        of_weights = [sum(g[o][b] * self.x[i][b] for b in batch) for o in range(self.outputs) for i in range(self.inputs)]
        result = [(of_weights, times(scale, self.x_scale))]
        if self.bias is not None:
            result.append(([sum(row) for row in g], scale))
        return result


class Relu:
    def parameters(self):
        return []

    def forward(self, x, scale):
        self.x = x
        return [[max(v, 0) for v in row] for row in x], scale

    def backward(self, g, scale):
        return [[gv if xv > 0 else 0 for gv, xv in zip(gr, xr)] for gr, xr in zip(g, self.x)], scale

    def gradients(self, g, scale):
        return []


class Conv2d:
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
        return requantized(acc, acc_scale)

    def backward(self, g, scale):
        acc = [[0] * len(g[0]) for _ in range(self.in_features)]
        for to, weight, of in self.taps():
            for b, v in enumerate(g[to]):
                acc[of][b] += self.weights.values[weight] * v
        return requantized(acc, times(self.weights.scale, scale))

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


class MaxPool2d:
    def __init__(self, height, width, channels, size, stride):
        self.height, self.width, self.channels, self.size, self.stride = height, width, channels, size, stride
        self.out_height, self.out_width = (height - size) // stride + 1, (width - size) // stride + 1
        self.in_features, self.out_features = channels * height * width, channels * self.out_height * self.out_width

    def parameters(self):
        return []

    def window(self, to):
        """The input features of the window of an output feature, row by row."""
        c, pixel = divmod(to, self.out_height * self.out_width)
        y, x = divmod(pixel, self.out_width)
        rows = range(y * self.stride, y * self.stride + self.size)
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
        return requantized(acc, scale)

    def gradients(self, g, scale):
        return []


class Flatten:
    """Features stay as they are: channel by channel."""

    def parameters(self):
        return []

    def forward(self, x, scale):
        return x, scale

    def backward(self, g, scale):
        return g, scale

    def gradients(self, g, scale):
        return []


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
                gradient[o][b] = clip(rounded(STOCHASTIC, p[o], 4, bits(key, o * batch + b)), 127)
            loss += u[labels[b]] + log2_sixteenths(sum(v)) - 320
        return loss, gradient, (-7, 0, 0)


class SquaredError:
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
        n = max(length(largest(x for row in c for x in row)) - 7, 0)
        gradient = [[clip(rounded(NEAREST, x, n), 127) for x in row] for row in c]
        return sum(x * x // 2**16 for row in d for x in row), gradient, shifted(self.target_scale, n - 8)


# --- 8. Update rules --------------------------------------------------------------------------------------------------


class AlignedSgd:
    def __init__(self, k, rounding):
        self.k, self.rounding = k, rounding

    def update(self, parameter, gradient, scale, batch_size, key):
        j = length(batch_size - 1)
        step = ratio(shifted(over(scale, parameter.scale), -(self.k + j)))
        w = [
            x - apply(step, g, 127, self.rounding, bits(key, i))
            for i, (x, g) in enumerate(zip(parameter.values, gradient))
        ]
        shift, up, down = parameter.scale
        while largest(w) > 127:
            if down <= -100:
                w, shift = [rounded(NEAREST, 8 * x, 4) for x in w], shift + 1
            else:
                w, down = [rounded(NEAREST, 13 * x, 4) for x in w], down - 1
        parameter.values, parameter.scale = w, (shift, up, down)


class NitiSgd:
    def __init__(self, mu):
        self.mu = mu

    def update(self, parameter, gradient, scale, batch_size, key):
        g = largest(gradient)
        if g <= 1:
            return
        n = max(length(g - 1) - self.mu, 0)
        parameter.values = [
            clip(w - rounded(PSEUDO_STOCHASTIC, x, n), 127) for w, x in zip(parameter.values, gradient)
        ]


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
    def __init__(self, model, loss, rule, batch_size, seed):
        self.model, self.loss, self.rule, self.batch_size, self.seed = model, loss, rule, batch_size, seed
        self.steps = 0

    def step(self, x, scale, answers):
        key = stream(stream(self.seed, self.steps >> 32), self.steps & U32)
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
                self.rule.update(parameter, gradient, gradient_scale, self.batch_size, stream(key, number + p + 1))
        self.steps += 1
        return loss


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


def flat(nested):
    return [x for row in nested for x in row]


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


def update_case(rule, weights, scale, gradient, gradient_scale, batch_size, key):
    parameter = Parameter(weights, scale)
    rule.update(parameter, gradient, gradient_scale, batch_size, key)
    case = [batch_size, weights, scale, gradient, gradient_scale, hex_key(key)]
    return case, [parameter.values, parameter.scale]


def aligned_sgd_file():
    yield "# Section 8. update: k | rounding | batchSize | weights | their scale | gradient | its scale | key as hex"
    yield "#   -> weights | their scale"
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


def niti_sgd_file():
    yield "# Section 8. update: mu | batchSize | weights | their scale | gradient | its scale | key as hex"
    yield "#   -> weights | their scale"
    sequence = Sequence(stream(KEY, 7))
    for n in range(80):
        mu, batch_size = 1 + n % 7, 1 + sequence.below(17)
        weights = [sequence.below(255) - 127 for _ in range(8)]
        span = (3, 5, 129, 257, 60001, 2**30 + 1)[n % 6]
        gradient = [sequence.below(span) - span // 2 for _ in range(8)]
        inputs, outputs = update_case(NitiSgd(mu), weights, (-9, 1, 0), gradient, (-14, 0, -2), batch_size, 0)
        yield line("update", [mu] + inputs, outputs)


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
        if loss_name == "cross-entropy":
            answers.append(sequence.below(widths[-1]))
        else:
            answers.append([sequence.below(255) - 127 for _ in range(widths[-1])])
    by_feature = [list(row) for row in zip(*x)]
    return by_feature, scale, answers if loss_name == "cross-entropy" else [list(row) for row in zip(*answers)]


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
    losses = {"cross-entropy": CrossEntropy, "squared-error -6 1 0 512": lambda: SquaredError((-6, 1, 0), 512)}
    rules = {"aligned 3 STOCHASTIC": AlignedSgd(3, STOCHASTIC), "niti 3": NitiSgd(3)}
    for n, (height, width, channels, layers, loss_name, rule_name, batch_size) in enumerate(IMAGE_RUNS):
        seed, data_key, scale = stream(KEY, 4000 + n), stream(KEY, 5000 + n), (-6, 0, 0)
        model = ImageModel(height, width, channels, layers, stream(KEY, 3000 + n))
        trainer = Trainer(model, losses[loss_name](), rules[rule_name], batch_size, seed)
        total, hashes, widths = 0, [], (height * width * channels, model.outputs)
        for t in range(40):
            examples = max(batch_size - 1, 1) if t % 10 == 3 else batch_size
            x, _, answers = drawn_batch(stream(data_key, t), widths, examples, loss_name, scale)
            x = [x[pixel * channels + c] for c in range(channels) for pixel in range(height * width)]
            total += trainer.step(x, scale, answers)
            if t + 1 in (1, 10, 40):
                hashes.append(model.sha256())
        case = [(height, width, channels), layers, loss_name, rule_name, batch_size, hex_key(stream(KEY, 3000 + n))]
        result = [total] + hashes + [f for p in model.parameters() for f in (p.values, p.scale)]
        yield line("run", case + [hex_key(seed), scale, hex_key(data_key)], result)


FILES = {
    "rounding.txt": rounding_file,
    "random.txt": random_file,
    "rescale.txt": rescale_file,
    "initialization.txt": initialization_file,
    "dense.txt": dense_file,
    "conv2d.txt": conv2d_file,
    "maxpool2d.txt": maxpool2d_file,
    "cross-entropy.txt": cross_entropy_file,
    "squared-error.txt": squared_error_file,
    "aligned-sgd.txt": aligned_sgd_file,
    "niti-sgd.txt": niti_sgd_file,
    "fedavg.txt": fedavg_file,
    "replay.txt": replay_file,
    "training.txt": training_file,
    "image-training.txt": image_training_file,
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
