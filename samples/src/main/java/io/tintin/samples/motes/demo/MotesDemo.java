package io.tintin.samples.motes.demo;

import io.tintin.broker.BrokerException;
import io.tintin.samples.motes.Carrier;
import io.tintin.samples.motes.Federation;
import io.tintin.samples.motes.Horizon;
import io.tintin.samples.motes.Mote;
import io.tintin.samples.motes.MotesResult;
import io.tintin.samples.motes.RoundPlan;
import io.tintin.samples.motes.RunFailedException;
import io.tintin.samples.motes.Settings;
import io.tintin.sensors.source.SourceException;
import io.tintin.transport.federation.FederatedEvent;
import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.LinkState;
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
    footer = {"", "Exit codes: 0 done, 1 the run failed, 2 wrong use or no broker."})
public final class MotesDemo implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int MAX_STUDY_SEEDS = 100;

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
      description = "where report and models go; default: ${DEFAULT-VALUE}")
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
  private final PrintStream errors;
  private final boolean isTerminal;

  private MotesDemo(PrintStream terminal, PrintStream errors, boolean isTerminal) {
    this.terminal = terminal;
    this.errors = errors;
    this.isTerminal = isTerminal;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
    boolean isTerminal = Boolean.getBoolean("tintin.terminal");
    System.exit(execute(utf8(FileDescriptor.out), utf8(FileDescriptor.err), isTerminal, arguments));
  }

  /** Whatever the locale says: the tables hold signs that are not ASCII. */
  private static PrintStream utf8(FileDescriptor to) {
    return new PrintStream(new FileOutputStream(to), true, StandardCharsets.UTF_8);
  }

  /**
   * Runs the command; an error is one line.
   *
   * @param isTerminal whether the progress bar may be redrawn in place
   * @return the exit code
   */
  static int execute(
      PrintStream terminal, PrintStream errors, boolean isTerminal, String... arguments) {
    return new CommandLine(new MotesDemo(terminal, errors, isTerminal))
        .setOut(new PrintWriter(terminal, true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(
            (wrong, args) -> {
              errors.println("bin/demo: " + wrong.getMessage() + " (see bin/demo --help)");
              return USAGE;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() throws InterruptedException {
    if (broker != null && isLoopback) {
      return fail(USAGE, "--broker and --loopback exclude each other");
    }
    if (studySeeds < 0 || studySeeds > MAX_STUDY_SEEDS) {
      return fail(USAGE, "--study-seeds must be in [0, " + MAX_STUDY_SEEDS + "]: " + studySeeds);
    }
    if (!isWritable(out)) {
      return fail(USAGE, "--out must be a folder that can be made and written: " + out);
    }
    String token = Long.toHexString(System.nanoTime() ^ ProcessHandle.current().pid());
    Carrier opened;
    try {
      opened = carrier(token);
    } catch (BrokerException | IllegalArgumentException e) {
      return fail(USAGE, String.valueOf(e.getMessage()));
    }
    Settings settings = new Settings(Horizon.TWO_MINUTES, RoundPlan.DEFAULT, seed);
    try (Carrier carrier = opened;
        Federation federation = Federation.open(settings, carrier, "motes-" + token, Mote.ALL)) {
      return run(settings, carrier, federation);
    } catch (LinkException e) {
      return fail(USAGE, String.valueOf(e.getMessage()));
    } catch (SourceException | RunFailedException e) {
      return fail(FAILED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return fail(FAILED, "files must be readable and writable: " + e.getMessage());
    }
  }

  private static boolean isWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "probe", ""));
      return !Files.isDirectory(folder.resolve(MotesReport.PAGE));
    } catch (IOException e) {
      return false;
    }
  }

  private int fail(int code, String message) {
    errors.println("bin/demo: " + message);
    return code;
  }

  private Carrier carrier(String token) throws BrokerException {
    if (isLoopback) {
      return Carrier.loopback(LoopbackHub.plain());
    }
    return broker == null ? Carrier.embedded(token) : Carrier.mqtt(broker, token);
  }

  private int run(Settings settings, Carrier carrier, Federation federation)
      throws LinkException, SourceException, RunFailedException, InterruptedException, IOException {
    terminal.println("Eight motes, two campaigns. Carrier: " + carrier.description());
    MotesResult result = federate(settings, federation);
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

  private MotesResult federate(Settings settings, Federation federation)
      throws LinkException, RunFailedException, InterruptedException {
    Progress bar = new Progress(terminal, isTerminal, "Rounds ", settings.plan().rounds());
    try {
      return federation.run(
          event -> {
            if (event instanceof FederatedEvent.RoundClosed closed) {
              bar.step(closed.report().contributors().size() + " gateways");
            } else if (event instanceof FederatedEvent.RoundExtended extended) {
              bar.say(extended.status());
            }
          },
          state -> {
            if (state != LinkState.CLOSED) {
              bar.say(state == LinkState.CONNECTED ? "link is there" : "link is lost");
            }
          });
    } finally {
      bar.leave();
    }
  }
}
