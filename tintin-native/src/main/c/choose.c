/* Which variants this library holds and which of them this machine runs. */
#include "tintin.h"

#include <string.h>

#if defined __x86_64__
#define WITH_X86 1
#elif defined __aarch64__
#define WITH_NEON 1
#include <sys/auxv.h>
#endif

extern const Kernels tintinBase;
#ifdef WITH_X86
extern const Kernels tintinAvx2, tintinVnni;
#endif
#ifdef WITH_NEON
extern const Kernels tintinNeon;
#endif

const Kernels *const tintinVariants[] = {
#ifdef WITH_X86
    &tintinVnni,
    &tintinAvx2,
#endif
#ifdef WITH_NEON
    &tintinNeon,
#endif
    &tintinBase,
};
const int tintinVariantCount = sizeof tintinVariants / sizeof tintinVariants[0];

int tintinRuns(const Kernels *variant) {
#ifdef WITH_X86
  if (variant == &tintinVnni) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
  }
  if (variant == &tintinAvx2) {
    return __builtin_cpu_supports("avx2") != 0;
  }
#endif
#ifdef WITH_NEON
  enum { HWCAP_DOT_PRODUCT = 1 << 20 };
  if (variant == &tintinNeon) {
    return (getauxval(AT_HWCAP) & HWCAP_DOT_PRODUCT) != 0;
  }
#endif
  return variant == &tintinBase;
}

const Kernels *tintinChoose(const char *name) {
  for (int v = 0; v < tintinVariantCount; v++) {
    const Kernels *variant = tintinVariants[v];
    if ((name == NULL || strcmp(name, variant->name) == 0) && tintinRuns(variant)) {
      return variant;
    }
  }
  return NULL;
}
