package io.tintin.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.golden.HexDump;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.Tanh;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MoreLayersModelTest {
  private static void assertSaved(ModelSpec spec) throws MalformedModelException {
    Model model = Model.initial(spec, new RandomSource(1));
    assertThat(ModelCodec.decode(ModelCodec.encode(model))).isEqualTo(model);
  }

  @ParameterizedTest
  @EnumSource(Dropout.Rate.class)
  void eachIsReadAsItWasWritten(Dropout.Rate rate) throws MalformedModelException {
    assertSaved(
        ModelSpec.of(
            Shape.of(20, 2),
            new Conv1d(2, 4, 3, 2, 1, 2, 2, true),
            new LeakyRelu(7),
            new Conv1d(4, 3, 2, 1, 0, 1, 1, false),
            new Tanh(),
            new Dropout(rate),
            new GlobalAveragePool()));
    assertSaved(ModelSpec.of(Shape.of(6, 7, 2), new AveragePool2d(3, 2), new GlobalAveragePool()));
  }

  @ParameterizedTest
  @CsvSource({"model-sequence-v2.hex", "model-averagepool2d-v2.hex"})
  void version2IsReadAndWrittenForEver(String name) throws MalformedModelException {
    byte[] golden = HexDump.read(name);
    boolean isSequence = name.startsWith("model-sequence");
    Model model = isSequence ? sequence() : new Model(image(), List.of());
    assertThat(ModelCodec.encode(model)).isEqualTo(golden);
    assertThat(ModelCodec.decode(golden)).isEqualTo(model);
  }

  private static Model sequence() {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(9, 2),
            new Conv1d(2, 4, 3, 2, 1, 2, 2, true),
            new LeakyRelu(7),
            new Dropout(Dropout.Rate.HALF),
            new MaxPool1d(2, 1),
            new Dropout(Dropout.Rate.FIFTH),
            new Tanh(),
            new AveragePool1d(3, 2),
            new Dropout(Dropout.Rate.THREE_SIXTEENTHS),
            new GlobalAveragePool());
    byte[] weights = {
      1, 2, 3, // output channel 0
      -1, -2, -3, // output channel 1
      127, -127, 0, // output channel 2
      4, 5, 6, // output channel 3
    };
    return new Model(
        spec,
        List.of(
            Int8Tensor.of(Shape.of(4, 3, 1), Scale.of(-8, 2, 0), weights),
            Int8Tensor.of(Shape.of(4), Scale.of(-7, 0, -1), new byte[] {5, 0, -5, 1})));
  }

  private static ModelSpec image() {
    return ModelSpec.of(Shape.of(4, 6, 2), new AveragePool2d(3, 2), new GlobalAveragePool());
  }

  private static void assertRefused(String message, Shape input, Layer layer) {
    assertThatThrownBy(() -> ModelSpec.of(input, layer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 0: " + message);
  }

  @Test
  void aShapeThatDoesNotFitIsNamedWithTheRule() {
    assertRefused(
        "average pool input must be an image [height, width, channels]: [4]",
        Shape.of(4),
        new AveragePool2d(2));
    assertRefused(
        "average pool input height and width must be at least 5: [4, 6, 1]",
        Shape.of(4, 6, 1),
        new AveragePool2d(5));
    assertRefused(
        "max pool input must be a sequence [length, channels]: [4]", Shape.of(4), new MaxPool1d(2));
    assertRefused(
        "max pool input length must be at least 5: [4, 2]", Shape.of(4, 2), new MaxPool1d(5));
    assertRefused(
        "average pool input must be a sequence [length, channels]: [4, 4, 1]",
        Shape.of(4, 4, 1),
        new AveragePool1d(2));
    assertRefused(
        "average pool input length must be at least 5: [4, 2]",
        Shape.of(4, 2),
        new AveragePool1d(5));
    assertRefused(
        "global average pool input must be [length, channels] or [height, width, channels]: [4]",
        Shape.of(4),
        new GlobalAveragePool());
    assertRefused(
        "conv1d input must be a sequence [length, channels]: [4]",
        Shape.of(4),
        new Conv1d(1, 1, 1));
    assertRefused("conv1d input channels must be 1: 2", Shape.of(4, 2), new Conv1d(1, 1, 1));
    for (Layer layer : new Layer[] {new LeakyRelu(1), new Tanh(), new Dropout(Dropout.Rate.HALF)}) {
      GraphBuilder graph = new GraphBuilder(Shape.of(2));
      graph.add(layer, 0, 0);
      assertThatThrownBy(graph::build).hasMessageEndingWith(" inputs must be 1: 2");
    }
  }

  @Test
  void fieldsOutOfRangeAreNamed() {
    assertMalformed(tag(6).writeByte(8), "leaky relu slopeShift must be in [1, 7]: 8");
    assertMalformed(tag(8).writeInt(0).writeInt(1), "average pool size must be in [1, 181]: 0");
    assertMalformed(tag(8).writeInt(1).writeInt(0), "average pool stride must be at least 1: 0");
    assertMalformed(
        tag(15).writeInt(16_385).writeInt(1), "max pool size must be in [1, 16384]: 16385");
    assertMalformed(tag(15).writeInt(1).writeInt(0), "max pool stride must be at least 1: 0");
    assertMalformed(tag(16).writeInt(0).writeInt(1), "average pool size must be in [1, 33025]: 0");
    assertMalformed(tag(16).writeInt(1).writeInt(0), "average pool stride must be at least 1: 0");
    assertMalformed(tag(17), "model layer tag must be in [1, 16]: 17");
    assertMalformed(tag(10).writeByte(0), "model dropout rate must be in [1, 3]: 0");
    assertMalformed(tag(10).writeByte(4), "model dropout rate must be in [1, 3]: 4");
    ByteWriter conv = tag(11).writeInt(1).writeInt(1).writeInt(1).writeInt(1).writeInt(0);
    assertMalformed(
        conv.writeInt(1).writeInt(1).writeByte(2), "model conv1d bias must be 0 or 1: 2");
  }

  /** One layer on two features. */
  private static ByteWriter tag(int tag) {
    return new ByteWriter().writeByte(1).writeInt(2).writeInt(1).writeByte(tag);
  }

  private static void assertMalformed(ByteWriter body, String message) {
    assertThatThrownBy(() -> ModelCodec.decode(body.seal("TINTINMD", 2)))
        .isInstanceOf(MalformedModelException.class)
        .hasMessage(message);
  }
}
