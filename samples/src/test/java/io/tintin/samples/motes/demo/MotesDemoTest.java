package io.tintin.samples.motes.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user meets it. */
class MotesDemoTest {
  @TempDir Path folder;

  private record Outcome(int code, List<String> lines, List<String> errors) {}

  private static Outcome run(String... arguments) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code =
        MotesDemo.execute(
            new PrintStream(lines, true, UTF_8),
            new PrintStream(errors, true, UTF_8),
            false,
            arguments);
    return new Outcome(
        code, lines.toString(UTF_8).lines().toList(), errors.toString(UTF_8).lines().toList());
  }

  private static void assertUsage(Outcome outcome, String... words) {
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.lines()).isEmpty();
    assertThat(outcome.errors()).hasSize(1);
    assertThat(outcome.errors().get(0)).startsWith("bin/demo: ").contains(words);
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
  void modelFilesGiveThePrintedHash() throws Exception {
    Outcome outcome = run("--loopback", "--study-seeds", "0", "--out", folder.toString());
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(Files.readAllBytes(folder.resolve("event.model")));
    sha256.update(Files.readAllBytes(folder.resolve("forecast.model")));
    assertThat(outcome.lines())
        .endsWith("global model sha256 " + HexFormat.of().formatHex(sha256.digest()));
  }

  @Test
  void unknownOptionIsOneLineAndCode2() {
    assertUsage(run("--brokr", "tcp://localhost:1883"), "--brokr", "--help");
  }

  @Test
  void unreachableBrokerIsOneLineAndCode2() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String broker = "tcp://127.0.0.1:" + port;
    assertUsage(run("--broker", broker, "--out", folder.toString()), "127.0.0.1:" + port);
    assertThat(folder.resolve("report.html")).doesNotExist();
  }

  @Test
  void wrongBrokerAddressIsOneLineAndCode2() {
    String out = folder.toString();
    assertUsage(run("--broker", "http://example", "--out", out), "tcp://host:port");
  }

  @Test
  void folderThatCannotBeMadeIsOneLineAndCode2() throws IOException {
    Path file = Files.writeString(folder.resolve("taken"), "a file");
    assertUsage(run("--loopback", "--out", file + "/below"), "--out must be", file + "/below");
  }

  @Test
  void reportThatIsAFolderIsOneLineAndCode2() throws IOException {
    Files.createDirectory(folder.resolve("report.html"));
    assertUsage(run("--loopback", "--out", folder.toString()), "--out must be");
  }

  @Test
  void contradictingOptionsAreOneLineAndCode2() {
    assertUsage(run("--loopback", "--broker", "tcp://localhost:1883"), "exclude each other");
  }

  @Test
  void helpNamesEveryOption() {
    Outcome outcome = run("--help");
    assertThat(outcome.code()).isZero();
    assertThat(String.join("\n", outcome.lines()))
        .contains("--broker", "--loopback", "--out", "--seed", "--study-seeds");
  }
}
