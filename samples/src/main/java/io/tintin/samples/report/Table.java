package io.tintin.samples.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text below a header; for the terminal and for a page. */
public record Table(List<String> header, List<List<String>> rows) {
  public Table {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException("row size must be " + header.size() + ": " + row.size());
      }
    }
  }

  /** Aligned columns, the first to the left, the others to the right. */
  public String toText() {
    List<List<String>> all = new ArrayList<>();
    all.add(header);
    all.addAll(rows);
    int[] widths = new int[header.size()];
    for (List<String> row : all) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      for (int c = 0; c < widths.length; c++) {
        String padding = " ".repeat(widths[c] - row.get(c).length());
        text.append(c == 0 ? row.get(c) + padding : "  " + padding + row.get(c));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
