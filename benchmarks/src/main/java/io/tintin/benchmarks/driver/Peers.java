package io.tintin.benchmarks.driver;

import io.tintin.benchmarks.result.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All peers there are. */
final class Peers {
  private static final String OWN = "io.tintin.benchmarks.own.";
  private static final String RIVAL = "io.tintin.benchmarks.rival.";
  private static final String FLOATS = "io.tintin.benchmarks.floats.";

  /** A block of memory that is larger is given back to the system and asked for again each time. */
  private static final String RAISED = Integer.toString(1 << 30);

  private static final List<String> CORE = List.of("tintin-core-", "tintin-native-");
  private static final List<String> ONNX =
      List.of("tintin-core-", "tintin-cli-", "protobuf-java-", "onnxruntime-");
  private static final List<String> DJL =
      List.of("api-", "pytorch-", "gson-", "jna-5", "slf4j-api-", "commons-");
  private static final List<String> DL4J =
      List.of(
          "deeplearning4j-",
          "nd4j-",
          "openblas-",
          "javacpp-",
          "byteunits-",
          "commons-",
          "fastutil-",
          "flatbuffers-",
          "gson-",
          "guava-1.0.0",
          "jackson-1.0.0",
          "jna-",
          "neoitertools-",
          "oshi-",
          "protobuf-1.0.0",
          "resources-",
          "slf4j-api-",
          "threetenbp-");
  private static final List<String> KERNELS = List.of("plain", "vector", "native");
  private static final int ANY = Integer.MAX_VALUE;

  private Peers() {}

  /** Those of JDK 17, then those of 25 where it is installed. */
  static List<Peer> all(Iterable<Integer> features) {
    List<Peer> peers = new ArrayList<>();
    for (int feature : features) {
      for (String kernels : KERNELS) {
        peers.add(tinTin(Cell.Task.TRAIN, "tintin-", "TinTinPeer", kernels, feature));
      }
      peers.add(floats("plain", feature));
      peers.add(floats("vector", feature));
      for (String kernels : KERNELS) {
        peers.add(tinTin(Cell.Task.PREDICT, "tintin-predict-", "PredictorPeer", kernels, feature));
      }
    }
    peers.add(djl("djl", Map.of(), "0.9"));
    Map<String, String> raised =
        Map.of("MALLOC_MMAP_THRESHOLD_", RAISED, "MALLOC_TRIM_THRESHOLD_", RAISED);
    peers.add(djl("djl-malloc", raised, "0.9"));
    peers.add(djl("djl-malloc-sgd", raised, "0"));
    peers.add(
        new Peer(
            "dl4j",
            Cell.Task.TRAIN,
            17,
            RIVAL + "Dl4jPeer",
            List.of(),
            List.of("-Dorg.bytedeco.javacpp.platform.extension=-avx2"),
            threads(Map.of()),
            DL4J,
            ANY));
    peers.add(
        new Peer(
            "onnxruntime",
            Cell.Task.PREDICT,
            17,
            OWN + "OnnxPeer",
            List.of(),
            List.of(),
            Map.of(),
            ONNX,
            1));
    return List.copyOf(peers);
  }

  private static Peer tinTin(
      Cell.Task task, String prefix, String main, String kernels, int feature) {
    List<String> flags = new ArrayList<>(List.of("-Dtintin.kernels=" + kernels));
    if (kernels.equals("vector")) {
      flags.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    if (kernels.equals("native") && feature >= 24) {
      flags.add("--enable-native-access=ALL-UNNAMED");
    }
    return new Peer(
        prefix + kernels + "-" + feature,
        task,
        feature,
        OWN + main,
        List.of(),
        flags,
        Map.of(),
        CORE,
        task == Cell.Task.TRAIN ? ANY : 1);
  }

  private static Peer floats(String kernels, int feature) {
    return new Peer(
        "float32-" + kernels + "-" + feature,
        Cell.Task.TRAIN,
        feature,
        FLOATS + "FloatPeer",
        List.of("--kernels", kernels),
        kernels.equals("vector") ? List.of("--add-modules", "jdk.incubator.vector") : List.of(),
        Map.of(),
        List.of("tintin-core-"),
        1);
  }

  private static Peer djl(String name, Map<String, String> environment, String momentum) {
    return new Peer(
        name,
        Cell.Task.TRAIN,
        17,
        RIVAL + "DjlPeer",
        List.of("--momentum", momentum),
        List.of("-Dai.djl.offline=true"),
        threads(environment),
        DJL,
        ANY);
  }

  private static Map<String, String> threads(Map<String, String> environment) {
    Map<String, String> all = new TreeMap<>(environment);
    for (String name : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")) {
      all.put(name, Peer.THREADS);
    }
    return all;
  }
}
