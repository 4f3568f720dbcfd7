package io.tintin.cli.training;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of rules, from text. */
public final class Settings {
  private static final Pattern FRACTION = Pattern.compile("([0-9]{1,9})/([1-9][0-9]{0,9})");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,30})?");

  private static final Pattern INTEGER = Pattern.compile("[0-9]{1,15}");

  private Settings() {}

  /**
   * All settings of a rule: the given ones and the defaults of the others.
   *
   * @throws IllegalArgumentException if one is given that the rule does not have
   */
  public static SortedMap<String, String> settle(
      String rule, Map<String, String> given, Map<String, String> defaults) {
    SortedMap<String, String> settled = new TreeMap<>(defaults);
    for (String name : given.keySet()) {
      if (!defaults.containsKey(name)) {
        throw new IllegalArgumentException(
            "settings of rule " + rule + " must be among " + settled.keySet() + ": " + name);
      }
    }
    settled.putAll(given);
    return settled;
  }

  /** The text of a setting. */
  public static String get(Map<String, String> settled, String name) {
    String value = settled.get(name);
    if (value == null) {
      throw new IllegalArgumentException("settings must have a " + name + ": " + settled);
    }
    return value;
  }

  /**
   * An integer in {@code [0, most]}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static long integer(Map<String, String> settled, String name, long most) {
    String text = get(settled, name);
    if (!INTEGER.matcher(text).matches() || Long.parseLong(text) > most) {
      throw new IllegalArgumentException(
          name + " must be an integer in [0, " + most + "]: " + text);
    }
    return Long.parseLong(text);
  }

  /**
   * One of several constants, each named by the first word of its own name, in lower case.
   *
   * @throws IllegalArgumentException if the text names none of them
   */
  @SafeVarargs
  static <T extends Enum<T>> T choice(Map<String, String> settled, String name, T... choices) {
    String text = get(settled, name);
    List<String> names = new ArrayList<>();
    for (T choice : choices) {
      String word = choice.name().toLowerCase(Locale.ROOT).split("_", 2)[0];
      if (word.equals(text)) {
        return choice;
      }
      names.add(word);
    }
    throw new IllegalArgumentException(name + " must be one of " + names + ": " + text);
  }

  /**
   * The {@code k} of a number {@code 2^-k}, written as {@code 0.125} or {@code 1/8}.
   *
   * @param most largest magnitude of {@code k}
   * @throws IllegalArgumentException if it is no such number
   */
  static int rightShift(Map<String, String> settled, String name, int most) {
    String text = get(settled, name);
    BigDecimal number = number(name, text);
    for (int k = -most; k <= most; k++) {
      // Both sides are exact: 2^-k has k digits after the point.
      BigDecimal power = new BigDecimal(2).pow(Math.abs(k));
      BigDecimal wanted = k < 0 ? power : BigDecimal.ONE.divide(power);
      if (number.compareTo(wanted) == 0) {
        return k;
      }
    }
    throw new IllegalArgumentException(
        name + " must be a power of two such as 1/8 or 0.125: " + text);
  }

  /**
   * A number written as {@code 0.03} or {@code 1/32}, in steps of {@code 2^-bits}, rounded to
   * nearest.
   *
   * @param least of the rounded number
   * @throws IllegalArgumentException if it is no such number, or not in {@code [least, most]} steps
   */
  public static int steps(Map<String, String> settled, String name, int bits, int least, int most) {
    String text = get(settled, name);
    BigDecimal scaled = number(name, text).multiply(new BigDecimal(BigInteger.ONE.shiftLeft(bits)));
    BigDecimal rounded = scaled.setScale(0, RoundingMode.HALF_UP);
    if (rounded.compareTo(BigDecimal.valueOf(least)) < 0
        || rounded.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw new IllegalArgumentException(
          name + " must be in [" + least + ", " + most + "] steps of 2^-" + bits + ": " + text);
    }
    return rounded.intValueExact();
  }

  /**
   * A number written as {@code 0.03} or {@code 1/32}.
   *
   * @throws IllegalArgumentException if it is no such number
   */
  public static BigDecimal number(String name, String text) {
    Matcher fraction = FRACTION.matcher(text);
    if (fraction.matches()) {
      BigDecimal over = new BigDecimal(fraction.group(2));
      return new BigDecimal(fraction.group(1)).divide(over, 40, RoundingMode.HALF_UP);
    }
    if (DECIMAL.matcher(text).matches()) {
      return new BigDecimal(text);
    }
    throw new IllegalArgumentException(name + " must be a number such as 0.03 or 1/32: " + text);
  }
}
