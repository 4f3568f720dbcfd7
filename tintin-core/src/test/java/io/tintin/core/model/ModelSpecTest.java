package io.tintin.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.Relu;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSpecTest {
  private static final ModelSpec SPEC =
      ModelSpec.of(Shape.of(4), new Dense(4, 3), new Relu(), new Dense(3, 2, false));

  @Test
  void shapesFollowTheLayers() {
    assertThat(SPEC.shapes().get(0)).isEqualTo(Shape.of(4));
    assertThat(SPEC.shapes().get(2)).isEqualTo(Shape.of(3));
    assertThat(SPEC.output()).isEqualTo(Shape.of(2));
    assertThat(SPEC.parameterShapes()).containsExactly(Shape.of(3, 4), Shape.of(3), Shape.of(2, 3));
  }

  @Test
  void aLayerThatDoesNotFitIsNamedWithTheRule() {
    assertThatThrownBy(
            () -> ModelSpec.of(Shape.of(4), new Dense(4, 3), new Relu(), new Dense(4, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 2: dense input size must be 4: 3");
  }

  @Test
  void thereAreBetween1And256Layers() {
    assertThatThrownBy(() -> ModelSpec.of(Shape.of(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layers must be between 1 and 256: 0");
    List<Layer> most = Collections.nCopies(256, new Relu());
    assertThat(ModelSpec.of(Shape.of(4), most.toArray(Layer[]::new)).output())
        .isEqualTo(Shape.of(4));
    List<Layer> more = Collections.nCopies(257, new Relu());
    assertThatThrownBy(() -> ModelSpec.of(Shape.of(4), more.toArray(Layer[]::new)))
        .hasMessage("layers must be between 1 and 256: 257");
  }

  @Test
  void aModelHasTheParametersOfItsSpec() {
    Model model = Model.initial(SPEC, new RandomSource(1));
    assertThat(model.parameters()).extracting(Int8Tensor::shape).isEqualTo(SPEC.parameterShapes());
    assertThat(model).isEqualTo(Model.initial(SPEC, new RandomSource(1)));
    assertThat(model).isNotEqualTo(Model.initial(SPEC, new RandomSource(2)));
    assertThat(model.withParameters(model.parameters())).isEqualTo(model);
    assertThatThrownBy(() -> model.withParameters(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameter count must be 3: 0");
    Int8Tensor wrong = Int8Tensor.of(Shape.of(3), Scale.UNIT, new byte[3]);
    List<Int8Tensor> parameters = model.parameters();
    assertThatThrownBy(
            () -> model.withParameters(List.of(wrong, parameters.get(1), parameters.get(2))))
        .hasMessage("parameter 0 shape must be [3, 4]: [3]");
  }

  @Test
  void anIdNamesTheContent() {
    Model model = Model.initial(SPEC, new RandomSource(1));
    assertThat(model.id()).isEqualTo(Model.initial(SPEC, new RandomSource(1)).id());
    assertThat(model.id()).isNotEqualTo(Model.initial(SPEC, new RandomSource(2)).id());
    assertThat(model.id().sha256()).hasSize(64);
    assertThat(model.id()).hasToString(model.id().sha256());
    assertThat(ModelId.of(new byte[0]).sha256())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThatThrownBy(() -> new ModelId("ABC")).hasMessage("model id must be 64 hex digits: ABC");
  }
}
