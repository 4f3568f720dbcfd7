package io.tintin.benchmarks.floats;

import java.util.List;
import java.util.SplittableRandom;

/** What both convolutions share. */
abstract class FloatConv implements FloatLayer {
  final ConvShape shape;
  final Parameters parameters;
  final float[] output;

  FloatConv(ConvShape shape, SplittableRandom random) {
    this.shape = shape;
    int fanOut = shape.outputs() * ConvShape.KERNEL * ConvShape.KERNEL;
    this.parameters = new Parameters(shape.outputs(), shape.taps(), fanOut, random);
    this.output = new float[shape.outputSize()];
  }

  @Override
  public final float[] output() {
    return output;
  }

  @Override
  public final List<Parameters> parameters() {
    return List.of(parameters);
  }

  @Override
  public final void backward(float[] input, float[] gradOutput, float[] gradInput) {
    gradientOfWeights(input, gradOutput);
    gradientOfBias(gradOutput);
    if (gradInput.length > 0) {
      gradientOfInput(gradOutput, gradInput);
    }
  }

  abstract void gradientOfWeights(float[] input, float[] gradOutput);

  abstract void gradientOfBias(float[] gradOutput);

  abstract void gradientOfInput(float[] gradOutput, float[] gradInput);
}
