package io.tintin.cli.training;

import io.tintin.cli.data.DataSource;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** UTF-8 lines {@code name=value}, sorted by name; a backslash and a line end are escaped. */
final class ProvenanceCodec {
  private static final String VERSION = "version";
  private static final String LABEL = "data.label";
  private static final String DATA_SHA256 = "data.sha256";
  private static final String SETTING = "setting.";
  private static final String FROM = "from.sha256";
  private static final String IMPORTED = "imported";
  private static final String IMPORTED_SHA256 = "imported.sha256";
  private static final String ORIGIN = "origin.version";
  private static final String ORIGIN_SHA256 = "origin.data.sha256";

  private ProvenanceCodec() {}

  static byte[] encode(Provenance provenance) {
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put(VERSION, provenance.version());
    fields.put(LABEL, provenance.label());
    if (provenance instanceof Provenance.Trained trained) {
      put(fields, trained.plan());
      fields.put(DATA_SHA256, trained.dataSha256());
    }
    if (provenance instanceof Provenance.Imported imported) {
      fields.put(IMPORTED, imported.file());
      fields.put(IMPORTED_SHA256, imported.sha256());
      imported.origin().ifPresent(origin -> put(fields, origin));
    }
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (name, value) -> text.append(name).append('=').append(escape(value)).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void put(SortedMap<String, String> fields, Provenance.Origin origin) {
    fields.put(ORIGIN, origin.version());
    fields.put(ORIGIN_SHA256, origin.dataSha256());
  }

  private static void put(SortedMap<String, String> fields, TrainingPlan plan) {
    fields.put("data", plan.source().data());
    fields.put("data.test", plan.source().test());
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
  }

  /**
   * Reads the lines.
   *
   * @throws MalformedSavedModelException naming the field, the rule and the value
   */
  static Provenance decode(byte[] bytes) throws MalformedSavedModelException {
    Fields fields = new Fields(bytes);
    try {
      Provenance provenance = fields.has(IMPORTED) ? imported(fields) : trained(fields);
      fields.end();
      return provenance;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedSavedModelException("provenance: " + e.getMessage(), e);
    }
  }

  private static Provenance imported(Fields fields) throws MalformedSavedModelException {
    Optional<Provenance.Origin> origin =
        fields.has(ORIGIN)
            ? Optional.of(new Provenance.Origin(fields.take(ORIGIN), fields.take(ORIGIN_SHA256)))
            : Optional.empty();
    return new Provenance.Imported(
        fields.take(VERSION),
        fields.take(IMPORTED),
        fields.take(IMPORTED_SHA256),
        fields.take(LABEL),
        origin);
  }

  private static Provenance trained(Fields fields) throws MalformedSavedModelException {
    DataSource source =
        new DataSource(fields.take("data"), fields.take("data.test"), fields.take(LABEL));
    TrainingPlan plan =
        new TrainingPlan(
            source,
            fields.take("net"),
            fields.take("rule"),
            fields.takeAll(SETTING),
            Math.toIntExact(fields.takeLong("batch")),
            Math.toIntExact(fields.takeLong("epochs")),
            fields.takeLong("seed"),
            Math.toIntExact(fields.takeLong("limit")),
            Math.toIntExact(fields.takeLong("validate")),
            fields.takeOr(FROM, ""));
    return new Provenance.Trained(fields.take(VERSION), plan, fields.take(DATA_SHA256));
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

    boolean has(String name) {
      return byName.containsKey(name);
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
