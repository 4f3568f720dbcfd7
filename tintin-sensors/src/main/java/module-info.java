/** From sensor samples to int8 frames: sources, quality, windows, features, normaliser, labels. */
module io.tintin.sensors {
  requires de.siegmar.fastcsv;
  requires io.tintin.core;
  requires transitive io.tintin.device;
  requires static org.jspecify;

  exports io.tintin.sensors;
  exports io.tintin.sensors.feature;
  exports io.tintin.sensors.frame;
  exports io.tintin.sensors.quality;
  exports io.tintin.sensors.sample;
  exports io.tintin.sensors.source;
  exports io.tintin.sensors.window;
}
