package io.tintin.benchmarks.report;

import io.tintin.benchmarks.result.Kernel;
import io.tintin.benchmarks.result.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Speeds of kernels beside the peak of one core. */
final class KernelTables {
  private static final String PEAK = "peak ";
  private static final String FLOAT = "vfmadd";

  private final Results results;

  KernelTables(Results results) {
    this.results = results;
  }

  boolean isEmpty() {
    return results.kernels().isEmpty();
  }

  /** What one core can do, by instruction. */
  String peaks() {
    Table table = new Table();
    table.row(List.of("instructions", "GOP/s"));
    for (Map.Entry<String, String> fact : results.facts().entrySet()) {
      if (fact.getKey().startsWith(PEAK)) {
        table.row(List.of("`" + fact.getKey().substring(PEAK.length()) + "`", fact.getValue()));
      }
    }
    return table.toString();
  }

  /** The largest peak of integers; 0 if none was measured. */
  double integerPeak() {
    return results.facts().entrySet().stream()
        .filter(fact -> fact.getKey().startsWith(PEAK))
        .filter(fact -> !fact.getKey().startsWith(PEAK + FLOAT))
        .mapToDouble(fact -> Double.parseDouble(fact.getValue()))
        .max()
        .orElse(0);
  }

  /** A row for each kernel and batch size, a column for each provider. */
  String kernels() {
    List<String> providers = results.kernels().stream().map(Kernel::provider).distinct().toList();
    Table table = new Table();
    List<String> header = new ArrayList<>(List.of("GOP/s (share of the peak)", "batch"));
    header.addAll(providers);
    table.row(header);
    for (String name : results.kernels().stream().map(Kernel::name).distinct().toList()) {
      for (int batch : results.kernels().stream().map(Kernel::batch).distinct().toList()) {
        List<String> row = new ArrayList<>(List.of("`" + name + "`", Integer.toString(batch)));
        providers.forEach(provider -> row.add(speed(provider, name, batch)));
        table.row(row);
      }
    }
    return table.toString();
  }

  private String speed(String provider, String name, int batch) {
    Optional<Kernel> found =
        results.kernels().stream()
            .filter(each -> each.provider().equals(provider))
            .filter(each -> each.name().equals(name) && each.batch() == batch)
            .findFirst();
    if (found.isEmpty()) {
      return "";
    }
    double gops = found.get().gops();
    double peak = integerPeak();
    return peak > 0
        ? String.format(Locale.ROOT, "%.1f (%.0f %%)", gops, 100 * gops / peak)
        : String.format(Locale.ROOT, "%.1f", gops);
  }
}
