/** Models as C99 for microcontrollers. */
module io.tintin.mcu {
  requires transitive io.tintin.core;
  requires static org.jspecify;

  exports io.tintin.mcu;
}
