/* The loop of four rows of weights for Arm, in assembler: compilers run out of registers there. The
 * same sums as in tintin_sums.c, which is taken where this is not. */
#include "tintin_sums.h"

#ifdef TINTIN_ARM

/* The layout of TintinBlock, as the assembler reads it. */
#define PITCH "#0"
#define VALUE_GAP "#4"
#define WEIGHT_GAP "#8"
#define RUN "#12"
#define RUNS "#14"

typedef char TintinBlockIsAsRead[sizeof(TintinBlock) == 16 && sizeof(void *) == 4 ? 1 : -1];

/* r0 weights, r1 values, r2 block, r3 sums. */
__attribute__((naked)) void tintinFourDots(const int8_t *weights __attribute__((unused)),
                                           const int8_t *values __attribute__((unused)),
                                           const TintinBlock *block __attribute__((unused)),
                                           int32_t *sums __attribute__((unused))) {
#ifdef __ARM_ARCH_6M__
  /* r0 the end of a run of values, r1 to r4 those of weights, r5 the index from there, up to 0;
   * r8 to r11 sums, r12 and lr from run to run; on the stack the runs left and the first index. */
#define PRODUCT(row, sum) "ldrsb r7, [" row ", r5]\n muls r7, r6, r7\n add " sum ", r7\n"
  __asm volatile(
      ".syntax unified\n"
      "push {r3-r7, lr}\n mov r4, r8\n mov r5, r9\n mov r6, r10\n mov r7, r11\n push {r4-r7}\n"
      "sub sp, #8\n"
      "ldrh r6, [r2, " RUN "]\n ldrh r7, [r2, " RUNS "]\n negs r5, r6\n"
      "str r7, [sp]\n str r5, [sp, #4]\n"
      "ldr r4, [r2, " VALUE_GAP "]\n adds r4, r4, r6\n mov r12, r4\n"
      "ldr r4, [r2, " WEIGHT_GAP "]\n adds r4, r4, r6\n mov lr, r4\n"
      "ldr r4, [r3]\n mov r8, r4\n ldr r4, [r3, #4]\n mov r9, r4\n"
      "ldr r4, [r3, #8]\n mov r10, r4\n ldr r4, [r3, #12]\n mov r11, r4\n"
      "ldr r5, [r2, " PITCH "]\n adds r7, r1, r6\n adds r1, r0, r6\n adds r2, r1, r5\n"
      "adds r3, r2, r5\n adds r4, r3, r5\n movs r0, r7\n"
      "2: ldr r5, [sp, #4]\n"
      "1: ldrsb r6, [r0, r5]\n"
      PRODUCT("r1", "r8") PRODUCT("r2", "r9") PRODUCT("r3", "r10") PRODUCT("r4", "r11")
      "adds r5, #1\n bne 1b\n"
      "add r0, r12\n add r1, lr\n add r2, lr\n add r3, lr\n add r4, lr\n"
      "ldr r5, [sp]\n subs r5, #1\n str r5, [sp]\n bne 2b\n"
      "add sp, #8\n ldr r3, [sp, #16]\n"
      "mov r0, r8\n mov r1, r9\n mov r2, r10\n mov r4, r11\n stmia r3!, {r0, r1, r2, r4}\n"
      "pop {r4-r7}\n mov r8, r4\n mov r9, r5\n mov r10, r6\n mov r11, r7\n pop {r3-r7, pc}\n"
      ".syntax divided\n"); /* what the compiler writes for this core */
#else
  /* r0 values, r1 to r4 weights, r5 to r8 sums, r9 and r10 of values, r11 counts, r12 and lr of
   * weights; on the stack the runs left, their length and the gaps. */
#define PRODUCT(row, sum) "ldrsb r12, [" row "], #1\n mla " sum ", r9, r12, " sum "\n"
#ifdef TINTIN_DSP
  /* Bytes 0 and 2 of a word, then 1 and 3. */
#define FOUR_PRODUCTS(row, sum)                                     \
  "ldr r12, [" row "], #4\n sxtb16 lr, r12, ror #8\n sxtb16 r12, r12\n" \
  "smlad " sum ", r9, r12, " sum "\n smlad " sum ", r10, lr, " sum "\n"
#define FOUR_COLUMNS                                                     \
  "ldr r9, [r0], #4\n sxtb16 r10, r9, ror #8\n sxtb16 r9, r9\n"          \
  FOUR_PRODUCTS("r1", "r5") FOUR_PRODUCTS("r2", "r6") FOUR_PRODUCTS("r3", "r7") \
  FOUR_PRODUCTS("r4", "r8")
#else
#define NEAR_PRODUCT(row, sum, at) "ldrsb r12, [" row ", #" at "]\n mla " sum ", r9, r12, " sum "\n"
#define COLUMN(at)                                                            \
  "ldrsb r9, [r0, #" at "]\n" NEAR_PRODUCT("r1", "r5", at) NEAR_PRODUCT("r2", "r6", at) \
  NEAR_PRODUCT("r3", "r7", at) NEAR_PRODUCT("r4", "r8", at)
#define FAR_PRODUCT(row, sum) "ldrsb r12, [" row "], #4\n mla " sum ", r9, r12, " sum "\n"
#define FOUR_COLUMNS                                                       \
  "ldrsb r9, [r0], #4\n" FAR_PRODUCT("r1", "r5") FAR_PRODUCT("r2", "r6")   \
  FAR_PRODUCT("r3", "r7") FAR_PRODUCT("r4", "r8") COLUMN("-3") COLUMN("-2") COLUMN("-1")
#endif
  __asm volatile(
      "push {r3-r11, lr}\n sub sp, #16\n"
      "ldrh r9, [r2, " RUN "]\n ldrh r10, [r2, " RUNS "]\n ldr r11, [r2, " VALUE_GAP "]\n"
      "ldr r12, [r2, " WEIGHT_GAP "]\n ldr r4, [r2, " PITCH "]\n"
      "strd r10, r9, [sp]\n strd r11, r12, [sp, #8]\n ldm r3, {r5-r8}\n"
      "mov r9, r0\n mov r0, r1\n mov r1, r9\n"
      "add r2, r1, r4\n add r3, r2, r4\n add r4, r3, r4\n"
      "2: ldr r11, [sp, #4]\n subs r11, #4\n blt 3f\n"
      "1:\n" FOUR_COLUMNS "subs r11, #4\n bge 1b\n"
      "3: adds r11, #4\n beq 5f\n"
      "4: ldrsb r9, [r0], #1\n"
      PRODUCT("r1", "r5") PRODUCT("r2", "r6") PRODUCT("r3", "r7") PRODUCT("r4", "r8")
      "subs r11, #1\n bne 4b\n"
      "5: ldrd r11, r12, [sp, #8]\n ldr r9, [sp]\n add r0, r11\n"
      "add r1, r12\n add r2, r12\n add r3, r12\n add r4, r12\n"
      "subs r9, #1\n str r9, [sp]\n bne 2b\n"
      "add sp, #16\n pop {r3}\n stm r3, {r5-r8}\n pop {r4-r11, pc}\n");
#endif
}

#endif
