package io.tintin.mcu;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a program may be called: its name begins those of its functions, constants and files. */
final class ProgramName {
  private static final Pattern FORM = Pattern.compile("[a-z][a-zA-Z0-9]{0,30}");

  private static final Set<String> KEYWORDS =
      Set.of(
          "auto",
          "break",
          "case",
          "char",
          "const",
          "continue",
          "default",
          "do",
          "double",
          "else",
          "enum",
          "extern",
          "float",
          "for",
          "goto",
          "if",
          "inline",
          "int",
          "long",
          "register",
          "restrict",
          "return",
          "short",
          "signed",
          "sizeof",
          "static",
          "struct",
          "switch",
          "typedef",
          "union",
          "unsigned",
          "void",
          "volatile",
          "while");

  /** A header of the same name would be found in their place. */
  private static final Set<String> HEADERS =
      Set.of(
          "assert",
          "complex",
          "ctype",
          "errno",
          "fenv",
          "inttypes",
          "iso646",
          "limits",
          "locale",
          "math",
          "setjmp",
          "signal",
          "stdarg",
          "stdbool",
          "stddef",
          "stdint",
          "stdio",
          "stdlib",
          "string",
          "tgmath",
          "time",
          "wchar",
          "wctype");

  /** What the files of the library, of boards and of the float32 net begin with. */
  private static final List<String> TAKEN = List.of("tintin", "selftest", "board", "rival");

  private ProgramName() {}

  static void check(String name) {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name must be 1 to 31 letters and digits, the first in lower case: " + name);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (KEYWORDS.contains(lower) || HEADERS.contains(lower)) {
      throw new IllegalArgumentException("name must be no word of C and no header of it: " + name);
    }
    for (String taken : TAKEN) {
      if (lower.startsWith(taken)) {
        throw new IllegalArgumentException(
            CText.of("name must not begin with %s, as other files do: %s", taken, name));
      }
    }
  }
}
