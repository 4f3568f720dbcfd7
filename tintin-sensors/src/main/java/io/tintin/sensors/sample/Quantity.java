package io.tintin.sensors.sample;

/** What a channel measures, and the unit its power of ten refers to. */
public enum Quantity {
  TEMPERATURE("degC"),
  HUMIDITY("percent"),
  PRESSURE("Pa"),
  CO2("ppm"),
  ILLUMINANCE("lx"),
  VOLTAGE("V"),
  CURRENT("A"),
  POWER("W"),
  COUNT("1"),
  /** Anything else; its unit is the user's. */
  OTHER("");

  private final String unit;

  Quantity(String unit) {
    this.unit = unit;
  }

  /** Symbol of the unit, in ASCII. */
  public String unit() {
    return unit;
  }
}
