package io.tintin.benchmarks.own;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.tintin.benchmarks.peer.Digits;
import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.peer.PeerLoop;
import io.tintin.benchmarks.peer.PeerOptions;
import io.tintin.benchmarks.peer.Stepper;
import io.tintin.cli.onnx.OnnxExport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

/**
 * Runs the exported frozen model of a net by ONNX Runtime, all optimisations on. Input tensors are
 * made when they come first, and kept; only the int8 outputs are asked for.
 */
public final class OnnxPeer implements Stepper {
  private static final Set<String> WANTED = Set.of(OnnxExport.OUTPUT);

  private final OrtSession session;
  private final OnnxTensor[] batches;
  private final Digits digits;
  private final int batchSize;
  private int next;
  private long labels;

  private OnnxPeer(PeerOptions options, Digits digits) throws OrtException {
    this.batchSize = options.batch();
    this.digits = digits;
    this.batches = new OnnxTensor[Digits.COUNT / batchSize];
    byte[] onnx = OnnxExport.of(Models.frozen(options.net(), digits)).toBytes();
    try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
      settings.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      settings.setIntraOpNumThreads(options.threads());
      settings.setInterOpNumThreads(1);
      settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      this.session = OrtEnvironment.getEnvironment().createSession(onnx, settings);
    }
  }

  /** Predicts until it is told to quit. */
  public static void main(String[] words) throws IOException, OrtException {
    PeerOptions options = PeerOptions.of(words);
    Digits digits = Digits.load(options.data());
    PeerLoop.serve(new OnnxPeer(options, digits), digits.remark());
  }

  @Override
  public void step() {
    try {
      try (OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, batch(next)), WANTED)) {
        ByteBuffer outputs = ((OnnxTensor) result.get(0)).getByteBuffer();
        for (int b = 0; b < batchSize; b++) {
          labels += label(outputs, b * Net.CLASSES);
        }
      }
      next = (next + 1) % batches.length;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime must run the exported model", e);
    }
  }

  @Override
  public void prepare() {
    try {
      for (int b = 0; b < batches.length; b++) {
        batch(b);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime must take the examples", e);
    }
  }

  private OnnxTensor batch(int number) throws OrtException {
    if (batches[number] == null) {
      batches[number] = load(number * batchSize);
    }
    return batches[number];
  }

  private OnnxTensor load(int first) throws OrtException {
    ByteBuffer features = ByteBuffer.allocateDirect(batchSize * Net.PIXELS);
    for (int b = 0; b < batchSize; b++) {
      features.put(digits.int8(first + b));
    }
    features.rewind();
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(),
        features,
        new long[] {batchSize, Net.SIDE, Net.SIDE, 1},
        OnnxJavaType.INT8);
  }

  private static int label(ByteBuffer outputs, int at) {
    int best = 0;
    for (int c = 1; c < Net.CLASSES; c++) {
      best = outputs.get(at + c) > outputs.get(at + best) ? c : best;
    }
    return best;
  }

  @Override
  public String hash() {
    return Long.toString(labels);
  }
}
