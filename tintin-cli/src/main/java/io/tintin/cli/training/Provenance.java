package io.tintin.cli.training;

import io.tintin.cli.data.DataSource;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a saved model comes from: all that doing it again needs.
 *
 * @param version of this program
 * @param dataSha256 of the examples that were read, 64 hex digits
 */
public record Provenance(String version, TrainingPlan plan, String dataSha256) {
  private static final String SETTING = "setting.";
  private static final String FROM = "from.sha256";

  public Provenance {
    if (!dataSha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("data sha256 must be 64 hex digits: " + dataSha256);
    }
  }

  /** UTF-8 lines {@code name=value}, sorted by name; a backslash and a line end are escaped. */
  public byte[] encode() {
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put("version", version);
    fields.put("data", plan.source().data());
    fields.put("data.test", plan.source().test());
    fields.put("data.label", plan.source().label());
    fields.put("data.sha256", dataSha256);
    fields.put("net", plan.net());
    fields.put("rule", plan.rule());
    plan.settings().forEach((name, value) -> fields.put(SETTING + name, value));
    fields.put("batch", Integer.toString(plan.batchSize()));
    fields.put("epochs", Integer.toString(plan.epochs()));
    fields.put("seed", Long.toString(plan.seed()));
    fields.put("limit", Integer.toString(plan.limit()));
    fields.put("validate", Integer.toString(plan.validate()));
    if (!plan.from().isEmpty()) {
      fields.put(FROM, plan.from());
    }
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (name, value) -> text.append(name).append('=').append(escape(value)).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads the lines.
   *
   * @throws MalformedSavedModelException naming the field, the rule and the value
   */
  public static Provenance decode(byte[] bytes) throws MalformedSavedModelException {
    Fields fields = new Fields(bytes);
    try {
      DataSource source =
          new DataSource(fields.take("data"), fields.take("data.test"), fields.take("data.label"));
      SortedMap<String, String> settings = fields.takeAll(SETTING);
      TrainingPlan plan =
          new TrainingPlan(
              source,
              fields.take("net"),
              fields.take("rule"),
              settings,
              Math.toIntExact(fields.takeLong("batch")),
              Math.toIntExact(fields.takeLong("epochs")),
              fields.takeLong("seed"),
              Math.toIntExact(fields.takeLong("limit")),
              Math.toIntExact(fields.takeLong("validate")),
              fields.takeOr(FROM, ""));
      Provenance provenance =
          new Provenance(fields.take("version"), plan, fields.take("data.sha256"));
      fields.end();
      return provenance;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedSavedModelException("provenance: " + e.getMessage(), e);
    }
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n");
  }

  /** The lines by name, taken one by one. */
  private static final class Fields {
    private final SortedMap<String, String> byName = new TreeMap<>();

    Fields(byte[] bytes) throws MalformedSavedModelException {
      for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.isEmpty()) {
          continue;
        }
        int equals = line.indexOf('=');
        if (equals < 1) {
          throw new MalformedSavedModelException("provenance line must be name=value: " + line);
        }
        String value = unescape(line.substring(equals + 1));
        if (byName.put(line.substring(0, equals), value) != null) {
          throw new MalformedSavedModelException("provenance field must be there once: " + line);
        }
      }
    }

    private static String unescape(String text) {
      StringBuilder value = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        boolean isEscape = text.charAt(i) == '\\' && i + 1 < text.length();
        char c = text.charAt(isEscape ? ++i : i);
        value.append(isEscape && c == 'n' ? '\n' : c);
      }
      return value.toString();
    }

    String take(String name) throws MalformedSavedModelException {
      String value = byName.remove(name);
      if (value == null) {
        throw new MalformedSavedModelException("provenance must have a " + name + ": " + byName);
      }
      return value;
    }

    String takeOr(String name, String otherwise) {
      String value = byName.remove(name);
      return value == null ? otherwise : value;
    }

    long takeLong(String name) throws MalformedSavedModelException {
      return Long.parseLong(take(name));
    }

    SortedMap<String, String> takeAll(String prefix) {
      SortedMap<String, String> taken = new TreeMap<>();
      byName.forEach(
          (name, value) -> {
            if (name.startsWith(prefix)) {
              taken.put(name.substring(prefix.length()), value);
            }
          });
      byName.keySet().removeIf(name -> name.startsWith(prefix));
      return taken;
    }

    void end() throws MalformedSavedModelException {
      if (!byName.isEmpty()) {
        throw new MalformedSavedModelException("provenance field must be known: " + byName);
      }
    }
  }
}
