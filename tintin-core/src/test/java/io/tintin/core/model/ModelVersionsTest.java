package io.tintin.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.HexDump;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every version of the saved form of a model, kept for ever. */
class ModelVersionsTest {
  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of("model", dense()),
        Arguments.of("model-conv2d", conv2d()),
        Arguments.of(
            "model-maxpool2d",
            new Model(ModelSpec.of(Shape.of(4, 6, 2), new MaxPool2d(3, 2)), List.of())),
        Arguments.of(
            "model-flatten",
            new Model(ModelSpec.of(Shape.of(4, 6, 2), new Relu(), new Flatten()), List.of())));
  }

  private static Model dense() {
    return new Model(
        ModelSpec.of(Shape.of(2), new Dense(2, 3), new Relu(), new Dense(3, 1, false)),
        List.of(
            Int8Tensor.of(
                Shape.of(3, 2),
                Scale.of(-8, 2, 0),
                new byte[] {
                  1, 2, // output 0
                  -127, 127, // output 1
                  0, -1, // output 2
                }),
            Int8Tensor.of(Shape.of(3), Scale.powerOfTwo(-7), new byte[] {5, 0, -5}),
            Int8Tensor.of(Shape.of(1, 3), Scale.of(-9, 0, -3), new byte[] {10, -20, 30})));
  }

  private static Model conv2d() {
    byte[] weights = new byte[24];
    for (int i = 0; i < 24; i++) {
      weights[i] = (byte) (i - 12);
    }
    return new Model(
        ModelSpec.of(Shape.of(2, 3, 2), new Conv2d(2, 4, 2, 3, 5, 1, 1, 2, false), new Relu()),
        List.of(Int8Tensor.of(Shape.of(4, 2, 3, 1), Scale.of(-8, 1, -2), weights)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void version2IsReadAndWrittenForEver(String name, Model model) throws MalformedModelException {
    byte[] golden = HexDump.read(name + "-v2.hex");
    assertThat(ModelCodec.encode(model)).isEqualTo(golden);
    assertThat(ModelCodec.decode(golden)).isEqualTo(model);
    assertThat(model.id()).isEqualTo(ModelId.of(golden));
  }

  @ParameterizedTest
  @MethodSource("models")
  void version1IsReadForEverAndWrittenAsVersion2(String name, Model model)
      throws MalformedModelException {
    Model decoded = ModelCodec.decode(HexDump.read(name + "-v1.hex"));
    assertThat(decoded).isEqualTo(model);
    assertThat(ModelCodec.encode(decoded)).isEqualTo(HexDump.read(name + "-v2.hex"));
  }

  /** Was a bug: a dense layer refused it, and other layers would have read channels into it. */
  @Test
  void aShapeOfRank2InVersion1WasFlat() throws MalformedModelException {
    ByteWriter old = new ByteWriter().writeByte(2).writeInt(2).writeInt(3).writeInt(2);
    old.writeByte(2); // relu
    old.writeByte(1).writeInt(6).writeInt(1).writeByte(0); // dense
    old.writeByte(-8).writeByte(0).writeByte(0).writeBytes(new byte[] {1, 2, 3, 4, 5, 6});
    Int8Tensor weights =
        Int8Tensor.of(Shape.of(1, 6), Scale.powerOfTwo(-8), new byte[] {1, 2, 3, 4, 5, 6});
    ModelSpec spec = ModelSpec.of(Shape.of(6), new Relu(), new Dense(6, 1, false));
    assertThat(ModelCodec.decode(old.seal("TINTINMD", 1)))
        .isEqualTo(new Model(spec, List.of(weights)));
    ByteWriter sequence = new ByteWriter().writeByte(2).writeInt(2).writeInt(3).writeInt(1);
    sequence.writeByte(2).writeByte(1).writeInt(0);
    assertThat(ModelCodec.decode(sequence.seal("TINTINMD", 2)).spec().input())
        .isEqualTo(Shape.of(2, 3));
  }
}
