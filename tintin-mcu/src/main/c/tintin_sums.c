/* Loops of products. Each is a function of its own, so that its values stay in registers. */
#include "tintin_sums.h"

int32_t tintinDot(const int8_t *a, const int8_t *b, uint16_t count) {
  int32_t sum = 0;
  for (; count >= 4; count = (uint16_t)(count - 4), a += 4, b += 4) {
    sum += a[0] * b[0];
    sum += a[1] * b[1];
    sum += a[2] * b[2];
    sum += a[3] * b[3];
  }
  for (; count > 0; count--) {
    sum += *a++ * *b++;
  }
  return sum;
}

#if defined(__ARM_ARCH_6M__) || defined(__AVR__)
/* One index for all, from below 0 up: it counts, too. */
void tintinDots(const int8_t *rows, uint32_t pitch, const int8_t *values, uint16_t count,
                int32_t *sums) {
  const int8_t *a = rows + count, *b = a + pitch;
  int32_t sum0 = sums[0], sum1 = sums[1];
  values += count;
  for (int32_t i = -(int32_t)count; i != 0; i++) {
    const int value = values[i];
    sum0 += a[i] * value;
    sum1 += b[i] * value;
  }
  sums[0] = sum0;
  sums[1] = sum1;
}
#else
void tintinDots(const int8_t *rows, uint32_t pitch, const int8_t *values, uint16_t count,
                int32_t *sums) {
  const int8_t *a = rows, *b = a + pitch, *c = b + pitch, *d = c + pitch;
  int32_t sum0 = sums[0], sum1 = sums[1], sum2 = sums[2], sum3 = sums[3];
  for (const int8_t *end = values + count; values != end;) {
    const int32_t value = *values++;
    sum0 += *a++ * value;
    sum1 += *b++ * value;
    sum2 += *c++ * value;
    sum3 += *d++ * value;
  }
  sums[0] = sum0;
  sums[1] = sum1;
  sums[2] = sum2;
  sums[3] = sum3;
}
#endif
