/* The functions of io.tintin.nativekernels.Passes: they pin the arrays of a pass, run it, and let
 * the arrays go. Between the two no other JNI function is called and no thread waits.
 *
 * Several threads may write parts of one array at once, so a JVM that copies arrays instead of
 * pinning them has no native kernels. */
#include "tintin.h"

#include <jni.h>

#define PASS(type, name) JNIEXPORT type JNICALL Java_io_tintin_nativekernels_Passes_##name
#define VARIANT JNIEnv *env, jclass type, jint variant
#define CONV                                                                                      \
  jint height, jint width, jint channels, jint outChannels, jint kernelHeight, jint kernelWidth, \
      jint stride, jint rowPadding, jint columnPadding, jint dilation, jint groups
#define CONV_GEOMETRY                                                                             \
  {height, width,      channels,      outChannels, kernelHeight, kernelWidth,                    \
   stride, rowPadding, columnPadding, dilation,    groups}
#define POOL jint height, jint width, jint channels, jint windowHeight, jint windowWidth, jint stride
#define POOL_GEOMETRY {height, width, channels, windowHeight, windowWidth, stride}

enum { MOST_ARRAYS = 6 };

/* The arrays of a call, and where they are while they are pinned. */
typedef struct {
  jarray arrays[MOST_ARRAYS];
  void *at[MOST_ARRAYS];
  int count;
} Pins;

static void unpin(JNIEnv *env, Pins *pins) {
  while (pins->count > 0) {
    pins->count--;
    (*env)->ReleasePrimitiveArrayCritical(env, pins->arrays[pins->count], pins->at[pins->count], 0);
  }
}

/* Whether all are pinned; otherwise none is, and an exception is pending. */
static int pin(JNIEnv *env, Pins *pins) {
  for (pins->count = 0; pins->count < MOST_ARRAYS && pins->arrays[pins->count] != NULL;
       pins->count++) {
    pins->at[pins->count] =
        (*env)->GetPrimitiveArrayCritical(env, pins->arrays[pins->count], NULL);
    if (pins->at[pins->count] == NULL) {
      unpin(env, pins);
      return 0;
    }
  }
  return 1;
}

static int copiesArrays(JNIEnv *env, jarray array) {
  jboolean isCopy = JNI_FALSE;
  void *at = (*env)->GetPrimitiveArrayCritical(env, array, &isCopy);
  if (at != NULL) {
    (*env)->ReleasePrimitiveArrayCritical(env, array, at, JNI_ABORT);
  }
  return isCopy != JNI_FALSE;
}

PASS(jint, choose)(JNIEnv *env, jclass type, jbyteArray name) {
  (void)type;
  char text[32] = {0};
  const jsize length = (*env)->GetArrayLength(env, name);
  if (length >= (jsize)sizeof text || copiesArrays(env, name)) {
    return -1;
  }
  (*env)->GetByteArrayRegion(env, name, 0, length, (jbyte *)text);
  const Kernels *chosen = tintinChoose(length == 0 ? NULL : text);
  for (int v = 0; v < tintinVariantCount; v++) {
    if (tintinVariants[v] == chosen) {
      return v;
    }
  }
  return -1;
}

PASS(jlong, convSize)(VARIANT, CONV, jint batch, jboolean trains) {
  (void)env, (void)type;
  const ConvGeometry g = CONV_GEOMETRY;
  return (jlong)tintinVariants[variant]->convSize(&g, batch, trains);
}

PASS(jint, convForward)(VARIANT, CONV, jbyteArray weights, jintArray bias, jbyteArray input,
                        jint batch, jbyteArray scratch, jintArray acc, jint rightShift,
                        jboolean toEven, jbyteArray output) {
  (void)type;
  const ConvGeometry g = CONV_GEOMETRY;
  Pins p = {.arrays = {weights, bias, input, scratch, acc, output}};
  int bits = 0;
  if (pin(env, &p)) {
    const Scaling scaling = {p.at[4], rightShift, toEven, p.at[5]};
    bits = tintinVariants[variant]->convForward(&g, p.at[0], p.at[1], p.at[2], batch, p.at[3],
                                                scaling);
    unpin(env, &p);
  }
  return bits;
}

