package io.tintin.cli.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.tintin.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** An exported model in ONNX Runtime. */
final class OrtModel implements AutoCloseable {
  private final OrtSession session;
  private final Shape input;

  /** How a session is set up. */
  record Setup(OptLevel level, boolean keepsQdq) {
    static List<Setup> all() {
      return List.of(
          new Setup(OptLevel.NO_OPT, true),
          new Setup(OptLevel.BASIC_OPT, true),
          new Setup(OptLevel.EXTENDED_OPT, true),
          new Setup(OptLevel.ALL_OPT, true),
          new Setup(OptLevel.ALL_OPT, false));
    }

    OrtSession.SessionOptions options() throws OrtException {
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setOptimizationLevel(level);
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      if (!keepsQdq) {
        options.addConfigEntry("session.disable_quant_qdq", "1");
      }
      return options;
    }
  }

  /** One answer. */
  record Answer(byte[][] outputs, float[][] real) {}

  OrtModel(byte[] onnx, Shape input, Setup setup) throws OrtException {
    this.input = input;
    try (OrtSession.SessionOptions options = setup.options()) {
      this.session = OrtEnvironment.getEnvironment().createSession(onnx, options);
    }
  }

  /** What is left of the graph after optimisation, as text among other bytes. */
  static String optimized(byte[] onnx, Setup setup, Path file) throws Exception {
    try (OrtSession.SessionOptions options = setup.options()) {
      options.setOptimizedModelFilePath(file.toString());
      OrtEnvironment.getEnvironment().createSession(onnx, options).close();
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  OrtSession session() {
    return session;
  }

  Answer run(List<byte[]> examples) throws OrtException {
    ByteBuffer features = ByteBuffer.allocateDirect(examples.size() * input.size());
    examples.forEach(features::put);
    features.rewind();
    long[] shape =
        LongStream.concat(
                LongStream.of(examples.size()),
                IntStream.range(0, input.rank()).mapToLong(input::extent))
            .toArray();
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), features, shape, OnnxJavaType.INT8);
        OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, tensor))) {
      byte[][] outputs = (byte[][]) result.get(OnnxExport.OUTPUT).orElseThrow().getValue();
      float[][] real = (float[][]) result.get(OnnxExport.REAL_OUTPUT).orElseThrow().getValue();
      return new Answer(outputs, real);
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
