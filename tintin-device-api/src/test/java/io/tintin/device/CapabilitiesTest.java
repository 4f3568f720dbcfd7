package io.tintin.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilitiesTest {
  @Test
  void whatIsNotToldIsUnknown() {
    Capabilities mote =
        Capabilities.UNKNOWN.withIsa(Isa.ARMV6_M).withRamBytes(32_768).withCores(1, 48);

    assertThat(mote.isa()).isEqualTo(Optional.of(Isa.ARMV6_M));
    assertThat(mote.ramBytes()).hasValue(32_768);
    assertThat(mote.cores()).hasValue(1);
    assertThat(mote.coreMhz()).hasValue(48);
    assertThat(mote.flashBytes()).isEmpty();
    assertThat(mote.linkMtuBytes()).isEmpty();
    assertThat(mote.has(CpuFeature.FPU)).isFalse();
  }

  @Test
  void everyFactIsKept() {
    Capabilities board =
        Capabilities.UNKNOWN
            .withCpuFeatures(CpuFeature.DSP)
            .withFlash(1 << 20, 4_096, 10_000)
            .withLinkMtuBytes(255)
            .withIsa(Isa.ARMV7_M);

    assertThat(board.has(CpuFeature.DSP)).isTrue();
    assertThat(board.flashBytes()).hasValue(1 << 20);
    assertThat(board.eraseBlockBytes()).hasValue(4_096);
    assertThat(board.eraseCycles()).hasValue(10_000);
    assertThat(board.linkMtuBytes()).hasValue(255);
    assertThat(board.isa().orElseThrow().wordBits()).isEqualTo(32);
  }

  @Test
  void zeroIsRefused() {
    assertThatThrownBy(() -> Capabilities.UNKNOWN.withRamBytes(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ramBytes must be at least 1: 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mote-1", "a", "0.b_c"})
  void goodIdIsTaken(String id) {
    assertThat(new DeviceId(id)).hasToString(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Mote", "a/b", "a+b", "#", ".a", "a b"})
  void unsafeIdIsRefused(String id) {
    assertThatThrownBy(() -> new DeviceId(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("device id must match ");
  }
}
