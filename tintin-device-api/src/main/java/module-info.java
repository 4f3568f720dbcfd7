/** What a device is: its capabilities, its time, and storage that survives power cuts. */
module io.tintin.device {
  requires static org.jspecify;

  exports io.tintin.device;
  exports io.tintin.device.line;
  exports io.tintin.device.sim;
  exports io.tintin.device.store;
  exports io.tintin.device.time;
}
