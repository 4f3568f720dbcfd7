package io.tintin.benchmarks.own;

import static io.tintin.core.internal.kernel.KernelChoice.KERNELS;

import io.tintin.core.internal.kernel.ConvGeometry;
import io.tintin.core.internal.kernel.KernelScratch;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The products of a training step as the core computes them, packing and widening included. The
 * only class that knows the core's kernels.
 *
 * <p>A shape is the kernel and its matrices' extents: {@code forward} of a convolution has {@code
 * outputs x taps x pixels} products an example.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {
  /** As sums of the second convolution need. */
  private static final int RIGHT_SHIFT = 10;

  private static final ConvGeometry SMALL_1 = new ConvGeometry(28, 28, 1, 6, 5, 5, 1, 0, 1, 1);
  private static final ConvGeometry SMALL_2 = new ConvGeometry(12, 12, 6, 16, 5, 5, 1, 0, 1, 1);
  private static final ConvGeometry BIG_1 = new ConvGeometry(28, 28, 1, 20, 5, 5, 1, 0, 1, 1);
  private static final ConvGeometry BIG_2 = new ConvGeometry(12, 12, 20, 50, 5, 5, 1, 0, 1, 1);

  @Param({
    "conv-6x25x576-forward",
    "conv-16x150x64-forward",
    "conv-20x25x576-forward",
    "conv-50x500x64-forward",
    "conv-50x500x64-backward",
    "conv-50x500x64-gradient",
    "dense-256x120-forward",
    "dense-800x120-forward",
    "dense-800x120-backward",
    "dense-800x120-gradient"
  })
  public String shape = "";

  @Param({"1", "8", "64"})
  public int batch;

  private Runnable kernel = () -> {};

  /** Products of a call. */
  public static long macs(String shape, int batch) {
    long macs = batch;
    for (String extent : shape.split("-", -1)[1].split("x", -1)) {
      macs *= Integer.parseInt(extent);
    }
    return macs;
  }

  /** Chooses the kernel and fills its operands in with random values. */
  @Setup
  public void setUp() {
    String[] words = shape.split("-", -1);
    kernel =
        words[0].equals("conv")
            ? convolution(geometry(words[1]), words[2])
            : dense(words[1].split("x", -1), words[2]);
  }

  private static ConvGeometry geometry(String extents) {
    return switch (extents) {
      case "6x25x576" -> SMALL_1;
      case "16x150x64" -> SMALL_2;
      case "20x25x576" -> BIG_1;
      case "50x500x64" -> BIG_2;
      default -> throw new IllegalArgumentException("shape must be known: " + extents);
    };
  }

  private Runnable convolution(ConvGeometry g, String pass) {
    byte[] weights = random(g.outChannels() * g.channels() * 25);
    byte[] input = random(g.channels() * g.height() * g.width() * batch);
    byte[] gradOutput = random(g.outChannels() * g.outHeight() * g.outWidth() * batch);
    byte[] output = new byte[gradOutput.length];
    byte[] gradInput = new byte[input.length];
    int[] bias = new int[g.outChannels()];
    KernelScratch scratch = new KernelScratch(KERNELS.convSize(g, batch, true));
    int[] acc = new int[Math.max(weights.length, Math.max(input.length, gradOutput.length))];
    return switch (pass) {
      case "forward" ->
          () ->
              KERNELS.convForward(
                  g, weights, bias, input, batch, scratch, acc, RIGHT_SHIFT, false, output);
      case "backward" ->
          () ->
              KERNELS.convBackward(
                  g, weights, gradOutput, batch, scratch, acc, RIGHT_SHIFT, gradInput);
      default -> () -> KERNELS.convGradient(g, gradOutput, input, batch, scratch, acc);
    };
  }

  private Runnable dense(String[] extents, String pass) {
    int inputs = Integer.parseInt(extents[0]);
    int outputs = Integer.parseInt(extents[1]);
    byte[] weights = random(inputs * outputs);
    byte[] input = random(inputs * batch);
    byte[] gradOutput = random(outputs * batch);
    byte[] output = new byte[gradOutput.length];
    byte[] gradInput = new byte[input.length];
    int[] bias = new int[outputs];
    KernelScratch scratch = new KernelScratch(KERNELS.denseSize(outputs, inputs, batch, true));
    int[] acc = new int[Math.max(weights.length, Math.max(inputs, outputs) * batch)];
    return switch (pass) {
      case "forward" ->
          () ->
              KERNELS.denseForward(
                  weights,
                  bias,
                  input,
                  outputs,
                  inputs,
                  batch,
                  scratch,
                  acc,
                  RIGHT_SHIFT,
                  false,
                  output);
      case "backward" ->
          () ->
              KERNELS.denseBackward(
                  weights,
                  gradOutput,
                  outputs,
                  inputs,
                  batch,
                  scratch,
                  acc,
                  RIGHT_SHIFT,
                  gradInput);
      default ->
          () -> KERNELS.denseGradient(gradOutput, input, outputs, inputs, batch, scratch, acc);
    };
  }

  private static byte[] random(int count) {
    byte[] values = new byte[count];
    SplittableRandom random = new SplittableRandom(count);
    for (int i = 0; i < count; i++) {
      values[i] = (byte) random.nextInt(-127, 128);
    }
    return values;
  }

  /** One call. */
  @Benchmark
  public void run() {
    kernel.run();
  }
}
