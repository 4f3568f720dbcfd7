package io.tintin.samples.motes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user meets it. */
class MotesDemoTest {
  @TempDir Path folder;

  private record Outcome(int code, List<String> lines) {}

  private static Outcome run(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int code = MotesDemo.execute(out, false, arguments);
    return new Outcome(code, bytes.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void lastLinesNameTheReportAndTheModel() throws IOException {
    Outcome outcome = run("--loopback", "--study-seeds", "1", "--out", folder.toString());
    assertThat(outcome.code()).isZero();
    List<String> last = outcome.lines().subList(outcome.lines().size() - 2, outcome.lines().size());
    Path page = folder.resolve("report.html");
    assertThat(last.get(0)).isEqualTo("report " + page.toAbsolutePath());
    assertThat(last.get(1)).matches("global model sha256 [0-9a-f]{64}");
    String html = Files.readString(page);
    assertThat(html).contains(last.get(1).substring("global model sha256 ".length()));
    assertThat(html).contains("<svg").doesNotContain("src=").doesNotContain("href=");
    assertThat(Files.readAllLines(folder.resolve("figures.csv")))
        .hasSizeGreaterThan(200)
        .allMatch(line -> line.chars().filter(c -> c == ',').count() == 6);
  }

  @Test
  void unknownOptionIsOneLineAndCode2() {
    Outcome outcome = run("--brokr", "tcp://localhost:1883");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.lines()).hasSize(1);
    assertThat(outcome.lines().get(0)).contains("--brokr").contains("--help");
  }

  @Test
  void unreachableBrokerIsCode2WithOneLineForIt() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Outcome outcome = run("--broker", "tcp://127.0.0.1:" + port, "--out", folder.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.lines().get(outcome.lines().size() - 1))
        .startsWith("bin/demo: ")
        .contains("127.0.0.1:" + port);
    assertThat(folder.resolve("report.html")).doesNotExist();
  }

  @Test
  void wrongBrokerAddressIsCode2() {
    Outcome outcome = run("--broker", "http://example");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.lines().get(outcome.lines().size() - 1)).contains("tcp://host:port");
  }

  @Test
  void folderThatCannotBeMadeIsCode2BeforeAnythingRuns() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "a file");
    Outcome outcome = run("--loopback", "--out", file.resolve("below").toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.lines())
        .containsExactly("bin/demo: --out must be a folder that can be made: " + file + "/below");
  }

  @Test
  void contradictingOptionsAreCode2() {
    Outcome outcome = run("--loopback", "--broker", "tcp://localhost:1883");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.lines()).hasSize(1);
  }

  @Test
  void helpNamesEveryOption() {
    Outcome outcome = run("--help");
    assertThat(outcome.code()).isZero();
    assertThat(String.join("\n", outcome.lines()))
        .contains("--broker", "--loopback", "--out", "--seed", "--study-seeds");
  }
}
