package io.tintin.mcu;

import java.util.Locale;

/** Trains a float32 net on the same examples as the self-test of the program has. */
final class RivalSelfTest {
  private RivalSelfTest() {}

  static String source(String name) {
    return CText.of(
        """
        #include "rival_net.h"

        uint64_t BOARD_TICKS(void);
        uint64_t %2$sSelfTestStep(uint32_t step);
        uint32_t %2$sSelfTestHash(void);

        static int8_t features[%1$s_INPUTS];

        uint64_t %2$sSelfTestStep(uint32_t step) {
          const TintinKey featureKey = {1, 0}, labelKey = {2, 0}, patternKey = {3, 0};
          const uint16_t label = (uint16_t)(tintinRandom(labelKey, step) %% %1$s_OUTPUTS);
          for (uint32_t i = 0; i < %1$s_INPUTS; i++) {
            const int16_t drawn =
                (int16_t)((int16_t)(tintinRandom(featureKey, step * %1$s_INPUTS + i) %% 255U) - 127);
            const uint32_t pattern = tintinRandom(patternKey, (uint32_t)label * %1$s_INPUTS + i);
            features[i] = (int8_t)(drawn / 4 + ((pattern & 1) != 0 ? 64 : -64));
          }
          %2$sAdd(features, label);
          const uint64_t begun = BOARD_TICKS();
          %2$sStep();
          return BOARD_TICKS() - begun;
        }

        uint32_t %2$sSelfTestHash(void) {
          return %2$sHash();
        }
        """,
        name.toUpperCase(Locale.ROOT), name);
  }
}
