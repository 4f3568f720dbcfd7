package io.tintin.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
  @TempDir Path folder;

  private RawDataset read(String text, String label) throws Exception {
    Path file = Files.writeString(folder.resolve("a.csv"), text);
    return CsvTable.read(file, label, null);
  }

  @Test
  void lastColumnIsTheLabelAndTextMakesAHeader() throws Exception {
    RawDataset data = read("\uFEFFwidth, height,kind\n1.5,-2,tall\n3,4e1,flat\n\n", "");
    assertThat(data.count()).isEqualTo(2);
    assertThat(data.shape().size()).isEqualTo(2);
    assertThat(data.classes()).containsExactly("flat", "tall");
    assertThat(data.label(0)).isEqualTo(1);
    assertThat(data.numbers().at(0, 0, 1)).isEqualTo(15);
    assertThat(data.numbers().at(0, 1, 0)).isEqualTo(-2);
    assertThat(data.numbers().at(1, 1, 0)).isEqualTo(40);
  }

  @Test
  void numbersInTheFirstRowAreAnExample() throws Exception {
    RawDataset data = read("1,2,10\n3,4,9\n", "");
    assertThat(data.count()).isEqualTo(2);
    assertThat(data.classes()).containsExactly("9", "10");
  }

  @Test
  void namedColumnIsTheLabel() throws Exception {
    RawDataset data = read("kind,width\nb,1\na,2\n", "kind");
    assertThat(data.shape().size()).isEqualTo(1);
    assertThat(data.label(0)).isEqualTo(1);
    assertThat(data.numbers().at(1, 0, 0)).isEqualTo(2);
  }

  @Test
  void gzippedFileIsRead() throws Exception {
    byte[] packed = IdxFiles.gzip("1,a\n2,b\n".getBytes(StandardCharsets.UTF_8));
    Path file = Files.write(folder.resolve("b.csv.gz"), packed);
    assertThat(CsvTable.read(file, "", null).count()).isEqualTo(2);
    Path part = Files.write(folder.resolve("c.csv.gz"), java.util.Arrays.copyOf(packed, 15));
    assertThatThrownBy(() -> CsvTable.read(part, "", null))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith("c.csv.gz: file must be whole");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'1,2,a\n3,b\n' | a.csv, line 2: number of columns must be 3: 2",
        "'1,2,a\n3,4,5,b\n' | a.csv, line 2: number of columns must be 3: 4",
        "'1,2,a\n3,x,b\n' | a.csv, line 2: column 2 must be a number below 10^18: \"x\"",
        "'1,2,a\n3,,b\n' | a.csv, line 2: column 2 must be a number below 10^18: \"\"",
        "'1,2,a\n3,NaN,b\n' | a.csv, line 2: column 2 must be a number below 10^18: \"NaN\"",
        "'1,2,a\n3,1e18,b\n' | a.csv, line 2: column 2 must be a number below 10^18: \"1e18\"",
        "'1,2,a\n3,1e999999999,b\n' | a.csv, line 2: column 2 must be a number below 10^18:"
            + " \"1e999999999\"",
        "'1,2,a\n3,4,\n' | a.csv, line 2: label must be 1 to 64 characters of one line: \"\"",
        "'1,2,a\n3,4,a\n' | a.csv: number of classes must be at least 2: 1",
        "'a\nb\n' | 'a.csv: number of columns must be in [2, 65536]: 1'",
        "'x,y\n' | a.csv: number of examples must be at least 1: 0",
        "'' | a.csv: number of examples must be at least 1: 0",
      })
  void wrongFileIsRefused(String text, String message) {
    assertThatThrownBy(() -> read(text, ""))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,\"a\n2,b\n", "1,a\n2,\"b"})
  void openQuoteIsRefused(String text) {
    assertThatThrownBy(() -> read(text, ""))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith("a.csv: file must be CSV: ");
  }

  @Test
  void longTextIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> read("1,a\n" + "9".repeat(100_000) + ",b\n", ""))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage("a.csv, line 2: column 1 must be a number below 10^18: 100000 characters");
  }

  @Test
  void labelThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> read("x,kind\n1,a\n", "sort"))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage("a.csv: label column must be once in the header: sort");
  }

  @Test
  void classOfAnotherFileIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("a.csv"), "1,a\n2,c\n");
    assertThatThrownBy(() -> CsvTable.read(file, "", List.of("a", "b")))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage("a.csv: label must be one of the classes trained on: \"c\"");
  }

  @ParameterizedTest
  @CsvSource({
    "1.25, 2, 125",
    "1.25, 1, 13",
    "-1.25, 1, -13",
    "1.24, 1, 12",
    "123, -2, 1",
    "150, -2, 2",
    "1e17, 18, 1099511627776",
    "-1e17, 18, -1099511627776",
    "1e-30, 18, 0",
    "0.1234567890123456789, 18, 1099511627776",
    "5e-18, 17, 1",
    "0, 18, 0",
  })
  void numbersAreRoundedToTheStep(String text, int decimals, long expected) {
    DecimalNumbers.Builder builder = new DecimalNumbers.Builder();
    builder.add(DecimalNumbers.parse(text).orElseThrow());
    assertThat(builder.build(1).at(0, 0, decimals)).isEqualTo(expected);
  }
}
