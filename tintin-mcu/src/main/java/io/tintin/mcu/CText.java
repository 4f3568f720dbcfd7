package io.tintin.mcu;

import java.util.Locale;
import java.util.function.IntUnaryOperator;

/** Parts of C that are written alike. */
final class CText {
  private static final int LINE = 100;

  private CText() {}

  /** {@link String#format} with the digits of C, whatever the locale. */
  static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Appends the definition of an array, in lines. */
  static void array(
      StringBuilder text, String type, String name, int count, IntUnaryOperator values) {
    text.append(CText.of("%s %s[%d] = {", type, name, count));
    int column = LINE;
    for (int i = 0; i < count; i++) {
      String value = values.applyAsInt(i) + ",";
      if (column + 1 + value.length() > LINE) {
        text.append("\n   ");
        column = 3;
      }
      text.append(' ').append(value);
      column += 1 + value.length();
    }
    text.append("};\n");
  }
}
