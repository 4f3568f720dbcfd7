package io.tintin.device;

/**
 * An extension of the instruction set that makes integer training faster, or tells devices apart.
 */
public enum CpuFeature {
  /** Floating point in hardware. Tin-Tin never needs it. */
  FPU,
  /** Packed 16-bit multiply and accumulate, as in ARMv7E-M. */
  DSP,
  /** Vectors of at least 64 bits: MVE, NEON, SSE or wider. */
  SIMD
}
