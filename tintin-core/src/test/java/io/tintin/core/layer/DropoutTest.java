package io.tintin.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DropoutTest {
  private static LayerSite site(Dropout.Rate rate, int features, int batch) {
    Int8Buffer input = new Int8Buffer(features * batch);
    Arrays.fill(input.values, (byte) 7);
    input.setScale(-4, 1, 2);
    Int8Buffer[] inputs = {input};
    Shape[] shapes = {Shape.of(features)};
    LayerSite site = FreshSites.of(new Dropout(rate), new Int8Buffer[0], inputs, shapes, batch);
    Arrays.fill(site.gradOutput.values, (byte) -3);
    site.gradOutput.setScale(-9, 0, 0);
    site.key = 77;
    return site;
  }

  @ParameterizedTest
  @CsvSource({"HALF, 0.5, 1, 0, 0", "FIFTH, 0.2, 0, 1, 0", "THREE_SIXTEENTHS, 0.1875, 0, 0, -1"})
  void aShareIsDroppedAndTheRestMakesUpForIt(
      Dropout.Rate rate, double share, int shift, int up, int down) {
    LayerSite site = site(rate, 1000, 100);
    site.layer.forward(site);
    site.layer.backward(site);
    int dropped = 0;
    for (int i = 0; i < 100_000; i++) {
      boolean isKept = site.output.values[i] == 7;
      assertThat(site.output.values[i]).isEqualTo((byte) (isKept ? 7 : 0));
      assertThat(site.gradInputs[0].values[i]).isEqualTo((byte) (isKept ? -3 : 0));
      dropped += isKept ? 0 : 1;
    }
    assertThat(dropped / 1e5).isCloseTo(share, within(0.005)); // three deviations
    assertThat(rate.threshold()).isEqualTo((long) (share * 0x1p32));
    assertThat(GoldenCase.exponents(site.output)).containsExactly(-4 + shift, 1 + up, 2 + down);
    assertThat(GoldenCase.exponents(site.gradInputs[0])).containsExactly(-9 + shift, up, down);
    assertThat(FreshSites.step(shift, up, down) * (1 - share)).isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(Dropout.Rate.class)
  void theSameValuesAreDroppedHoweverABatchIsSplit(Dropout.Rate rate) {
    LayerSite whole = site(rate, 9, 12);
    whole.layer.forward(whole);
    LayerSite part = site(rate, 9, 12);
    for (int size : new int[] {1, 3, 5, 12}) {
      for (int first = 0; first < 12; first += size) {
        part.batch = Math.min(size, 12 - first);
        part.firstExample = first;
        part.layer.forward(part);
        for (int i = 0; i < 9 * part.batch; i++) {
          int at = i / part.batch * 12 + first + i % part.batch;
          assertThat(part.output.values[i]).isEqualTo(whole.output.values[at]);
        }
      }
    }
    part.key = 78;
    part.layer.forward(part);
    assertThat(part.output.values).isNotEqualTo(whole.output.values);
  }

  @Test
  void aPassThatDoesNotTrainCopies() {
    LayerSite site = site(Dropout.Rate.HALF, 50, 2);
    site.isTraining = false;
    site.layer.forward(site);
    assertThat(site.output.values).isEqualTo(site.input().values);
    assertThat(GoldenCase.exponents(site.output)).containsExactly(-4, 1, 2);
  }
}
