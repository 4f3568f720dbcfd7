/* Training and prediction with integers alone, on the node itself. The same bits as the Java
 * trainer: what decides them is written down in docs/NUMERICS.md of Tin-Tin, whose sections the
 * comments here name.
 *
 * Freestanding C99: no floats, no allocation, no recursion, no global state. A tensor is int8
 * values in [-127, 127], example after example, and a scale; an image is [height][width][channels].
 * Sums are int32 and were proved not to wrap when the model was exported. */
#ifndef TINTIN_H
#define TINTIN_H

#include <stdint.h>

#include "tintin_config.h"

/* A loop that is kept out of its callers, which would take its registers. */
#ifdef __GNUC__
#define TINTIN_APART static __attribute__((noinline))
#else
#define TINTIN_APART static
#endif

/* 2^shift * (5/4)^up * (13/16)^down: the real value of one integer step (section 1). */
typedef struct {
  int32_t shift, up, down;
} TintinScale;

/* Values inside a step. */
typedef struct {
  int8_t *values;
  TintinScale scale;
} TintinTensor;

/* Values that are learned, and what the update rule keeps of each; NULL if it keeps nothing. */
typedef struct {
  int8_t *values;
  int8_t *fractions; /* exact value less the rounded one, in 1/256 of a step */
  int16_t *moments;
  uint32_t count;
  int8_t shift, up, down;
  uint8_t decays; /* whether weight decay shrinks it */
} TintinParameter;

/* Where int32 becomes int8, by an exponent that follows the range of earlier steps (section 6,
 * TRACKED). */
typedef struct {
  int32_t exponent, needed;
  uint8_t isSet, isReached, calmSteps;
} TintinPlace;

/* multiplier * 2^-rightShift (section 4). */
typedef struct {
  int32_t multiplier; /* odd and below 2^15, or 0 */
  int32_t rightShift;
} TintinRatio;

typedef enum {
  TINTIN_NEAREST,
  TINTIN_PSEUDO_STOCHASTIC,
  TINTIN_STOCHASTIC,
  TINTIN_NEAREST_EVEN
} TintinRounding;

/* A key of random bits (section 3). */
typedef struct {
  uint32_t low, high;
} TintinKey;

/* ---- Numbers: tintin_number.c ---- */

TintinScale tintinScaleOf(const TintinParameter *parameter);

TintinRatio tintinRatio(int32_t shift, int32_t up, int32_t down);
/* from / to */
TintinRatio tintinRatioOf(const TintinScale *from, const TintinScale *to);
/* Times numerator / denominator, both below 2^31. */
TintinRatio tintinTimes(TintinRatio ratio, uint32_t numerator, uint32_t denominator);
/* value * ratio, rounded once, clipped to ±limit. */
int32_t tintinApply(TintinRatio ratio, int32_t value, int32_t limit, TintinRounding rounding,
                    uint32_t bits);
/* Drops bits of a value below 2^62 (section 2). */
int64_t tintinRounded(int64_t value, int32_t rightShift, TintinRounding rounding, uint32_t bits);
/* value * 13 / 16, rounded to nearest; value * 13 is below 2^31. */
int32_t tintinScaledDown(int32_t value);
/* value * 5 / 4, rounded to nearest. */
int32_t tintinScaledUp(int32_t value);
int32_t tintinHalved(int32_t value);
int32_t tintinClip(int32_t value, int32_t limit);
/* Bits of a magnitude: 0 of 0, 3 of 7, 4 of 8. */
uint8_t tintinBits(uint32_t magnitude);

uint32_t tintinRandom(TintinKey key, uint32_t counter);
TintinKey tintinStream(TintinKey key, uint32_t id);
TintinKey tintinStepKey(TintinKey seed, uint64_t step);

/* ---- Places: tintin_place.c ---- */

