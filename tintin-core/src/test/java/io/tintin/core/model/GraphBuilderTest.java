package io.tintin.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.tensor.Shape;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
  private final GraphBuilder graph = new GraphBuilder(Shape.of(4));

  @Test
  void layersThatFollowOneAnotherAreAChain() {
    assertThat(graph.add(new Dense(4, 3))).isEqualTo(1);
    assertThat(graph.add(new Relu(), 1)).isEqualTo(2);
    assertThat(graph.add(new Dense(3, 2))).isEqualTo(3);
    ModelSpec chain = ModelSpec.of(Shape.of(4), new Dense(4, 3), new Relu(), new Dense(3, 2));
    assertThat(graph.build()).isEqualTo(chain);
    assertThat(chain.nodes())
        .containsExactly(
            new Node(new Dense(4, 3), List.of(0)),
            new Node(new Relu(), List.of(1)),
            new Node(new Dense(3, 2), List.of(2)));
    assertThat(chain.shapes()).containsExactly(Shape.of(4), Shape.of(3), Shape.of(3), Shape.of(2));
    assertThat(chain.layers()).containsExactly(new Dense(4, 3), new Relu(), new Dense(3, 2));
  }

  @Test
  void aSpecIsNotChangedByLaterLayers() {
    graph.add(new Relu());
    ModelSpec spec = graph.build();
    graph.add(new Relu());
    assertThat(spec.nodes()).hasSize(1);
    assertThat(graph.build().nodes()).hasSize(2);
  }

  @Test
  void aValueThatNobodyTakesIsNamed() {
    graph.add(new Relu());
    graph.add(new Relu(), GraphBuilder.INPUT);
    assertRefused("output of layer 0 must be the input of a layer");
    graph.add(new Relu(), 1);
    assertRefused("output of layer 1 must be the input of a layer");
    assertThatThrownBy(
            () ->
                new ModelSpec(
                    Shape.of(4),
                    List.of(new Node(new Relu(), List.of(0)), new Node(new Relu(), List.of(0)))))
        .hasMessage("output of layer 0 must be the input of a layer");
  }

  /** A layer takes values of earlier ones, so there is no cycle. */
  @Test
  void aValueThatIsNotThereYetIsNamed() {
    graph.add(new Relu());
    graph.add(new Relu(), 2); // its own output
    assertRefused("layer 1: input must be a value in [0, 1]: 2");
    GraphBuilder later = new GraphBuilder(Shape.of(4));
    later.add(new Relu(), 2);
    later.add(new Relu(), 1);
    assertThatThrownBy(later::build).hasMessage("layer 0: input must be a value in [0, 0]: 2");
    GraphBuilder negative = new GraphBuilder(Shape.of(4));
    negative.add(new Relu(), -1);
    assertThatThrownBy(negative::build).hasMessage("layer 0: input must be a value in [0, 0]: -1");
  }

  @Test
  void moreInputsThanALayerTakesAreRefused() {
    graph.add(new Relu(), 0, 0);
    assertRefused("layer 0: relu inputs must be 1: 2");
    assertThatThrownBy(() -> graph.add(new Relu(), new int[17]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node inputs must be between 1 and 16: 17");
    assertThatThrownBy(() -> new Node(new Relu(), List.of()))
        .hasMessage("node inputs must be between 1 and 16: 0");
    assertThat(new Node(new Relu(), Collections.nCopies(16, 0)).inputs()).hasSize(16);
  }

  @Test
  void aGraphWithoutLayersIsRefused() {
    assertRefused("layers must be between 1 and 256: 0");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(graph::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
