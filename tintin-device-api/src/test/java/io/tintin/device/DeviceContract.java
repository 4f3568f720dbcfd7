package io.tintin.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What every {@link Device} keeps. */
public abstract class DeviceContract {
  /** A new device with an empty store. */
  protected abstract Device open() throws Exception;

  @Test
  void partsAreTheSameOnEveryCall() throws Exception {
    try (Device device = open()) {
      assertThat(device.id()).isEqualTo(device.id());
      assertThat(device.capabilities()).isEqualTo(device.capabilities());
      assertThat(device.time()).isSameAs(device.time());
      assertThat(device.store()).isSameAs(device.store());
    }
  }

  @Test
  void closingTheDeviceClosesItsStore() throws Exception {
    Device device = open();
    device.store().commit("model", new byte[] {1});
    device.close();
    assertThatThrownBy(() -> device.store().latest("model"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingTwiceDoesNothingMore() throws Exception {
    Device device = open();
    device.close();
    device.close();
  }
}
