/* What the variants of the kernels have in common: the passes of io.tintin.core.internal.kernel.Kernels
 * on plain pointers. Values are int8 in [-127, 127], activations are [channels][height][width][batch],
 * sums are int32 that cannot wrap. Nothing is checked, nothing is allocated. */
#ifndef TINTIN_H
#define TINTIN_H

#include <stddef.h>
#include <stdint.h>

/* Instead of a right shift: the sums stay int32. */
enum { UNSCALED = -1 };

typedef struct {
  int height, width, channels, outChannels, kernelHeight, kernelWidth;
  int stride, rowPadding, columnPadding, dilation, groups;
} ConvGeometry;

typedef struct {
  int height, width, channels, windowHeight, windowWidth, stride;
} PoolGeometry;

/* Where the sums of a pass go: as they are to acc, or shifted, rounded and clipped to output. */
typedef struct {
  int32_t *acc;
  int rightShift;
  int toEven;
  int8_t *output;
} Scaling;

typedef struct {
  int multiplier, rightShift, decayMultiplier, decayShift, momentum;
  uint32_t lowKey, highKey;
} MomentumStep;

typedef struct {
  const char *name;
  /* Bytes of scratch that a pass needs for a batch of this size. */
  size_t (*convSize)(const ConvGeometry *g, int batch, int trains);
  size_t (*denseSize)(int outputs, int inputs, int batch, int trains);
  int (*convForward)(const ConvGeometry *g, const int8_t *weights, const int32_t *bias,
                     const int8_t *input, int batch, void *scratch, Scaling scaling);
  int (*convBackward)(const ConvGeometry *g, const int8_t *weights, const int8_t *gradOutput,
                      int batch, void *scratch, Scaling scaling);
  void (*convGradient)(const ConvGeometry *g, const int8_t *gradOutput, const int8_t *input,
                       int batch, void *scratch, int32_t *acc);
  int (*denseForward)(const int8_t *weights, const int32_t *bias, const int8_t *input,
                      int outputs, int inputs, int batch, void *scratch, Scaling scaling);
  int (*denseBackward)(const int8_t *weights, const int8_t *gradOutput, int outputs, int inputs,
                       int batch, void *scratch, Scaling scaling);
  void (*denseGradient)(const int8_t *gradOutput, const int8_t *input, int outputs, int inputs,
                        int batch, void *scratch, int32_t *acc);
  void (*maxPool)(const PoolGeometry *g, const int8_t *input, int batch, int8_t *output);
  void (*maxPoolBackward)(const PoolGeometry *g, const int8_t *input, const int8_t *output,
                          const int8_t *gradOutput, int batch, int8_t *gradInput);
  void (*relu)(const int8_t *input, int count, int8_t *output);
  void (*reluBackward)(const int8_t *input, const int8_t *gradOutput, int count,
                       int8_t *gradInput);
  void (*rowSums)(const int8_t *values, int rows, int columns, int32_t *acc);
  void (*transpose)(const int8_t *from, int rows, int columns, int8_t *to);
  void (*add)(const int32_t *terms, int from, int to, int32_t *sums);
  int (*magnitudeBits)(const int32_t *acc, int count);
  void (*requantize)(const int32_t *acc, int count, int rightShift, int toEven, int8_t *output);
  int (*momentum)(const MomentumStep *step, int32_t *gradient, int from, int to, int32_t *state,
                  int8_t *weights);
} Kernels;

/* The variants that this library holds, best first; ends with the one that runs on any machine. */
extern const Kernels *const tintinVariants[];
extern const int tintinVariantCount;

/* Whether this machine has the instructions of a variant. */
int tintinRuns(const Kernels *variant);

/* The best variant that runs here, or the one of this name; null if there is none. */
const Kernels *tintinChoose(const char *name);

#endif
