package io.tintin.device.sim;

import io.tintin.device.Capabilities;
import io.tintin.device.CpuFeature;
import io.tintin.device.Device;
import io.tintin.device.DeviceId;
import io.tintin.device.Isa;
import io.tintin.device.store.FileSlotStore;
import io.tintin.device.store.MemorySlotStore;
import io.tintin.device.store.SlotStore;
import io.tintin.device.store.StoreException;
import io.tintin.device.time.ClockTrust;
import java.nio.file.Path;

/**
 * A device without hardware: real interfaces on virtual time.
 *
 * <pre>{@code
 * VirtualTime time = VirtualTime.manual();
 * try (SimulatedDevice mote = SimulatedDevice.on(time, "mote-3")) {
 *   time.advance(5_000_000_000L);
 *   mote.store().commit("model", bytes);
 * }
 * }</pre>
 */
public final class SimulatedDevice implements Device {
  /**
   * A small Linux gateway: four 64-bit cores at 1,000 MHz with SIMD and FPU, 512 MiB of memory, 8
   * GiB of storage in blocks of 4 MiB made for 3,000 erasures.
   */
  public static final Capabilities GATEWAY =
      Capabilities.UNKNOWN
          .withIsa(Isa.AARCH64)
          .withCores(4, 1_000)
          .withCpuFeatures(CpuFeature.FPU, CpuFeature.SIMD)
          .withRamBytes(512L << 20)
          .withFlash(8L << 30, 4 << 20, 3_000);

  private final DeviceId id;
  private final Capabilities capabilities;
  private final VirtualClock clock;
  private final SlotStore store;

  private SimulatedDevice(
      DeviceId id, Capabilities capabilities, VirtualClock clock, SlotStore store) {
    this.id = id;
    this.capabilities = capabilities;
    this.clock = clock;
    this.store = store;
  }

  /** A {@link #GATEWAY} with a store in memory, whose wall clock begins at 1970 and is right. */
  public static SimulatedDevice on(VirtualTime time, String id) {
    return of(new DeviceId(id), GATEWAY, time.clock(0, ClockTrust.NTP), new MemorySlotStore());
  }

  /**
   * As {@link #on(VirtualTime, String)}, with a store in files, so that it can be opened again.
   *
   * @throws StoreException when the folder can't be made or is in use
   */
  public static SimulatedDevice on(VirtualTime time, String id, Path storeFolder)
      throws StoreException {
    DeviceId deviceId = new DeviceId(id);
    return of(deviceId, GATEWAY, time.clock(0, ClockTrust.NTP), FileSlotStore.open(storeFolder));
  }

  /** A device of the given parts; it owns the store from now on. */
  public static SimulatedDevice of(
      DeviceId id, Capabilities capabilities, VirtualClock clock, SlotStore store) {
    return new SimulatedDevice(id, capabilities, clock, store);
  }

  @Override
  public DeviceId id() {
    return id;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  /** This device's clock, which a test can step and distrust. */
  @Override
  public VirtualClock time() {
    return clock;
  }

  @Override
  public SlotStore store() {
    return store;
  }

  @Override
  public void close() {
    store.close();
  }
}
