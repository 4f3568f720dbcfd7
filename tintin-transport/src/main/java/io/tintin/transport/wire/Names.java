package io.tintin.transport.wire;

import java.util.regex.Pattern;

/**
 * Names of fleets and gateways: {@code [A-Za-z0-9_-]{1,64}}, which every broker takes in topics,
 * access lists and session names.
 */
public final class Names {
  /** Longest name. */
  public static final int MAX_LENGTH = 64;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1," + MAX_LENGTH + "}");

  private Names() {}

  /** Whether the text is a name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * Returns the name.
   *
   * @param field what it names, for the message
   * @throws IllegalArgumentException if it is none
   */
  public static String check(String field, String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(field + " must match " + NAME.pattern() + ": " + name);
    }
    return name;
  }
}
