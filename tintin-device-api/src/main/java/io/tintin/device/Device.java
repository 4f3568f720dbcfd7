package io.tintin.device;

import io.tintin.device.store.SlotStore;
import io.tintin.device.time.TimeSource;

/**
 * A gateway, a simulated node or a microcontroller behind a link, as the rest of Tin-Tin sees it.
 *
 * <p>Each accessor returns the same object on every call and does no input or output. A device owns
 * its store: closing the one closes the other, and closing twice does nothing more.
 */
public interface Device extends AutoCloseable {
  DeviceId id();

  /** What the hardware can do; does not change while the device is open. */
  Capabilities capabilities();

  TimeSource time();

  SlotStore store();

  /** Closes the store. Never fails: what was committed is safe already. */
  @Override
  void close();
}
