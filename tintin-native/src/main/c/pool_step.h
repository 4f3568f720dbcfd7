/* Steps of pool.h over WIDTH examples of a window at once, from b on; they return where they end.
 * Included once for each width, which OF_WIDTH marks the names with. */
#define Pooled OF_WIDTH(Pooled)
#define pooledOf OF_WIDTH(pooledOf)

typedef int8_t Pooled __attribute__((vector_size(WIDTH)));

INLINE Pooled pooledOf(const int8_t *from) {
  Pooled values;
  memcpy(&values, from, WIDTH);
  return values;
}

INLINE int OF_WIDTH(poolStep)(const PoolGeometry *g, const int8_t *window, int batch, int b,
                              int8_t *output) {
  const ptrdiff_t line = (ptrdiff_t)g->width * batch;
  for (; b + WIDTH <= batch; b += WIDTH) {
    Pooled largest = pooledOf(window + b);
    for (int ky = 0; ky < g->windowHeight; ky++) {
      for (int kx = 0; kx < g->windowWidth; kx++) {
        const Pooled values = pooledOf(window + ky * line + kx * batch + b);
        const Pooled isLarger = values > largest;
        largest = (values & isLarger) | (largest & ~isLarger);
      }
    }
    memcpy(output + b, &largest, WIDTH);
  }
  return b;
}

INLINE int OF_WIDTH(poolBackwardStep)(const PoolGeometry *g, const int8_t *window,
                                      const int8_t *output, const int8_t *gradOutput,
                                      int batch, int b, int8_t *gradWindow) {
  const ptrdiff_t line = (ptrdiff_t)g->width * batch;
  for (; b + WIDTH <= batch; b += WIDTH) {
    const Pooled largest = pooledOf(output + b), gradient = pooledOf(gradOutput + b);
    Pooled open = (Pooled){0} == 0;
    for (int ky = 0; ky < g->windowHeight; ky++) {
      for (int kx = 0; kx < g->windowWidth; kx++) {
        const ptrdiff_t at = ky * line + kx * batch + b;
        const Pooled isFirst = open & (pooledOf(window + at) == largest);
        const Pooled passed = gradient & isFirst;
        memcpy(gradWindow + at, &passed, WIDTH);
        open &= ~isFirst;
      }
    }
  }
  return b;
}

#undef OF_WIDTH
#undef Pooled
#undef pooledOf
#undef WIDTH