/* How many bits sums of this exponent lose. */
uint8_t tintinDropped(const TintinPlace *place, int32_t shift);
/* Chooses the first exponent of all by the union of the magnitudes of one example's sums. */
void tintinSet(TintinPlace *place, int32_t shift, uint32_t magnitudes);
/* Notes the union of the magnitudes of a pass; returns the scale of its values. */
TintinScale tintinNote(TintinPlace *place, const TintinScale *sums, uint32_t magnitudes);
/* Chooses the exponents of the next step. */
void tintinEndStep(TintinPlace *places, uint16_t count);

/* The int8 value of a sum: drops bits, rounds to nearest, clips. Half a step goes away from zero, or
 * to the even neighbour in programs of fixed exponents. */
static inline int8_t tintinNarrow(int32_t sum, uint8_t dropped) {
  const uint32_t magnitude = sum < 0 ? 0U - (uint32_t)sum : (uint32_t)sum;
  if (dropped > 31) {
    return 0;
  }
  const uint32_t half = ((uint32_t)1 << dropped) >> 1;
  uint32_t rounded = (magnitude + half) >> dropped;
#ifdef TINTIN_TIES_TO_EVEN
  if (dropped > 0 && (magnitude & (2 * half - 1)) == half) {
    rounded &= ~(uint32_t)1;
  }
#endif
  rounded = rounded > 127 ? 127 : rounded;
  return (int8_t)(sum < 0 ? -(int16_t)rounded : (int16_t)rounded);
}

static inline uint32_t tintinMagnitude(int32_t sum) {
  return sum < 0 ? 0U - (uint32_t)sum : (uint32_t)sum;
}

/* ---- Layers ---- */

/* Fully connected, [outputs][inputs]: tintin_dense.c. bias is NULL if there is none. */
typedef struct {
  uint16_t inputs, outputs;
} TintinDense;

void tintinDenseForward(const TintinDense *layer, const TintinParameter *weights,
                        const TintinParameter *bias, const TintinTensor *input, uint16_t batch,
                        TintinPlace *place, TintinTensor *output);
void tintinDenseBackward(const TintinDense *layer, const TintinParameter *weights,
                         const TintinTensor *gradOutput, uint16_t batch, TintinPlace *place,
                         TintinTensor *gradInput);

/* A convolution of an image, or of a sequence as an image of one row: tintin_conv.c. Weights are
 * [outChannels][kernelHeight][kernelWidth][channels / groups]. */
typedef struct {
  uint16_t height, width, channels;
  uint16_t outHeight, outWidth, outChannels;
  uint16_t kernelHeight, kernelWidth;
  uint16_t stride, rowPadding, columnPadding, dilation, groups;
} TintinConv;

void tintinConvForward(const TintinConv *layer, const TintinParameter *weights,
                       const TintinParameter *bias, const TintinTensor *input, uint16_t batch,
                       TintinPlace *place, TintinTensor *output);
void tintinConvBackward(const TintinConv *layer, const TintinParameter *weights,
                        const TintinTensor *gradOutput, uint16_t batch, TintinPlace *place,
                        TintinTensor *gradInput);

/* Windows over an image: tintin_max_pool.c, tintin_average_pool.c. */
typedef struct {
  uint16_t height, width, channels;
  uint16_t outHeight, outWidth;
  uint16_t windowHeight, windowWidth, stride;
} TintinPool;

void tintinMaxPoolForward(const TintinPool *layer, const TintinTensor *input, uint16_t batch,
                          TintinTensor *output);
void tintinMaxPoolBackward(const TintinPool *layer, const TintinTensor *input,
                           const TintinTensor *gradOutput, uint16_t batch, TintinPlace *place,
                           TintinTensor *gradInput);
void tintinAveragePoolForward(const TintinPool *layer, const TintinTensor *input, uint16_t batch,
                              TintinPlace *place, TintinTensor *output);
void tintinAveragePoolBackward(const TintinPool *layer, const TintinTensor *gradOutput,
                               uint16_t batch, TintinPlace *place, TintinTensor *gradInput);

