package io.tintin.device.store;

import java.util.regex.Pattern;

/** The rules of {@link SlotStore} for what is passed in. */
final class Keys {
  private static final Pattern RULE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private Keys() {}

  static void check(String key) {
    if (!RULE.matcher(key).matches()) {
      throw new IllegalArgumentException("key must match " + RULE + ": " + key);
    }
  }

  static void check(byte[] content) {
    if (content.length > SlotStore.MAX_CONTENT_BYTES) {
      throw new IllegalArgumentException(
          "content size must be at most " + SlotStore.MAX_CONTENT_BYTES + ": " + content.length);
    }
  }
}
