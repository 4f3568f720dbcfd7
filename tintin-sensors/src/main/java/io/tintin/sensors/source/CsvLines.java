package io.tintin.sensors.source;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a CSV file, each on a line of its own. So a stray quote spoils its own row and never the
 * ones after it, and no row needs more memory than a line may have. Empty lines are passed over;
 * bytes that are not UTF-8 become U+FFFD.
 */
final class CsvLines implements AutoCloseable {
  static final int MAX_LINE_CHARS = 64 * 1024;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final CsvReader.CsvReaderBuilder parser =
      CsvReader.builder().allowUnclosedQuote(false).maxBufferSize(2 * MAX_LINE_CHARS);
  private final BufferedReader in;
  private final StringBuilder line = new StringBuilder();
  private boolean isFirst = true;
  private boolean isTooLong;

  CsvLines(InputStream from) {
    this.in = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
  }

  /** Goes to the next line that is not empty; false at the end. */
  boolean next() throws IOException {
    do {
      if (!readLine()) {
        return false;
      }
    } while (line.isEmpty() && !isTooLong);
    return true;
  }

  /** Fields of the line; null when it is not CSV. */
  @Nullable CsvRecord fields() {
    if (isTooLong) {
      return null;
    }
    try {
      return parser.ofSingleCsvRecord(line.toString());
    } catch (CsvParseException e) {
      return null;
    }
  }

  private boolean readLine() throws IOException {
    line.setLength(0);
    isTooLong = false;
    boolean hasAny = false;
    for (int c = in.read(); c >= 0; c = in.read()) {
      hasAny = true;
      if (c == '\n') {
        break;
      }
      boolean isKept = c != '\r' && !(isFirst && line.isEmpty() && c == BYTE_ORDER_MARK);
      if (isKept && line.length() < MAX_LINE_CHARS) {
        line.append((char) c);
      } else if (isKept) {
        isTooLong = true;
      }
    }
    isFirst = false;
    return hasAny;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
