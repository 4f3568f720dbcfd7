/* Compares each variant that this machine runs with plain definitions: convolutions and fully
 * connected layers of many sizes, with values of several ranges. The loops over flat arrays are
 * compared with the baseline's. Exits with 1 at the first difference. */
#include "naive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef WITH_EMULATED
extern const Kernels tintinVnniEmulated;
#endif
extern const Kernels tintinBase;

static uint32_t seed = 1;

static int below(int n) {
  seed = seed * 1664525u + 1013904223u;
  return (int)((uint64_t)seed * (uint64_t)n >> 32);
}

/* Values in [-127, 127], in a range that shifts with the kind; every second one at a bound. */
static int8_t *drawn(size_t count, int kind) {
  const int least = kind == 0 ? -127 : kind == 1 ? 0 : -13;
  const int most = kind == 0 ? 127 : kind == 1 ? 127 : 116;
  int8_t *values = malloc(count + 1);
  for (size_t j = 0; j < count; j++) {
    values[j] = (int8_t)(below(2) ? least + below(most - least + 1) : below(2) ? least : most);
  }
  return values;
}

static void fail(const char *variant, const char *pass) {
  printf("%s differs in %s\n", variant, pass);
  exit(1);
}

static int bitsOf(const int32_t *sums, int count) {
  uint32_t all = 0;
  for (int j = 0; j < count; j++) {
    all |= (uint32_t)abs(sums[j]);
  }
  return all == 0 ? 0 : 32 - __builtin_clz(all);
}

static int8_t rounded(int32_t sum, int shift, int toEven) {
  if (shift > 31) {
    return 0;
  }
  const int64_t magnitude = labs((long)sum), half = (INT64_C(1) << shift) >> 1;
  int64_t result = (magnitude + half) >> shift;
  if (toEven && shift > 0 && (magnitude & (2 * half - 1)) == half) {
    result &= ~INT64_C(1);
  }
  result = result > 127 ? 127 : result;
  return (int8_t)(sum < 0 ? -result : result);
}

/* One run of a pass, unscaled and with several shifts. */
typedef struct {
  const Kernels *k;
  const ConvGeometry *g; /* null: fully connected */
  int outputs, inputs, batch;
  const int8_t *weights, *input, *gradOutput;
  const int32_t *bias;
  void *scratch;
} Case;

static int run(const Case *c, enum Pass pass, Scaling s) {
  if (c->g != NULL) {
    return pass == FORWARD
               ? c->k->convForward(c->g, c->weights, c->bias, c->input, c->batch, c->scratch, s)
               : c->k->convBackward(c->g, c->weights, c->gradOutput, c->batch, c->scratch, s);
  }
  return pass == FORWARD ? c->k->denseForward(c->weights, c->bias, c->input, c->outputs, c->inputs,
                                              c->batch, c->scratch, s)
                         : c->k->denseBackward(c->weights, c->gradOutput, c->outputs, c->inputs,
                                               c->batch, c->scratch, s);
}

static void checkScaled(const Case *c, enum Pass pass, const int32_t *expected, int count) {
  const char *name = pass == FORWARD ? "forward" : "backward";
  const int bits = bitsOf(expected, count), fitting = bits > 7 ? bits - 7 : 0;
  const int shifts[] = {UNSCALED, fitting, fitting > 3 ? fitting - 3 : 0, 40};
  int32_t *acc = malloc((size_t)count * 4 + 4);
  int8_t *output = malloc((size_t)count + 1);
  for (int i = 0; i < 8; i++) {
    const Scaling s = {acc, shifts[i / 2], i % 2, output};
    memset(acc, 0x5A, (size_t)count * 4);
    output[count] = 99;
    if (run(c, pass, s) != bits || output[count] != 99) {
      fail(c->k->name, name);
    }
    for (int j = 0; j < count; j++) {
      if (s.rightShift == UNSCALED ? acc[j] != expected[j]
                                   : output[j] != rounded(expected[j], s.rightShift, s.toEven)) {
        fail(c->k->name, name);
      }
    }
  }
  free(acc);
  free(output);
}

static int32_t *drawnBias(int outputs) {
  int32_t *bias = malloc((size_t)outputs * 4);
  for (int o = 0; o < outputs; o++) {
    bias[o] = below(600001) - 300000;
  }
  return bias;
}

