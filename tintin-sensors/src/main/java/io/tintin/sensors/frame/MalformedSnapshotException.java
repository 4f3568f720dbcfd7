package io.tintin.sensors.frame;

/** The bytes are no state of this normaliser; the message names the field and both values. */
public final class MalformedSnapshotException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedSnapshotException(String message) {
    super(message);
  }
}
