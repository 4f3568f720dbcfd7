package io.tintin.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import org.junit.jupiter.api.Test;

class OverflowProofTest {
  @Test
  void namesEverySumAtItsLargest() {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(6, 6, 2),
            new Conv2d(2, 4, 3),
            new MaxPool2d(2),
            new Flatten(),
            new Dense(16, 3, false));
    OverflowProof proof = OverflowProof.of(spec, 8);
    assertThat(proof.sums())
        .extracting(OverflowProof.Sum::largest)
        .containsExactly(
            16_129L * 18 + (1 << 30) - 1,
            16_129L * 36,
            16_129L * 16 * 8,
            127L * 4,
            16_129L * 16,
            16_129L * 3,
            16_129L * 8);
    assertThat(proof.sums().get(0).spareBits()).isZero();
    assertThat(proof.sums().get(3).spareBits()).isEqualTo(31 - 9);
    assertThat(proof.toString())
        .contains(
            "layer 1 MaxPool2d[size=2, stride=2]: gradient by the input at most 508, 22 bits");
  }

  @Test
  void oneTermTooManyIsRefusedWithLayerBoundAndLimit() {
    // 16 pixels: 8321 examples have 133,136 products of a weight, one more has 133,152.
    ModelSpec spec = ModelSpec.of(Shape.of(4, 4, 1), new Conv2d(1, 1, 1), new Flatten());
    assertThat(OverflowProof.of(spec, 8321).sums().get(2).largest()).isEqualTo(16_129L * 133_136);
    assertThatThrownBy(() -> OverflowProof.of(spec, 8322))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("layer 0 Conv2d[")
        .hasMessageEndingWith(
            "gradient by a weight with batch size 8322 must be at most 2147483647, or it could"
                + " wrap: "
                + 16_129L * 133_152);
  }
}
