package io.tintin.core.layer;

import io.tintin.core.internal.kernel.ConvGeometry;
import io.tintin.core.internal.kernel.KernelChoice;
import io.tintin.core.internal.kernel.PoolGeometry;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One use of a layer in a model: its parameters, its buffers, and what a step tells it.
 *
 * <p>Whoever runs the layers builds the sites once, sets {@link #batch} and what follows it before
 * a pass, and owns all buffers. One thread at a time; nothing is checked.
 */
public final class LayerSite {
  private final @Nullable ConvGeometry geometry;
  private final @Nullable PoolGeometry pool;
  final LayerScratch scratch;

  private static final Int8Buffer EMPTY = new Int8Buffer(0);

  public final Layer layer;

  /** Shape of one example of each input. */
  public final Shape[] inputShapes;

  /** Shape of one example of the output. */
  public final Shape outputShape;

  /** In the order of {@link Layer#parameterShapes}. */
  public final Int8Buffer[] parameters;

  public final Int8Buffer[] inputs;
  public final Int8Buffer output;

  /** Derivative of the loss by the output; empty until a backward pass is wired. */
  public Int8Buffer gradOutput = EMPTY;

  /** Derivative of the loss by each input; empty where nobody wants it. */
  public final Int8Buffer[] gradInputs;

  /** Scratch, as large as the output and as each input that has a gradient. */
  public final Int32Buffer acc;

  /** How the output becomes int8. */
  public final Requantizer outputRequantizer;

  /** How the gradient by each input becomes int8; dynamic until a backward pass is wired. */
  public final Requantizer[] gradientRequantizers;

  /** Examples of this pass. */
  public int batch;

  /** Place of the first of them in the batch of the step. */
  public int firstExample;

  /** Of the random bits of this layer in this step. */
  public long key;

  /** Whether the pass trains; dropout drops nothing else. */
  public boolean isTraining;

  /**
   * A site whose gradients are not wired yet.
   *
   * @param inputs one for each of the shapes
   */
  public LayerSite(
      Layer layer,
      Shape[] inputShapes,
      Int8Buffer[] parameters,
      Int8Buffer[] inputs,
      Int8Buffer output,
      Int32Buffer acc,
      LayerScratch scratch,
      Requantizer outputRequantizer) {
    this.layer = layer;
    this.inputShapes = inputShapes;
    this.outputShape = layer.outputShape(inputShapes);
    this.parameters = parameters;
    this.inputs = inputs;
    this.output = output;
    this.acc = acc;
    this.scratch = scratch;
    this.geometry = Convolution.geometry(layer, inputShapes[0]);
    this.pool = MaxPooling.geometry(layer, inputShapes[0]);
    this.gradInputs = new Int8Buffer[inputs.length];
    Arrays.fill(gradInputs, EMPTY);
    this.outputRequantizer = outputRequantizer;
    this.gradientRequantizers = new Requantizer[inputs.length];
    Arrays.fill(gradientRequantizers, Rescaling.DYNAMIC.newRequantizer());
  }

  /** The extents of a convolution. */
  ConvGeometry geometry() {
    return Objects.requireNonNull(geometry);
  }

  /** The extents of a max pooling. */
  PoolGeometry pool() {
    return Objects.requireNonNull(pool);
  }

  /** The input of a layer that has one. */
  public Int8Buffer input() {
    return inputs[0];
  }

  /** Whether the derivative by this input is wanted. */
  public boolean wantsGradient(int input) {
    return gradInputs[input] != EMPTY;
  }

  /** Shape of the only input. */
  public Shape inputShape() {
    return inputShapes[0];
  }

  /** Makes the output of the first {@code outputShape.size() * batch} accumulators. */
  void requantizeOutput() {
    int count = outputShape.size() * batch;
    int bits = KernelChoice.KERNELS.magnitudeBits(acc.values, 0, count);
    outputRequantizer.requantize(acc, bits, count, batch, output);
  }

  /** Makes the gradient by the only input of the first accumulators. */
  void requantizeGradient() {
    int count = inputShape().size() * batch;
    int bits = KernelChoice.KERNELS.magnitudeBits(acc.values, 0, count);
    gradientRequantizers[0].requantize(acc, bits, count, batch, gradInputs[0]);
  }

  /** A bias at the scale of the accumulator, or zeros. */
  int[] alignedBias(boolean hasBias, int outputs) {
    if (hasBias) {
      Accumulation.align(parameters[1], outputs, acc, scratch.bias);
    } else {
      Arrays.fill(scratch.bias, 0, outputs, 0);
    }
    return scratch.bias;
  }

  /** Ends a pass that was told this shift and returned these bits. */
  void finishOutput(int rightShift, int bits) {
    finish(outputRequantizer, rightShift, bits, outputShape, output);
  }

  /** As {@link #finishOutput}, of the pass that computes the gradient by the only input. */
  void finishGradient(int rightShift, int bits) {
    finish(gradientRequantizers[0], rightShift, bits, inputShape(), gradInputs[0]);
  }

  private void finish(
      Requantizer requantizer, int rightShift, int bits, Shape shape, Int8Buffer result) {
    if (rightShift == Requantizer.UNKNOWN) {
      requantizer.requantize(acc, bits, shape.size() * batch, batch, result);
    } else {
      requantizer.scaled(acc, bits, result);
    }
  }
}