/* Value by value: tintin_elementwise.c, tintin_tanh.c. Input and output may be the same values. */
void tintinRelu(const TintinTensor *input, uint32_t count, TintinTensor *output);
void tintinReluBackward(const TintinTensor *output, const TintinTensor *gradOutput, uint32_t count,
                        TintinTensor *gradInput);
void tintinLeakyRelu(const TintinTensor *input, uint32_t count, uint8_t slopeShift,
                     TintinTensor *output);
void tintinLeakyReluBackward(const TintinTensor *output, const TintinTensor *gradOutput,
                             uint32_t count, uint8_t slopeShift, TintinTensor *gradInput);

void tintinTanh(const TintinTensor *input, uint32_t count, TintinTensor *output);
/* values are those of one example. */
void tintinTanhBackward(const TintinTensor *output, const TintinTensor *gradOutput, uint32_t values,
                        uint16_t batch, TintinPlace *place, TintinTensor *gradInput);

/* From [pixels][channels] to [channels][pixels], and back. */
void tintinFlatten(const TintinTensor *from, uint32_t rows, uint32_t columns, uint16_t batch,
                   TintinTensor *to);

/* What dropout drops: values for which random bits are below a threshold. */
typedef struct {
  uint32_t pixels, channels;
  uint32_t threshold;
  TintinScale factor;
} TintinDropout;

/* key is NULL where nothing is trained: all values stay. */
void tintinDropout(const TintinDropout *layer, const TintinTensor *from, uint16_t batch,
                   const TintinKey *key, TintinTensor *to);

/* Each example less its mean, over its deviation: tintin_layer_norm.c. */
typedef struct {
  uint32_t pixels;
  uint16_t channels;
} TintinLayerNorm;

void tintinLayerNormForward(const TintinLayerNorm *layer, const TintinParameter *gain,
                            const TintinParameter *bias, const TintinTensor *input, uint16_t batch,
                            TintinPlace *place, TintinTensor *output);
void tintinLayerNormBackward(const TintinLayerNorm *layer, const TintinParameter *gain,
                             const TintinTensor *input, const TintinTensor *gradOutput,
                             uint16_t batch, TintinPlace *place, TintinTensor *gradInput);

/* Where branches meet: tintin_join.c. */
enum { TINTIN_INPUTS = 16 }; /* most of one layer */

/* The sum of tensors, of which one may be the output; values are those of one example. */
void tintinAdd(const TintinTensor *const *inputs, uint8_t count, uint32_t values, uint16_t batch,
               TintinPlace *place, TintinTensor *output);
void tintinCopy(const TintinTensor *from, uint32_t count, TintinTensor *to);

/* Tensors one after the other in their channels. */
typedef struct {
  uint32_t pixels;
  uint16_t outChannels;
  uint8_t inputs;
  uint16_t channels[TINTIN_INPUTS];
} TintinConcat;

void tintinConcat(const TintinConcat *layer, const TintinTensor *const *inputs, uint16_t batch,
                  TintinTensor *output);
/* The gradient by one of the inputs. */
void tintinConcatBackward(const TintinConcat *layer, uint8_t input, const TintinTensor *gradOutput,
                          uint16_t batch, TintinTensor *gradInput);

/* ---- Losses, each in a file of its name. Each returns the loss, summed, in its unit (section 7).
 * ---- */

int64_t tintinCrossEntropy(const TintinTensor *output, const uint16_t *labels, uint16_t outputs,
                           uint16_t batch, TintinKey key, TintinTensor *gradOutput);
int64_t tintinNitiCrossEntropy(const TintinTensor *output, const uint16_t *labels, uint16_t outputs,
                               uint16_t batch, TintinKey key, TintinTensor *gradOutput);
/* Targets are 0 or 1. */
int64_t tintinBinaryCrossEntropy(const TintinTensor *output, const int8_t *targets,
                                 uint16_t outputs, uint16_t batch, TintinKey key,
                                 TintinTensor *gradOutput);
int64_t tintinSquaredError(const TintinTensor *output, const int8_t *targets, uint16_t outputs,
                           uint16_t batch, const TintinScale *targetScale, uint16_t maxDifference,
                           TintinPlace *place, TintinTensor *gradOutput);

