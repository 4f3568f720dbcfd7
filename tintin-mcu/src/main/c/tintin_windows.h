/* Which windows of a pooling there are. */
#ifndef TINTIN_WINDOWS_H
#define TINTIN_WINDOWS_H

#include "tintin.h"

/* Where a window begins in an example. */
static inline uint32_t tintinWindowAt(const TintinPool *g, uint16_t y, uint16_t x) {
  return ((uint32_t)y * g->width + x) * g->stride * g->channels;
}

/* Windows along one axis that hold a pixel: from the first one, up to the end. */
static inline uint16_t tintinFirstWindow(uint16_t pixel, uint16_t window, uint16_t stride) {
  return (uint16_t)(pixel < window ? 0 : (pixel - window) / stride + 1);
}

static inline uint16_t tintinEndWindow(uint16_t pixel, uint16_t stride, uint16_t windows) {
  const uint16_t end = (uint16_t)(pixel / stride + 1);
  return end < windows ? end : windows;
}

#endif
