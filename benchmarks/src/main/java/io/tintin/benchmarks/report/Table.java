package io.tintin.benchmarks.report;

import java.util.List;

/** A table of Markdown: the first column to the left, the others to the right. */
final class Table {
  private final StringBuilder text = new StringBuilder();
  private boolean hasHeader;

  /** Adds a row; the first one is the header. */
  Table row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    if (!hasHeader) {
      hasHeader = true;
      text.append("|---|").append("---:|".repeat(cells.size() - 1)).append('\n');
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
