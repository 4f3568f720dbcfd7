package io.tintin.cli.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.tintin.core.tensor.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Examples from a CSV file, plain or gzipped: numbers, and a label that is any text.
 *
 * <p>The first row is a header if one of its features is no number. The label is the named column,
 * or else the last one. Classes are in the order of their numbers if all labels are integers, else
 * in that of their text.
 */
final class CsvTable {
  /** Most fields of a row. */
  static final int MAX_FIELDS = 1 << 16;

  private static final int MAX_NUMBERS = 1 << 28;
  private static final int MAX_BUFFER = 1 << 24;
  private static final Pattern LABEL =
      Pattern.compile("\\P{Cntrl}{1," + DecimalNumbers.MAX_TEXT + "}");

  private final String where;
  private final DecimalNumbers.Builder numbers = new DecimalNumbers.Builder();
  private final List<String> labels = new ArrayList<>();
  private int fields;
  private int labelColumn;

  private CsvTable(Path file) {
    this.where = String.valueOf(file.getFileName());
  }

  /**
   * Reads a file.
   *
   * @param labelName of the header; empty for the last column
   * @param classes that labels must be of; null for those of the file
   * @throws MalformedDataException naming file, line, field, rule and value
   */
  static RawDataset read(Path file, String labelName, @Nullable List<String> classes)
      throws IOException, MalformedDataException {
    CsvTable table = new CsvTable(file);
    try (CsvReader<CsvRecord> rows =
        CsvReader.builder()
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .detectBomHeader(true)
            .maxBufferSize(MAX_BUFFER)
            .ofCsvRecord(Inputs.open(file), StandardCharsets.UTF_8)) {
      boolean isFirst = true;
      for (CsvRecord row : rows) {
        if (isFirst && table.start(row, labelName)) {
          isFirst = false;
          continue;
        }
        isFirst = false;
        table.add(row);
      }
      return table.build(classes);
    } catch (CsvParseException e) {
      throw new MalformedDataException(table.where + ": file must be CSV: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw table.unreadable(e);
    } catch (EOFException | ZipException e) {
      throw table.unreadable(e);
    }
  }

  private MalformedDataException unreadable(Exception cause) {
    return new MalformedDataException(where + ": file must be whole: " + cause.getMessage(), cause);
  }

  /** Takes the layout from the first row; true if it is a header. */
  private boolean start(CsvRecord row, String labelName) throws MalformedDataException {
    fields = row.getFieldCount();
    if (fields < 2 || fields > MAX_FIELDS) {
      throw MalformedDataException.of(
          where, "number of columns", "in [2, " + MAX_FIELDS + "]", fields);
    }
    labelColumn = fields - 1;
    if (!labelName.isEmpty()) {
      List<String> names = row.getFields().stream().map(String::strip).toList();
      labelColumn = names.indexOf(labelName);
      if (labelColumn < 0 || names.lastIndexOf(labelName) != labelColumn) {
        throw MalformedDataException.of(where, "label column", "once in the header", labelName);
      }
      return true;
    }
    for (int f = 0; f < labelColumn; f++) {
      if (DecimalNumbers.parse(row.getField(f)).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private void add(CsvRecord row) throws MalformedDataException {
    String at = where + ", line " + row.getStartingLineNumber();
    if (row.getFieldCount() != fields) {
      throw MalformedDataException.of(at, "number of columns", fields, row.getFieldCount());
    }
    for (int f = 0; f < fields; f++) {
      if (f != labelColumn) {
        Optional<BigDecimal> number = DecimalNumbers.parse(row.getField(f));
        if (number.isEmpty()) {
          throw MalformedDataException.of(
              at, "column " + (f + 1), "a number below 10^18", shown(row.getField(f)));
        }
        numbers.add(number.get());
      }
    }
    String label = row.getField(labelColumn).strip();
    if (!LABEL.matcher(label).matches()) {
      throw MalformedDataException.of(
          at, "label", "1 to " + DecimalNumbers.MAX_TEXT + " characters of one line", shown(label));
    }
    labels.add(label);
    if (numbers.count() > MAX_NUMBERS - MAX_FIELDS) {
      throw MalformedDataException.of(at, "number of values", "below " + MAX_NUMBERS, "more");
    }
  }

  private static String shown(String text) {
    return text.length() <= DecimalNumbers.MAX_TEXT
        ? "\"" + text.replaceAll("\\p{Cntrl}", " ") + "\""
        : text.length() + " characters";
  }

  private RawDataset build(@Nullable List<String> given) throws MalformedDataException {
    if (labels.isEmpty()) {
      throw MalformedDataException.of(where, "number of examples", "at least 1", 0);
    }
    List<String> classes = given == null ? classes(labels) : given;
    if (classes.size() < 2) {
      throw MalformedDataException.of(where, "number of classes", "at least 2", classes.size());
    }
    Map<String, Integer> indices = new HashMap<>();
    for (String name : classes) {
      indices.put(name, indices.size());
    }
    int[] targets = new int[labels.size()];
    for (int i = 0; i < targets.length; i++) {
      Integer index = indices.get(labels.get(i));
      if (index == null) {
        throw MalformedDataException.of(
            where, "label", "one of the classes trained on", shown(labels.get(i)));
      }
      targets[i] = index;
    }
    int columns = fields - 1;
    return RawDataset.of(Shape.of(columns), numbers.build(columns), targets, classes);
  }

  private static List<String> classes(List<String> labels) {
    boolean areIntegers = labels.stream().allMatch(label -> label.matches("[+-]?[0-9]{1,18}"));
    Comparator<String> byText = Comparator.naturalOrder();
    Comparator<String> byNumber = Comparator.comparingLong(Long::parseLong);
    TreeSet<String> sorted = new TreeSet<>(areIntegers ? byNumber.thenComparing(byText) : byText);
    sorted.addAll(labels);
    return List.copyOf(sorted);
  }
}
