package io.tintin.sensors.sample;

/** Text from outside is not a number that fits. */
public final class MalformedNumberException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedNumberException(String message) {
    super(message);
  }
}
