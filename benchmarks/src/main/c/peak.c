/*
 * What one core can do at most: register-only loops of multiply-add instructions, those that this processor has.
 * One multiplication with its addition is one MAC, and two operations. Prints a line per instruction:
 *
 *   vpmaddwd+vpaddd ymm 166.1
 *
 * with 10^9 operations per second, the best of several runs. x86-64 alone; else nothing is printed.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#if defined(__x86_64__)
#include <immintrin.h>

enum { CHAINS = 12, LOOPS = 2000000, RUNS = 25 };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Independent chains of one instruction sequence each; the compiler may not look into it, so nothing is left out. */
#define CHAINED(name, target_, type, zero, sequence)                                                        \
  __attribute__((target(target_), noinline)) static void name(void) {                                       \
    type a = zero, b = zero;                                                                                \
    type c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero;                                  \
    type c6 = zero, c7 = zero, c8 = zero, c9 = zero, c10 = zero, c11 = zero;                                \
    type t;                                                                                                 \
    for (int i = 0; i < LOOPS; i++) {                                                                       \
      sequence(c0) sequence(c1) sequence(c2) sequence(c3) sequence(c4) sequence(c5)                         \
      sequence(c6) sequence(c7) sequence(c8) sequence(c9) sequence(c10) sequence(c11)                       \
    }                                                                                                       \
    (void)t;                                                                                                \
  }

#define ONE(instruction, c) __asm__ volatile(instruction " %1, %2, %0" : "+v"(c) : "v"(a), "v"(b));
#define TWO(instruction, add, c)                                                                            \
  __asm__ volatile(instruction " %2, %3, %1\n\t" add " %1, %0, %0" : "+v"(c), "=&v"(t) : "v"(a), "v"(b));

#define DPBUSD(c) ONE("vpdpbusd", c)
#define DPBUSD_VEX(c) ONE("%{vex%} vpdpbusd", c)
#define DPWSSD(c) ONE("vpdpwssd", c)
#define FMA(c) ONE("vfmadd231ps", c)
#define MADDWD(c) TWO("vpmaddwd", "vpaddd", c)
#define MULLD(c) TWO("vpmulld", "vpaddd", c)

CHAINED(dpbusd_zmm, "avx512f,avx512vnni", __m512i, _mm512_setzero_si512(), DPBUSD)
CHAINED(dpwssd_zmm, "avx512f,avx512vnni", __m512i, _mm512_setzero_si512(), DPWSSD)
CHAINED(dpbusd_ymm, "avx512f,avx512vl,avx512vnni", __m256i, _mm256_setzero_si256(), DPBUSD)
CHAINED(dpbusd_vex, "avx2,avxvnni", __m256i, _mm256_setzero_si256(), DPBUSD_VEX)
CHAINED(maddwd_zmm, "avx512f,avx512bw", __m512i, _mm512_setzero_si512(), MADDWD)
CHAINED(mulld_zmm, "avx512f", __m512i, _mm512_setzero_si512(), MULLD)
CHAINED(fma_zmm, "avx512f", __m512, _mm512_setzero_ps(), FMA)
CHAINED(maddwd_ymm, "avx2", __m256i, _mm256_setzero_si256(), MADDWD)
CHAINED(mulld_ymm, "avx2", __m256i, _mm256_setzero_si256(), MULLD)
CHAINED(fma_ymm, "avx2,fma", __m256, _mm256_setzero_ps(), FMA)

static void measure(const char *name, int has, void (*loop)(void), int macs) {
  if (!has) {
    return;
  }
  double best = 1e9;
  for (int run = 0; run < RUNS; run++) {
    double start = seconds();
    loop();
    double took = seconds() - start;
    best = took < best ? took : best;
  }
  printf("%s %.1f\n", name, 2e-9 * macs * CHAINS * LOOPS / best);
}

static int has_avxvnni(void) {
  uint32_t a = 7, b = 0, c = 1, d = 0;
  __asm__("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  return (a >> 4) & 1;
}

int main(void) {
  __builtin_cpu_init();
  int avx2 = __builtin_cpu_supports("avx2");
  int avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
  int vnni = avx512 && __builtin_cpu_supports("avx512vnni");
  int vnni_ymm = vnni && __builtin_cpu_supports("avx512vl");
  measure("vpdpbusd zmm", vnni, dpbusd_zmm, 64);
  measure("vpdpwssd zmm", vnni, dpwssd_zmm, 32);
  measure("vpdpbusd ymm", vnni_ymm, dpbusd_ymm, 32);
  measure("vpdpbusd ymm", !vnni_ymm && avx2 && has_avxvnni(), dpbusd_vex, 32);
  measure("vpmaddwd+vpaddd zmm", avx512, maddwd_zmm, 32);
  measure("vpmaddwd+vpaddd ymm", avx2, maddwd_ymm, 16);
  measure("vpmulld+vpaddd zmm", avx512, mulld_zmm, 16);
  measure("vpmulld+vpaddd ymm", avx2, mulld_ymm, 8);
  measure("vfmadd231ps zmm", avx512, fma_zmm, 16);
  measure("vfmadd231ps ymm", avx2 && __builtin_cpu_supports("fma"), fma_ymm, 8);
  return 0;
}
#else
int main(void) {
  return 0;
}
#endif
