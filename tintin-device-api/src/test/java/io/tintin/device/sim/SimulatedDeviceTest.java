package io.tintin.device.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.device.Device;
import io.tintin.device.DeviceContract;
import io.tintin.device.store.Slot;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedDeviceTest {
  @TempDir Path folder;

  @Nested
  class InMemory extends DeviceContract {
    @Override
    protected Device open() {
      return SimulatedDevice.on(VirtualTime.manual(), "mote-1");
    }
  }

  @Nested
  class OnFiles extends DeviceContract {
    @Override
    protected Device open() throws Exception {
      return SimulatedDevice.on(VirtualTime.manual(), "mote-1", folder.resolve("contract"));
    }
  }

  @Test
  void fleetSharesTheTimeAndEachDeviceHasItsWallClock() {
    VirtualTime time = VirtualTime.manual();
    try (SimulatedDevice one = SimulatedDevice.on(time, "one");
        SimulatedDevice two = SimulatedDevice.on(time, "two")) {
      time.advance(5);
      two.time().stepWall(100);

      assertThat(one.time().monoNanos()).isEqualTo(5);
      assertThat(two.time().monoNanos()).isEqualTo(5);
      assertThat(one.time().wallNanos()).isEqualTo(5);
      assertThat(two.time().wallNanos()).isEqualTo(105);
      assertThat(one.time().epoch()).isZero();
      assertThat(two.time().epoch()).isEqualTo(1);
    }
  }

  @Test
  void deviceOnFilesFindsItsContentAgain() throws Exception {
    try (SimulatedDevice device = SimulatedDevice.on(VirtualTime.manual(), "one", folder)) {
      device.store().commit("model", new byte[] {7});
    }
    try (SimulatedDevice device = SimulatedDevice.on(VirtualTime.manual(), "one", folder)) {
      assertThat(device.store().latest("model").map(Slot::content)).contains(new byte[] {7});
    }
  }
}
