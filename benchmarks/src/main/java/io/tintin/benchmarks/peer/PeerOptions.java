package io.tintin.benchmarks.peer;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a peer is started with: {@code --net lenet5-small --batch 64 --threads 1}, and words of its
 * own.
 *
 * @param own options of this kind of peer alone
 */
public record PeerOptions(Net net, int batch, int threads, Map<String, String> own) {
  private static final Set<String> COMMON = Set.of("net", "batch", "threads");

  public PeerOptions {
    own = Map.copyOf(own);
    if (batch < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "batch and threads must be at least 1: " + batch + ", " + threads);
    }
  }

  /** Reads the words of a command line. */
  public static PeerOptions of(String... words) {
    Map<String, String> all = new TreeMap<>();
    for (int i = 0; i < words.length; i += 2) {
      if (!words[i].startsWith("--") || i + 1 == words.length) {
        throw new IllegalArgumentException("option must be --name value: " + words[i]);
      }
      all.put(words[i].substring(2), words[i + 1]);
    }
    Net net = Net.of(all.getOrDefault("net", Net.LENET5_SMALL.word()));
    int batch = Integer.parseInt(all.getOrDefault("batch", "64"));
    int threads = Integer.parseInt(all.getOrDefault("threads", "1"));
    all.keySet().removeAll(COMMON);
    return new PeerOptions(net, batch, threads, all);
  }

  /** The folder of the data, if there is one. */
  public Optional<Path> data() {
    String folder = own.get("data");
    return folder == null ? Optional.empty() : Optional.of(Path.of(folder));
  }

  /** An option of this kind of peer, or its default. */
  public String own(String name, String otherwise) {
    return own.getOrDefault(name, otherwise);
  }
}
