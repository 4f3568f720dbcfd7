package io.tintin.benchmarks.driver;

import io.tintin.benchmarks.result.ResultFiles;
import io.tintin.benchmarks.result.Results;
import io.tintin.cli.terminal.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Measures a plan and saves what it found, cell by cell. */
final class Run {
  private final Path target;
  private final Path data;
  private final PrintStream out;
  private final Map<Integer, Jdk> jdks;
  private final Plan plan;
  private final boolean hasKernels;
  private final ResultFiles files;
  private final Path source;

  Run(
      Path home,
      PrintStream out,
      Map<Integer, Jdk> jdks,
      Plan plan,
      boolean hasKernels,
      ResultFiles files) {
    this.target = home.resolve("benchmarks/target");
    this.source = home.resolve("benchmarks/src/main/c/peak.c");
    this.data = Path.of(System.getProperty("tintin.data", home.resolve("data").toString()));
    this.out = out;
    this.jdks = jdks;
    this.plan = plan;
    this.hasKernels = hasKernels;
    this.files = files;
  }

  Results measure() throws IOException {
    Results results = new Results();
    results.facts().put("date", LocalDate.now(ZoneOffset.UTC).toString());
    results.facts().putAll(Machine.facts(jdks.values()));
    results.facts().put("rounds", Integer.toString(plan.rounds()));
    results.facts().put("window", plan.windowMillis() + " ms");
    results.facts().put("load before", Machine.load());
    measurePeak(results);
    Path logs = Files.createDirectories(target.resolve("logs"));
    PeerProcess.Launch launch =
        new PeerProcess.Launch(
            jdks,
            target.resolve("lib"),
            target.resolve("tintin-benchmarks.jar"),
            data.resolve("mnist"));
    if (hasKernels) {
      out.println("Kernels, about two and a half minutes a provider …");
      new KernelRun(launch, plan.peers(), logs, results, out).measure(target.resolve("jmh.csv"));
      files.save(results);
    }
    measureCells(results, launch, logs);
    results.facts().put("load after", Machine.load());
    files.save(results);
    return results;
  }

  private void measurePeak(Results results) {
    try {
      Peak.measure(source, target.resolve("peak"))
          .forEach((name, gops) -> results.facts().put("peak " + name, gops));
    } catch (IOException e) {
      out.println("The machine's peak is left out: " + e.getMessage());
    }
  }

  private void measureCells(Results results, PeerProcess.Launch launch, Path logs)
      throws IOException {
    List<Plan.Heat> heats = plan.heats();
    long total = heats.stream().mapToLong(plan::millis).sum();
    out.println(heats.size() + " cells, about " + (total + 59_999) / 60_000 + " min …");
    boolean isTerminal = Boolean.getBoolean("tintin.terminal");
    Progress bar = new Progress(out, isTerminal, System::nanoTime, Math.max(1, total));
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try {
      CellRun.Steps steps = new Shown(bar);
      for (Plan.Heat heat : heats) {
        new CellRun(plan, launch, logs, clock, results, steps).run(heat);
        files.save(results);
        bar.line(heat.cell().title() + ": done after " + bar.elapsed());
      }
    } finally {
      clock.shutdownNow();
    }
  }

  /** Adds up what was done. */
  private static final class Shown implements CellRun.Steps {
    private final Progress bar;
    private long doneMillis;

    Shown(Progress bar) {
      this.bar = bar;
    }

    @Override
    public void done(String what, long millis) {
      doneMillis += millis;
      bar.show("bench", doneMillis, what);
    }

    @Override
    public void say(String line) {
      bar.line(line);
    }
  }
}
