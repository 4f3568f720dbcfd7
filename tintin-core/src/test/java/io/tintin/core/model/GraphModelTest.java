package io.tintin.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.golden.HexDump;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.layer.Add;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.Relu;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphModelTest {
  private static ModelSpec branched() {
    GraphBuilder graph = new GraphBuilder(Shape.of(2));
    int trunk = graph.add(new Dense(2, 2, false));
    int relu = graph.add(new Relu());
    int sum = graph.add(new Add(), trunk, relu, relu);
    graph.add(new Concat(), sum, GraphBuilder.INPUT);
    graph.add(new LayerNorm(4));
    return graph.build();
  }

  @Test
  void aGraphOfVersion2IsReadAndWrittenForEver() throws MalformedModelException {
    Model model =
        new Model(
            branched(),
            List.of(
                Int8Tensor.of(
                    Shape.of(2, 2),
                    Scale.of(-8, 2, 0),
                    new byte[] {
                      1, 2, // output 0
                      -127, 127, // output 1
                    }),
                Int8Tensor.of(Shape.of(4), Scale.powerOfTwo(-6), new byte[] {64, 63, 0, -64}),
                Int8Tensor.of(Shape.of(4), Scale.of(-7, 0, -1), new byte[] {5, 0, -5, 1})));
    byte[] golden = HexDump.read("model-graph-v2.hex");
    assertThat(ModelCodec.encode(model)).isEqualTo(golden);
    assertThat(ModelCodec.decode(golden)).isEqualTo(model);
  }

  @Test
  void aGraphOfImagesIsReadAsItWasWritten() throws MalformedModelException {
    GraphBuilder graph = new GraphBuilder(Shape.of(5, 4, 2));
    int trunk = graph.add(new Conv2d(2, 3, 3));
    int norm = graph.add(new LayerNorm(3));
    int branch = graph.add(new Conv2d(3, 3, 1), norm);
    int sum = graph.add(new Add(), trunk, branch);
    graph.add(new Concat(), sum, trunk, norm);
    graph.add(new Flatten());
    graph.add(new Dense(54, 2));
    Model model = Model.initial(graph.build(), new RandomSource(5));
    assertThat(ModelCodec.decode(ModelCodec.encode(model))).isEqualTo(model);
    assertThat(model.spec().shapes().get(5)).isEqualTo(Shape.of(3, 2, 9));
  }

  @Test
  void aGainBeginsAtOneAndTakesNoDraw() {
    ModelSpec spec =
        ModelSpec.of(Shape.of(3), new Dense(3, 4), new LayerNorm(4), new Dense(4, 2, false));
    List<Int8Tensor> parameters = Model.initial(spec, new RandomSource(5)).parameters();
    assertThat(parameters.get(2))
        .isEqualTo(Int8Tensor.of(Shape.of(4), Scale.powerOfTwo(-6), new byte[] {64, 64, 64, 64}));
    assertThat(parameters.get(3))
        .isEqualTo(Int8Tensor.of(Shape.of(4), Scale.powerOfTwo(-7), new byte[4]));
    ModelSpec alone = ModelSpec.of(Shape.of(3), new Dense(3, 4));
    assertThat(Model.initial(alone, new RandomSource(5)).parameters())
        .isEqualTo(parameters.subList(0, 2));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    GraphBuilder graph = new GraphBuilder(Shape.of(2));
    graph.add(new Dense(2, 3));
    graph.add(new Add(), 0, 1);
    assertThatThrownBy(graph::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 1: add inputs must all have the shape [2]: [3]");
    assertMessage(norm(0), "layer norm features must be in [1, 65536]: 0");
    assertMessage(norm(3), "layer 0: layer norm input must have 3 features: 2");
    assertMessage(
        header().writeByte(12).writeByte(1).writeInt(0),
        "layer 0: add inputs must be in [2, 16]: 1");
    assertMessage(header().writeByte(13).writeByte(17), "model input count must be in [1, 16]: 17");
    assertMessage(
        header().writeByte(12).writeByte(2).writeInt(0).writeInt(1),
        "layer 0: input must be a value in [0, 0]: 1");
  }

  /** One layer on two features. */
  private static ByteWriter header() {
    return new ByteWriter().writeByte(1).writeInt(2).writeInt(1);
  }

  private static ByteWriter norm(int features) {
    return header().writeByte(14).writeInt(features).writeByte(1).writeInt(0);
  }

  private static void assertMessage(ByteWriter body, String message) {
    assertThatThrownBy(() -> ModelCodec.decode(body.seal("TINTINMD", 2)))
        .isInstanceOf(MalformedModelException.class)
        .hasMessage(message);
  }
}
