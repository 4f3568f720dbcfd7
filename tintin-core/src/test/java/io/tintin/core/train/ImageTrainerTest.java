package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageTrainerTest {
  private static byte[] drawn(RandomSequence draws, int size) {
    byte[] features = new byte[size];
    for (int i = 0; i < size; i++) {
      features[i] = (byte) (draws.nextBelow(255) - 127);
    }
    return features;
  }

  /**
   * Weights are {@code [o, ky, kx, i]} and features {@code [y, x, channel]}: a kernel of the whole
   * image has the bits of a dense layer on the same features.
   */
  @Test
  void aKernelOfTheWholeImageIsADenseLayer() {
    int features = 3 * 2 * 4;
    ModelSpec image =
        ModelSpec.of(
            Shape.of(3, 2, 4),
            new Conv2d(4, 5, 3, 2, 1, 0, 1, 1, true),
            new Relu(),
            new Conv2d(5, 3, 1));
    ModelSpec flat =
        ModelSpec.of(Shape.of(features), new Dense(features, 5), new Relu(), new Dense(5, 3));
    for (int batchSize : new int[] {1, 4}) {
      TrainerConfig config = TrainingData.crossEntropy(new AlignedSgd(3), batchSize);
      Model initial = Model.initial(image, new RandomSource(1));
      Trainer ofImage = new Trainer(initial, config);
      Trainer ofFlat = new Trainer(reshaped(initial, flat), config);
      RandomSequence draws = new RandomSequence(new RandomSource(2), 0);
      for (int step = 0; step < 20; step++) {
        for (int e = 0; e < batchSize; e++) {
          byte[] example = drawn(draws, features);
          int label = draws.nextBelow(3);
          ofImage.add(example, label);
          ofFlat.add(example, label);
        }
        assertThat(ofImage.step()).isEqualTo(ofFlat.step());
      }
      assertThat(reshaped(ofImage.model(), flat)).isEqualTo(ofFlat.model());
      byte[] example = drawn(draws, features);
      Predictor first = ofImage.predictor().run(example);
      Predictor second = ofFlat.predictor().run(example);
      for (int o = 0; o < 3; o++) {
        assertThat(first.output(o, Scale.powerOfTwo(-12)))
            .isEqualTo(second.output(o, Scale.powerOfTwo(-12)));
      }
    }
  }

  /** The same values and scales in the shapes of another architecture. */
  private static Model reshaped(Model model, ModelSpec spec) {
    List<Int8Tensor> parameters = new ArrayList<>();
    for (Shape shape : spec.parameterShapes()) {
      Int8Tensor from = model.parameters().get(parameters.size());
      parameters.add(Int8Tensor.of(shape, from.scale(), from.toArray()));
    }
    return new Model(spec, parameters);
  }

  /** 187 * 89 pixels of 8 examples are the 133,144 products that a gradient may have. */
  @Test
  void aBatchWhoseGradientCouldWrapIsRefusedWhenTheTrainerIsBuilt() {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(187, 89, 1),
            new Relu(),
            new Conv2d(1, 1, 1),
            new Conv2d(1, 1, 1, 1, 1000, 0, 1, 1, false));
    Model model = Model.initial(spec, new RandomSource(1));
    TrainerConfig config = TrainingData.squaredError(new NitiSgd(3), 8);
    assertThat(new Trainer(model, config).isFull()).isFalse();
    assertThatThrownBy(() -> new Trainer(model, config.withBatchSize(9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("layer 1 Conv2d[")
        .hasMessageEndingWith(
            "gradient by a weight with batch size 9 must be at most 2147483647, or it could wrap: "
                + 149_787L * 16_129);
  }

  /** Output {@code k} of a flattened image is the feature of pixel and channel {@code k}. */
  @Test
  void aFlattenedImageIsReadChannelByChannel() {
    ModelSpec spec = ModelSpec.of(Shape.of(2, 1, 3), new Flatten());
    Predictor predictor = new Predictor(new Model(spec, List.of()), Scale.UNIT);
    predictor.run(
        new byte[] {
          1, 2, 3, // row 0: channels 0, 1, 2
          4, 5, 6, // row 1
        });
    int[] outputs = new int[6];
    Arrays.setAll(outputs, o -> predictor.output(o, Scale.UNIT));
    assertThat(outputs).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void anOutputOfSeveralPixelsIsRefused() {
    ModelSpec spec = ModelSpec.of(Shape.of(3, 3, 1), new Conv2d(1, 2, 2));
    Model model = Model.initial(spec, new RandomSource(1));
    String message = "model output must be flat or of one pixel [1, 1, channels]: [2, 2, 2]";
    assertThatThrownBy(() -> new Trainer(model, TrainerConfig.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> new Predictor(model, Scale.UNIT)).hasMessage(message);
  }
}