PASS(jint, convBackward)(VARIANT, CONV, jbyteArray weights, jbyteArray gradOutput, jint batch,
                         jbyteArray scratch, jintArray acc, jint rightShift,
                         jbyteArray gradInput) {
  (void)type;
  const ConvGeometry g = CONV_GEOMETRY;
  Pins p = {.arrays = {weights, gradOutput, scratch, acc, gradInput}};
  int bits = 0;
  if (pin(env, &p)) {
    const Scaling scaling = {p.at[3], rightShift, 0, p.at[4]};
    bits = tintinVariants[variant]->convBackward(&g, p.at[0], p.at[1], batch, p.at[2], scaling);
    unpin(env, &p);
  }
  return bits;
}

PASS(void, convGradient)(VARIANT, CONV, jbyteArray gradOutput, jbyteArray input, jint batch,
                         jbyteArray scratch, jintArray acc) {
  (void)type;
  const ConvGeometry g = CONV_GEOMETRY;
  Pins p = {.arrays = {gradOutput, input, scratch, acc}};
  if (pin(env, &p)) {
    tintinVariants[variant]->convGradient(&g, p.at[0], p.at[1], batch, p.at[2], p.at[3]);
    unpin(env, &p);
  }
}

PASS(jlong, denseSize)(VARIANT, jint outputs, jint inputs, jint batch, jboolean trains) {
  (void)env, (void)type;
  return (jlong)tintinVariants[variant]->denseSize(outputs, inputs, batch, trains);
}

PASS(jint, denseForward)(VARIANT, jbyteArray weights, jintArray bias, jbyteArray input,
                         jint outputs, jint inputs, jint batch, jbyteArray scratch, jintArray acc,
                         jint rightShift, jboolean toEven, jbyteArray output) {
  (void)type;
  Pins p = {.arrays = {weights, bias, input, scratch, acc, output}};
  int bits = 0;
  if (pin(env, &p)) {
    const Scaling scaling = {p.at[4], rightShift, toEven, p.at[5]};
    bits = tintinVariants[variant]->denseForward(p.at[0], p.at[1], p.at[2], outputs, inputs, batch,
                                                 p.at[3], scaling);
    unpin(env, &p);
  }
  return bits;
}

PASS(jint, denseBackward)(VARIANT, jbyteArray weights, jbyteArray gradOutput, jint outputs,
                          jint inputs, jint batch, jbyteArray scratch, jintArray acc,
                          jint rightShift, jbyteArray gradInput) {
  (void)type;
  Pins p = {.arrays = {weights, gradOutput, scratch, acc, gradInput}};
  int bits = 0;
  if (pin(env, &p)) {
    const Scaling scaling = {p.at[3], rightShift, 0, p.at[4]};
    bits = tintinVariants[variant]->denseBackward(p.at[0], p.at[1], outputs, inputs, batch,
                                                  p.at[2], scaling);
    unpin(env, &p);
  }
  return bits;
}

PASS(void, denseGradient)(VARIANT, jbyteArray gradOutput, jbyteArray input, jint outputs,
                          jint inputs, jint batch, jbyteArray scratch, jintArray acc) {
  (void)type;
  Pins p = {.arrays = {gradOutput, input, scratch, acc}};
  if (pin(env, &p)) {
    tintinVariants[variant]->denseGradient(p.at[0], p.at[1], outputs, inputs, batch, p.at[2],
                                           p.at[3]);
    unpin(env, &p);
  }
}

PASS(void, maxPool)(VARIANT, POOL, jbyteArray input, jint batch, jbyteArray output) {
  (void)type;
  const PoolGeometry g = POOL_GEOMETRY;
  Pins p = {.arrays = {input, output}};
  if (pin(env, &p)) {
    tintinVariants[variant]->maxPool(&g, p.at[0], batch, p.at[1]);
    unpin(env, &p);
  }
}

