/* Speed of each pass of LeNet-5, in 10^9 operations (multiplications and additions) a second, for
 * each variant this machine runs: the best of several rounds, as others may load the machine.
 * Arguments: batch, rounds, a part of the variant's name. */
#define _POSIX_C_SOURCE 199309L
#include "tintin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

enum { MOST = 1 << 23 };
static int8_t *weights, *input, *gradOutput, *output;
static int32_t *bias, *acc;
static void *scratch;

typedef struct {
  const char *name;
  int isDense;
  ConvGeometry g; /* of a dense layer: channels are inputs, outChannels are outputs */
} Layer;

static void once(const Kernels *k, const Layer *l, int pass, int batch) {
  const ConvGeometry *g = &l->g;
  const Scaling s = {acc, 9, 0, output};
  if (l->isDense) {
    const int o = g->outChannels, i = g->channels;
    if (pass == 0) {
      k->denseForward(weights, bias, input, o, i, batch, scratch, s);
    } else if (pass == 1) {
      k->denseBackward(weights, gradOutput, o, i, batch, scratch, s);
    } else {
      k->denseGradient(gradOutput, input, o, i, batch, scratch, acc);
    }
  } else if (pass == 0) {
    k->convForward(g, weights, bias, input, batch, scratch, s);
  } else if (pass == 1) {
    k->convBackward(g, weights, gradOutput, batch, scratch, s);
  } else {
    k->convGradient(g, gradOutput, input, batch, scratch, acc);
  }
}

static double best(const Kernels *k, const Layer *l, int pass, int batch, int rounds) {
  double least = 1e9;
  for (int r = 0; r < rounds; r++) {
    int times = 0;
    const double start = seconds();
    double took;
    do {
      once(k, l, pass, batch);
      times++;
      took = seconds() - start;
    } while (took < 0.004);
    least = took / times < least ? took / times : least;
  }
  return least;
}

int main(int count, char **args) {
  const int batch = count > 1 ? atoi(args[1]) : 64, rounds = count > 2 ? atoi(args[2]) : 20;
  const Layer layers[] = {
      {"small conv1", 0, {28, 28, 1, 6, 5, 5, 1, 0, 0, 1, 1}},
      {"small conv2", 0, {12, 12, 6, 16, 5, 5, 1, 0, 0, 1, 1}},
      {"small fc1", 1, {.channels = 256, .outChannels = 120}},
      {"small fc2", 1, {.channels = 120, .outChannels = 84}},
      {"big conv1", 0, {28, 28, 1, 20, 5, 5, 1, 0, 0, 1, 1}},
      {"big conv2", 0, {12, 12, 20, 50, 5, 5, 1, 0, 0, 1, 1}},
      {"big fc1", 1, {.channels = 800, .outChannels = 120}},
  };
  weights = malloc(MOST), input = malloc(MOST), gradOutput = malloc(MOST), output = malloc(MOST);
  bias = calloc(1024, 4), acc = malloc(MOST * 4), scratch = malloc(1 << 26);
  for (int j = 0; j < MOST; j++) {
    weights[j] = (int8_t)(rand() % 255 - 127);
    gradOutput[j] = (int8_t)(rand() % 255 - 127);
    input[j] = (int8_t)(rand() % 128);
  }
  for (int v = 0; v < tintinVariantCount; v++) {
    const Kernels *k = tintinVariants[v];
    if (!tintinRuns(k) || (count > 3 && strstr(k->name, args[3]) == NULL)) {
      continue;
    }
    printf("%-12s batch %d      forward           backward          gradient\n", k->name, batch);
    for (size_t l = 0; l < sizeof layers / sizeof *layers; l++) {
      const ConvGeometry *g = &layers[l].g;
      const double area = layers[l].isDense ? 1 : (double)(g->height - 4) * (g->width - 4) * 25;
      const double ops = 2.0 * area * g->channels * g->outChannels * batch;
      printf("%-20s", layers[l].name);
      for (int pass = 0; pass < 3; pass++) {
        const double took = best(k, &layers[l], pass, batch, rounds);
        printf("  %6.1f us %5.1f G", took * 1e6, ops / took / 1e9);
      }
      printf("\n");
    }
  }
  return 0;
}
