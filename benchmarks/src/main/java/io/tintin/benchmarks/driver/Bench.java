package io.tintin.benchmarks.driver;

import io.tintin.benchmarks.peer.Digits;
import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.report.Report;
import io.tintin.benchmarks.result.ResultFiles;
import io.tintin.benchmarks.result.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bin/bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures Tin-Tin beside other trainers, in interleaved rounds. With no options everything, in"
          + " about an hour, and writes docs/benchmarks.md and docs/benchmarks.svg; with some, a part"
          + " of it, and writes to benchmarks/target/report.",
      ""
    },
    footer = {"", "Exit codes: 0 done, 1 the run failed, 2 wrong use."})
public final class Bench implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @Option(
      names = "--quick",
      description = "a look in some minutes: less of everything, JDK 17 alone")
  private boolean isQuick;

  @Option(
      names = "--report",
      description =
          "measures nothing; writes docs/benchmarks.md of the last results, whatever they are of")
  private boolean isReportOnly;

  @Option(
      names = "--nets",
      split = ",",
      paramLabel = "NET",
      description = "lenet5-small,lenet5,mlp")
  private List<String> nets = new ArrayList<>();

  @Option(
      names = "--batches",
      split = ",",
      paramLabel = "N",
      description = "examples of a step: 1,8,64, and 32 for mlp")
  private List<Integer> batches = new ArrayList<>();

  @Option(names = "--threads", split = ",", paramLabel = "N", description = "1,2")
  private List<Integer> threads = new ArrayList<>();

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "PEER",
      description = "all by default; a word that is none lists them; plain-17 is tintin-plain-17")
  private List<String> peers = new ArrayList<>();

  @Option(names = "--rounds", paramLabel = "N", description = "9, quick 3")
  private Optional<Integer> rounds = Optional.empty();

  @Option(names = "--window", paramLabel = "MILLIS", description = "of a round: 500, quick 250")
  private Optional<Integer> window = Optional.empty();

  @Option(
      names = "--no-kernels",
      negatable = true,
      description = "leaves the kernels and the machine's peak out")
  private boolean hasKernels = true;

  private final Path home;
  private final PrintStream out;

  private Bench(Path home, PrintStream out) {
    this.home = home;
    this.out = out;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] words) {
    PrintStream out = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    Path home = Path.of(System.getProperty("tintin.home", ".")).toAbsolutePath();
    System.exit(
        new CommandLine(new Bench(home, out))
            .setParameterExceptionHandler(
                (wrong, args) -> {
                  out.println(wrong.getMessage() + " (see bin/bench --help)");
                  return USAGE;
                })
            .setExecutionExceptionHandler(
                (failure, line, parsed) -> {
                  if (failure instanceof IOException) {
                    out.println("files and processes must work: " + failure);
                    return FAILED;
                  }
                  throw failure;
                })
            .execute(words));
  }

  @Override
  public Integer call() throws IOException {
    ResultFiles files = new ResultFiles(home.resolve("benchmarks/target/results"));
    Results results;
    if (isReportOnly) {
      if (!files.areThere()) {
        out.println("results must be saved before a report is written: run bin/bench");
        return FAILED;
      }
      results = files.load();
    } else {
      Map<Integer, Jdk> jdks = Jdk.all();
      Plan plan;
      try {
        plan = plan(jdks);
      } catch (IllegalArgumentException e) {
        out.println(e.getMessage() + " (see bin/bench --help)");
        return USAGE;
      }
      results = new Run(home, out, jdks, plan, hasKernels && !isQuick, files).measure();
    }
    boolean isForDocs = isReportOnly || isEverything();
    String folder = isForDocs ? "docs" : "benchmarks/target/report";
    new Report(results).write(home.resolve(folder));
    out.println("Written: " + folder + "/benchmarks.md, " + folder + "/benchmarks.svg");
    return 0;
  }

  /** What is committed is of everything, unless someone asks for a report of what there is. */
  private boolean isEverything() {
    return !isQuick
        && hasKernels
        && nets.isEmpty()
        && batches.isEmpty()
        && threads.isEmpty()
        && peers.isEmpty();
  }

  private Plan plan(Map<Integer, Jdk> jdks) {
    checkAll("batches", Digits.COUNT, batches);
    checkAll("threads", 64, threads);
    rounds.ifPresent(n -> checkAll("rounds", 1000, List.of(n)));
    window.ifPresent(n -> checkAll("window", 60_000, List.of(n)));
    return new Plan(
        nets.isEmpty() ? Net.all() : nets.stream().map(Net::of).distinct().toList(),
        isQuick && batches.isEmpty() ? List.of(1, 64) : sorted(batches),
        threads.isEmpty() ? (isQuick ? List.of(1) : List.of(1, 2)) : sorted(threads),
        chosenPeers(jdks),
        rounds.orElse(isQuick ? 3 : 9),
        window.orElse(isQuick ? 250 : 500),
        isQuick ? new WarmUp(1200, 3000) : new WarmUp(2000, 10_000),
        !isQuick);
  }

  private List<Peer> chosenPeers(Map<Integer, Jdk> jdks) {
    List<Integer> features = List.of(17, 25).stream().filter(jdks::containsKey).toList();
    List<Peer> all = Peers.all(features);
    if (peers.isEmpty()) {
      return all.stream().filter(peer -> !isQuick || peer.isQuick()).toList();
    }
    List<Peer> chosen = new ArrayList<>();
    for (String word : peers) {
      List<Peer> named = all.stream().filter(peer -> peer.isNamed(word)).toList();
      if (named.isEmpty()) {
        String names = all.stream().map(Peer::name).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("peers must be among " + names + ": " + word);
      }
      chosen.addAll(named);
    }
    return chosen.stream().distinct().toList();
  }

  private static List<Integer> sorted(List<Integer> values) {
    return values.stream().distinct().sorted().toList();
  }

  private static void checkAll(String name, int most, List<Integer> values) {
    for (int value : values) {
      if (value < 1 || value > most) {
        throw new IllegalArgumentException(name + " must be in [1, " + most + "]: " + value);
      }
    }
  }
}
