package io.tintin.samples.motes;

import io.tintin.broker.BrokerException;
import io.tintin.sensors.source.SourceException;
import io.tintin.transport.federation.FederatedEvent;
import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.LoopbackHub;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bin/demo}. */
@Command(
    name = "bin/demo",
    mixinStandardHelpOptions = true,
    version = "Tin-Tin 0.1.0",
    sortOptions = false,
    description = {
      "Eight gateways learn from the readings of eight real wireless motes: they detect steam and"
          + " forecast humidity and temperature, in int8, and share what they learn over MQTT.",
      ""
    },
    footer = {"", "Exit codes: 0 done, 1 a run failed, 2 wrong use or no broker."})
public final class MotesDemo implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @Option(
      names = "--broker",
      paramLabel = "URI",
      description = "use this MQTT 5 broker, tcp://host:port, instead of one in this process")
  private @Nullable URI broker;

  @Option(names = "--loopback", description = "use no broker at all")
  private boolean isLoopback;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "out",
      description = "where the report goes; default: ${DEFAULT-VALUE}")
  private Path out = Path.of("out");

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "of the main run; it decides every bit; default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--study-seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "seeds of the studies behind the tables; 0 for none; default: ${DEFAULT-VALUE}")
  private int studySeeds;

  private final PrintStream terminal;
  private final boolean isTerminal;

  /** A command that writes to the stream, with a bar redrawn in place if it is a terminal. */
  MotesDemo(PrintStream terminal, boolean isTerminal) {
    this.terminal = terminal;
    this.isTerminal = isTerminal;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
    boolean isTerminal = Boolean.getBoolean("tintin.terminal");
    // Whatever the locale says: the tables hold signs that are not ASCII.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.exit(execute(out, isTerminal, arguments));
  }

  /** Runs the command; every error is one line on the stream. */
  static int execute(PrintStream terminal, boolean isTerminal, String... arguments) {
    return new CommandLine(new MotesDemo(terminal, isTerminal))
        .setOut(new PrintWriter(terminal, true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(
            (wrong, args) -> {
              terminal.println("bin/demo: " + wrong.getMessage() + " (see bin/demo --help)");
              return USAGE;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() throws InterruptedException {
    String token = Long.toHexString(System.nanoTime() ^ ProcessHandle.current().pid());
    if (broker != null && isLoopback) {
      return fail(USAGE, "--broker and --loopback exclude each other");
    }
    if (studySeeds < 0 || studySeeds > 100) {
      return fail(USAGE, "--study-seeds must be in [0, 100]: " + studySeeds);
    }
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      return fail(USAGE, "--out must be a folder that can be made: " + out);
    }
    try (Recordings recordings = Recordings.unpack();
        Carrier carrier = carrier(token)) {
      Settings settings =
          new Settings(recordings.folder(), Horizon.TWO_MINUTES, RoundPlan.DEFAULT, seed);
      return run(settings, carrier, "motes-" + token);
    } catch (LinkException | BrokerException | IllegalArgumentException e) {
      return fail(USAGE, String.valueOf(e.getMessage()));
    } catch (SourceException | RunFailedException e) {
      return fail(FAILED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return fail(FAILED, "files must be readable and writable: " + e.getMessage());
    }
  }

  private int fail(int code, String message) {
    terminal.println("bin/demo: " + message);
    return code;
  }

  private Carrier carrier(String token) throws BrokerException {
    if (isLoopback) {
      return Carrier.loopback(LoopbackHub.plain());
    }
    return broker == null ? Carrier.embedded(token) : Carrier.mqtt(broker, token);
  }

  private int run(Settings settings, Carrier carrier, String fleet)
      throws LinkException, SourceException, RunFailedException, InterruptedException, IOException {
    terminal.println("Eight motes, two campaigns. Carrier: " + carrier.description());
    Progress rounds = new Progress(terminal, isTerminal, "Rounds ", settings.plan().rounds());
    FederationResult result =
        new Federation(settings, carrier, fleet)
            .run(
                event -> {
                  if (event instanceof FederatedEvent.RoundClosed closed) {
                    rounds.step(closed.report().contributors().size() + " gateways");
                  }
                });
    Figures figures =
        Figures.collect(
            settings,
            result,
            carrier.description(),
            studySeeds,
            (what, total) -> new Progress(terminal, isTerminal, what, total));
    MotesReport report = new MotesReport(figures);
    terminal.println();
    terminal.print(report.text());
    Path page = report.write(out);
    terminal.println("report " + page.toAbsolutePath());
    terminal.println("global model sha256 " + result.globalModelId());
    return 0;
  }
}
