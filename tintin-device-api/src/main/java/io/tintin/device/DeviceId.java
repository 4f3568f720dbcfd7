package io.tintin.device;

import java.util.regex.Pattern;

/**
 * Name of a device, unique in its fleet; safe in a file name and in an MQTT topic.
 *
 * @param value 1 to 63 characters of {@code a-z 0-9 . _ -}, the first a letter or a digit
 */
public record DeviceId(String value) implements Comparable<DeviceId> {
  private static final Pattern RULE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  /** Checks the rule above; {@link IllegalArgumentException} when it is broken. */
  public DeviceId {
    if (!RULE.matcher(value).matches()) {
      throw new IllegalArgumentException("device id must match " + RULE + ": " + value);
    }
  }

  @Override
  public int compareTo(DeviceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
