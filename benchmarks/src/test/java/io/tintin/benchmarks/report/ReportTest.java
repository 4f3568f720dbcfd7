package io.tintin.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.benchmarks.result.ResultFiles;
import io.tintin.benchmarks.result.Results;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class ReportTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @Test
  void aPageIsWrittenAsItWas() throws IOException {
    check("benchmarks.md", new Report(Sample.results()).page());
  }

  @Test
  void aChartIsWrittenAsItWas() throws Exception {
    String svg = new Report(Sample.results()).chart();
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
    check("benchmarks.svg", svg);
  }

  /** {@code -Dtintin.golden=write} writes the files anew: look at the difference. */
  private static void check(String name, String text) throws IOException {
    Path file = GOLDEN.resolve(name);
    if ("write".equals(System.getProperty("tintin.golden"))) {
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }

  @Test
  void savedResultsGiveTheSamePage(@TempDir Path folder) throws IOException {
    ResultFiles files = new ResultFiles(folder);
    files.save(Sample.results());
    Results loaded = files.load();
    assertThat(new Report(loaded).page()).isEqualTo(new Report(Sample.results()).page());
    assertThat(new Report(loaded).chart()).isEqualTo(new Report(Sample.results()).chart());
  }
}