PASS(void, maxPoolBackward)(VARIANT, POOL, jbyteArray input, jbyteArray output,
                            jbyteArray gradOutput, jint batch, jbyteArray gradInput) {
  (void)type;
  const PoolGeometry g = POOL_GEOMETRY;
  Pins p = {.arrays = {input, output, gradOutput, gradInput}};
  if (pin(env, &p)) {
    tintinVariants[variant]->maxPoolBackward(&g, p.at[0], p.at[1], p.at[2], batch, p.at[3]);
    unpin(env, &p);
  }
}

PASS(void, relu)(VARIANT, jbyteArray input, jint count, jbyteArray output) {
  (void)type;
  Pins p = {.arrays = {input, output}};
  if (pin(env, &p)) {
    tintinVariants[variant]->relu(p.at[0], count, p.at[1]);
    unpin(env, &p);
  }
}

PASS(void, reluBackward)(VARIANT, jbyteArray input, jbyteArray gradOutput, jint count,
                         jbyteArray gradInput) {
  (void)type;
  Pins p = {.arrays = {input, gradOutput, gradInput}};
  if (pin(env, &p)) {
    tintinVariants[variant]->reluBackward(p.at[0], p.at[1], count, p.at[2]);
    unpin(env, &p);
  }
}

PASS(void, rowSums)(VARIANT, jbyteArray values, jint rows, jint columns, jintArray acc) {
  (void)type;
  Pins p = {.arrays = {values, acc}};
  if (pin(env, &p)) {
    tintinVariants[variant]->rowSums(p.at[0], rows, columns, p.at[1]);
    unpin(env, &p);
  }
}

PASS(void, transpose)(VARIANT, jbyteArray from, jint fromIndex, jint rows, jint columns,
                      jbyteArray to) {
  (void)type;
  Pins p = {.arrays = {from, to}};
  if (pin(env, &p)) {
    tintinVariants[variant]->transpose((const int8_t *)p.at[0] + fromIndex, rows, columns,
                                       p.at[1]);
    unpin(env, &p);
  }
}

PASS(void, add)(VARIANT, jintArray terms, jint from, jint to, jintArray sums) {
  (void)type;
  Pins p = {.arrays = {terms, sums}};
  if (pin(env, &p)) {
    tintinVariants[variant]->add(p.at[0], from, to, p.at[1]);
    unpin(env, &p);
  }
}

PASS(jint, magnitudeBits)(VARIANT, jintArray acc, jint from, jint to) {
  (void)type;
  Pins p = {.arrays = {acc}};
  int bits = 0;
  if (pin(env, &p)) {
    const int32_t *values = p.at[0];
    bits = tintinVariants[variant]->magnitudeBits(values + from, to - from);
    unpin(env, &p);
  }
  return bits;
}

PASS(void, requantize)(VARIANT, jintArray acc, jint count, jint rightShift, jboolean toEven,
                       jbyteArray output) {
  (void)type;
  Pins p = {.arrays = {acc, output}};
  if (pin(env, &p)) {
    tintinVariants[variant]->requantize(p.at[0], count, rightShift, toEven, p.at[1]);
    unpin(env, &p);
  }
}

PASS(jboolean, momentum)(VARIANT, jintArray gradient, jint from, jint to, jint multiplier,
                         jint rightShift, jint decayMultiplier, jint decayShift, jint momentum,
                         jlong key, jintArray state, jbyteArray weights) {
  (void)type;
  const MomentumStep step = {multiplier, rightShift,      decayMultiplier,
                             decayShift, momentum,        (uint32_t)key,
                             (uint32_t)((uint64_t)key >> 32)};
  Pins p = {.arrays = {gradient, state, weights}};
  int isBeyond = 0;
  if (pin(env, &p)) {
    isBeyond = tintinVariants[variant]->momentum(&step, p.at[0], from, to, p.at[1], p.at[2]);
    unpin(env, &p);
  }
  return (jboolean)isBeyond;
}