int64_t tintinAbsoluteError(const TintinTensor *output, const int8_t *targets, uint16_t outputs,
                            uint16_t batch, const TintinScale *targetScale,
                            TintinTensor *gradOutput);

/* ---- Update rules, which round by TINTIN_ROUNDING of tintin_config.h ---- */

/* The gradient of a parameter, which is computed a piece of a row at a time and never kept. */
enum { TINTIN_PIECE = 32 };

typedef struct TintinGradient TintinGradient;
struct TintinGradient {
  /* Writes some values of a row; returns 0, and writes nothing, if all of them are 0. */
  uint8_t (*piece)(const TintinGradient *gradient, uint16_t row, uint32_t from, uint8_t count,
                   int32_t *values);
  const void *layer;
  const int8_t *input, *gradOutput;
  uint16_t batch, rows;
  uint32_t columns;
  uint32_t pixels; /* of an example, for a bias */
  uint8_t isOuter; /* whether a row is gradOutput[row] times the input */
  TintinScale scale;
  const uint8_t *isTrained; /* by channel, where some channels alone are trained */
  uint32_t channelSize;     /* values of the parameter for each of them */
};

TintinGradient tintinDenseGradient(const TintinDense *layer, const TintinTensor *input,
                                   const TintinTensor *gradOutput, uint16_t batch);
/* Of a gain. */
TintinGradient tintinLayerNormGradient(const TintinLayerNorm *layer, const TintinTensor *input,
                                       const TintinTensor *gradOutput, uint16_t batch);
TintinGradient tintinConvGradient(const TintinConv *layer, const TintinTensor *input,
                                  const TintinTensor *gradOutput, uint16_t batch);
/* Of a bias: outputs of so many pixels each. */
TintinGradient tintinBiasGradient(const TintinTensor *gradOutput, uint16_t outputs, uint32_t pixels,
                                  uint16_t batch);

/* What a rule is told of a step. */
typedef struct {
  uint32_t batchSize; /* as configured */
  uint32_t factor;    /* of the schedule, in steps of 2^-15 */
  TintinKey key;      /* of this step and parameter */
} TintinUpdate;

void tintinAlignedSgd(TintinParameter *parameter, const TintinGradient *gradient,
                      const TintinUpdate *update, int8_t rateShift);
void tintinNitiSgd(TintinParameter *parameter, const TintinGradient *gradient,
                   const TintinUpdate *update, int8_t mu);

typedef struct {
  uint32_t rate, decay;
  uint16_t momentum;
} TintinMomentumSgd;

void tintinMomentumSgd(TintinParameter *parameter, const TintinGradient *gradient,
                       const TintinUpdate *update, const TintinMomentumSgd *rule);

typedef struct {
  uint32_t rate, decay;
  uint8_t momentum, memory;
} TintinLion;

/* The moments are in steps of 2^unit. */
void tintinLion(TintinParameter *parameter, int32_t *unit, const TintinGradient *gradient,
                const TintinUpdate *update, const TintinLion *rule);

/* Makes the scale finer where values have come to leave room for it (section 8, Scaling up).
 * alignsMoments says whether moments are in the unit of the values. */
void tintinScaleUp(TintinParameter *parameter, uint8_t alignsMoments);

#define TINTIN_SCALE_UP_STEPS 64
#define TINTIN_FULL_RATE 32768U

/* The schedule's factor (section 8). */
typedef enum { TINTIN_NONE, TINTIN_LINEAR, TINTIN_QUADRATIC, TINTIN_HALVING } TintinDecay;

uint32_t tintinFactor(TintinDecay decay, uint64_t totalSteps, uint64_t warmUpSteps, uint64_t step);

/* FNV-1a of a parameter's values and exponents, for comparisons; begin with TINTIN_HASH. */
#define TINTIN_HASH 2166136261U
uint32_t tintinHash(const TintinParameter *parameter, uint32_t hash);

#endif
