package io.tintin.sensors.source;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in a row each part stands. */
final class CsvColumns {
  private static final int NONE = -1;

  private final int time;
  private final int filter;
  private final int label;
  private final int[] values;

  private CsvColumns(int time, int filter, int label, int[] values) {
    this.time = time;
    this.filter = filter;
    this.label = label;
    this.values = values;
  }

  static CsvColumns of(String file, @Nullable CsvRecord header, CsvSourceBuilder from)
      throws SourceException {
    if (header == null) {
      throw new SourceException("file must have a header: " + file);
    }
    List<String> names = new ArrayList<>();
    for (String name : header.getFields()) {
      names.add(name.strip());
    }
    int[] values = new int[from.columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = index(file, names, from.columns.get(i));
    }
    return new CsvColumns(
        index(file, names, from.timeColumn),
        from.filterColumn.isEmpty() ? NONE : index(file, names, from.filterColumn),
        from.labelColumn.isEmpty() ? NONE : index(file, names, from.labelColumn),
        values);
  }

  private static int index(String file, List<String> names, String name) throws SourceException {
    int index = names.indexOf(name);
    if (index < 0 || names.lastIndexOf(name) != index) {
      throw new SourceException(
          "column must be once in the header " + names + " of " + file + ": " + name);
    }
    return index;
  }

  boolean hasFilter() {
    return filter != NONE;
  }

  boolean hasLabel() {
    return label != NONE;
  }

  String time(CsvRecord row) {
    return field(row, time);
  }

  String filter(CsvRecord row) {
    return field(row, filter);
  }

  String label(CsvRecord row) {
    return field(row, label);
  }

  String value(CsvRecord row, int channel) {
    return field(row, values[channel]);
  }

  /** The text of a field, empty when the row is too short. */
  private static String field(CsvRecord row, int index) {
    return index < row.getFieldCount() ? row.getField(index) : "";
  }
}