static void checkConv(const Kernels *k, const ConvGeometry *g, int batch, int kind) {
  const Extents e = extentsOf(g);
  const int inputs = g->channels * g->height * g->width * batch;
  const int outPlane = e.outHeight * e.outWidth * batch, outputs = g->outChannels * outPlane;
  const int taps = g->outChannels * g->kernelHeight * g->kernelWidth * e.channels;
  Case c = {k, g, 0, 0, batch, drawn((size_t)taps, 0), drawn((size_t)inputs, kind),
            drawn((size_t)outputs, kind == 2 ? 1 : 0), drawnBias(g->outChannels), NULL};
  int32_t *forward = calloc((size_t)outputs, 4), *backward = calloc((size_t)inputs, 4);
  int32_t *gradient = calloc((size_t)taps, 4), *acc = malloc((size_t)taps * 4);
  for (int o = 0; o < outputs; o++) {
    forward[o] = c.bias[o / outPlane];
  }
  naiveConv(FORWARD, g, batch, c.weights, c.input, c.gradOutput, forward);
  naiveConv(BACKWARD, g, batch, c.weights, c.input, c.gradOutput, backward);
  naiveConv(GRADIENT, g, batch, c.weights, c.input, c.gradOutput, gradient);
  c.scratch = malloc(k->convSize(g, batch, 0));
  checkScaled(&c, FORWARD, forward, outputs);
  free(c.scratch);
  c.scratch = malloc(k->convSize(g, batch, 1));
  checkScaled(&c, BACKWARD, backward, inputs);
  k->convGradient(g, c.gradOutput, c.input, batch, c.scratch, acc);
  if (memcmp(acc, gradient, (size_t)taps * 4) != 0) {
    fail(k->name, "gradient of a convolution");
  }
  void *all[] = {(void *)c.weights, (void *)c.input, (void *)c.gradOutput, (void *)c.bias,
                 c.scratch, forward, backward, gradient, acc};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    free(all[i]);
  }
}

static void checkDense(const Kernels *k, int outputs, int inputs, int batch, int kind) {
  Case c = {k, NULL, outputs, inputs, batch, drawn((size_t)(outputs * inputs), 0),
            drawn((size_t)(inputs * batch), kind), drawn((size_t)(outputs * batch), 0),
            drawnBias(outputs), malloc(k->denseSize(outputs, inputs, batch, 1))};
  int32_t *forward = malloc((size_t)(outputs * batch) * 4);
  int32_t *backward = calloc((size_t)(inputs * batch), 4);
  int32_t *gradient = calloc((size_t)(outputs * inputs), 4);
  int32_t *acc = malloc((size_t)(outputs * inputs) * 4);
  for (int o = 0; o < outputs; o++) {
    for (int b = 0; b < batch; b++) {
      forward[o * batch + b] = c.bias[o];
      for (int i = 0; i < inputs; i++) {
        const int w = o * inputs + i;
        forward[o * batch + b] += c.weights[w] * c.input[i * batch + b];
        backward[i * batch + b] += c.weights[w] * c.gradOutput[o * batch + b];
        gradient[w] += c.gradOutput[o * batch + b] * c.input[i * batch + b];
      }
    }
  }
  checkScaled(&c, FORWARD, forward, outputs * batch);
  checkScaled(&c, BACKWARD, backward, inputs * batch);
  k->denseGradient(c.gradOutput, c.input, outputs, inputs, batch, c.scratch, acc);
  if (memcmp(acc, gradient, (size_t)(outputs * inputs) * 4) != 0) {
    fail(k->name, "gradient of a fully connected layer");
  }
  void *all[] = {(void *)c.weights, (void *)c.input, (void *)c.gradOutput, (void *)c.bias,
                 c.scratch, forward, backward, gradient, acc};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    free(all[i]);
  }
}

static void checkPool(const Kernels *k, const PoolGeometry *g, int batch) {
  const int outHeight = (g->height - g->windowHeight) / g->stride + 1;
  const int outWidth = (g->width - g->windowWidth) / g->stride + 1;
  const size_t inputs = (size_t)(g->channels * g->height * g->width * batch);
  const size_t outputs = (size_t)(g->channels * outHeight * outWidth * batch);
  int8_t *input = drawn(inputs, below(2)), *gradOutput = drawn(outputs, 0);
  int8_t *output = malloc(outputs), *expected = malloc(outputs);
  int8_t *gradInput = malloc(inputs), *expectedGradient = malloc(inputs);
  naivePool(g, input, gradOutput, batch, expected, expectedGradient);
  k->maxPool(g, input, batch, output);
  k->maxPoolBackward(g, input, output, gradOutput, batch, gradInput);
  if (memcmp(output, expected, outputs) || memcmp(gradInput, expectedGradient, inputs)) {
    fail(k->name, "max pooling");
  }
  void *all[] = {input, gradOutput, output, expected, gradInput, expectedGradient};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    free(all[i]);
  }
}

/* What the loops over flat arrays leave of drawn values. */
typedef struct {
  int8_t *bytes[4];
  int32_t *ints[3];
  int bits, isBeyond;
} Elements;

