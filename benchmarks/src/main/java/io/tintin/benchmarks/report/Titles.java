package io.tintin.benchmarks.report;

import java.util.List;

/** Names of peers for people. */
final class Titles {
  static final String TINTIN = "tintin-";
  static final String FLOAT32 = "float32-";
  static final String DJL = "djl";

  private Titles() {}

  static String of(String peer) {
    if (peer.startsWith(TINTIN) || peer.startsWith(FLOAT32)) {
      List<String> words = List.of(peer.split("-", -1));
      String kernels = words.get(words.size() - 2);
      String jdk = words.get(words.size() - 1);
      String who = peer.startsWith(TINTIN) ? "Tin-Tin" : "float32";
      return who + " " + kernels + ", JDK " + jdk;
    }
    return switch (peer) {
      case "djl" -> "DJL PyTorch";
      case "djl-malloc" -> "DJL PyTorch, malloc raised";
      case "djl-malloc-sgd" -> "DJL PyTorch, malloc raised, no momentum";
      case "dl4j" -> "DL4J nd4j-native";
      case "onnxruntime" -> "ONNX Runtime";
      default -> peer;
    };
  }
}