static Elements elementsOf(const Kernels *k, int count) {
  const MomentumStep step = {1 + count, count % 60, count % 300, 9 + count % 20, 224, 77, 99};
  Elements e;
  seed = (uint32_t)count;
  for (int f = 0; f < 4; f++) {
    e.bytes[f] = drawn((size_t)count, 0);
  }
  for (int f = 0; f < 3; f++) {
    e.ints[f] = calloc((size_t)count + 1, 4);
    for (int j = 0; j < count; j++) {
      e.ints[f][j] = below(1 << 26) - (1 << 25);
    }
  }
  k->requantize(e.ints[0], count, count % 33, count & 1, e.bytes[0]);
  k->rowSums(e.bytes[0], 1, count, e.ints[2] + count / 2);
  k->reluBackward(e.bytes[1], e.bytes[0], count, e.bytes[2]);
  k->relu(e.bytes[1], count, e.bytes[3]);
  const int from = count / 3;
  k->add(e.ints[0], from, count, e.ints[2]);
  e.bits = k->magnitudeBits(e.ints[0], count);
  e.isBeyond = k->momentum(&step, e.ints[0], 0, from, e.ints[1], e.bytes[1]) |
               k->momentum(&step, e.ints[0], from, count, e.ints[1], e.bytes[1]);
  if (count % 12 == 0) {
    k->transpose(e.bytes[2], 12, count / 12, e.bytes[0]);
  }
  return e;
}

static void checkElements(const Kernels *k, int count) {
  const Elements e = elementsOf(&tintinBase, count), of = elementsOf(k, count);
  int differs = e.bits != of.bits || e.isBeyond != of.isBeyond;
  for (int f = 0; f < 4; f++) {
    const int isUndefined = f == 1 && e.isBeyond; /* the weights, if a master is out of range */
    differs |= !isUndefined && memcmp(e.bytes[f], of.bytes[f], (size_t)count) != 0;
    free(e.bytes[f]);
    free(of.bytes[f]);
  }
  for (int f = 0; f < 3; f++) {
    differs |= memcmp(e.ints[f], of.ints[f], (size_t)count * 4) != 0;
    free(e.ints[f]);
    free(of.ints[f]);
  }
  if (differs) {
    fail(k->name, "a loop over flat arrays");
  }
}

static void checkDrawn(const Kernels *k, int n) {
  const int groups = 1 + below(3), kh = 1 + below(6), kw = 1 + below(6), dilation = 1 + below(3);
  const int rowPadding = below(4), columnPadding = below(4);
  const int leastHeight = dilation * (kh - 1) + 1 - 2 * rowPadding;
  const int leastWidth = dilation * (kw - 1) + 1 - 2 * columnPadding;
  const ConvGeometry g = {(leastHeight > 1 ? leastHeight : 1) + below(9),
                          (leastWidth > 1 ? leastWidth : 1) + below(9),
                          groups * (1 + below(below(2) ? 6 : 22)), groups * (1 + below(14)), kh, kw,
                          1 + below(4), rowPadding, columnPadding, dilation, groups};
  checkConv(k, &g, n % 3 == 0 ? 8 << below(4) : 1 + below(70), n % 3);
  checkDense(k, 1 + below(70), 1 + below(90), 1 + below(90), n % 3);
  const PoolGeometry p = {4 + below(9), 4 + below(9), 1 + below(5), 1 + below(4), 1 + below(4), 4};
  checkPool(k, &p, n % 2 ? 64 : 1 + below(150));
  const PoolGeometry squares = {2 + below(6), 2 + n % 40, 1 + below(3), 2, 2, 2};
  checkPool(k, &squares, n % 3 == 0 ? 2 : 1);
  const uint32_t before = seed;
  checkElements(k, n);
  seed = before;
}

static void check(const Kernels *k, int cases) {
  seed = 1;
  for (int n = 0; n < cases; n++) {
    checkDrawn(k, n);
  }
  const ConvGeometry small = {12, 12, 6, 16, 5, 5, 1, 0, 0, 1, 1};
  const ConvGeometry large = {12, 12, 20, 50, 5, 5, 1, 0, 0, 1, 1};
  for (int kind = 0; kind < 3; kind++) {
    checkConv(k, &small, 64, kind);
    checkConv(k, &large, 8, kind);
  }
  printf("%s: %d cases equal\n", k->name, cases);
}

int main(int count, char **args) {
  const int cases = count > 1 ? atoi(args[1]) : 300;
  for (int v = 0; v < tintinVariantCount; v++) {
    if (tintinRuns(tintinVariants[v])) {
      check(tintinVariants[v], cases);
    } else {
      printf("%s: not on this machine\n", tintinVariants[v]->name);
    }
  }
#ifdef WITH_EMULATED
  check(&tintinVnniEmulated, cases);
#endif
  return 0;
}
