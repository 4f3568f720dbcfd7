package io.tintin.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartsTest {
  private static final RandomSource SOURCE = new RandomSource(7);

  /** Examples whose one pixel is their number. */
  private static RawDataset numbered(int count) {
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) i;
    }
    return RawDataset.of(
        Shape.of(1), new PixelNumbers(pixels, 1), new int[count], List.of("a", "b"));
  }

  private static List<Integer> numbers(RawDataset data) {
    return IntStream.range(0, data.count()).mapToObj(data::row).toList();
  }

  @Test
  void everyExampleIsInOnePart() {
    Loaded loaded = new Loaded(numbered(100), Optional.empty());
    Parts parts = Parts.of(loaded, 30, 0, SOURCE);
    assertThat(parts.test().count()).isEqualTo(20);
    assertThat(parts.validation().orElseThrow().count()).isEqualTo(30);
    List<Integer> all = new ArrayList<>(numbers(parts.training()));
    all.addAll(numbers(parts.validation().orElseThrow()));
    all.addAll(numbers(parts.test()));
    assertThat(all).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void testSetOfItsOwnIsKept() {
    Loaded loaded = new Loaded(numbered(10), Optional.of(numbered(4)));
    Parts parts = Parts.of(loaded, 0, 0, SOURCE);
    assertThat(numbers(parts.training())).hasSize(10);
    assertThat(numbers(parts.test())).containsExactly(0, 1, 2, 3);
    assertThat(parts.validation()).isEmpty();
  }

  @Test
  void limitDrawsFromAllExamplesBySeed() {
    Loaded loaded = new Loaded(numbered(100), Optional.of(numbered(1)));
    List<Integer> drawn = numbers(Parts.of(loaded, 0, 10, SOURCE).training());
    assertThat(drawn).hasSize(10).isSorted().isNotEqualTo(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    assertThat(numbers(Parts.of(loaded, 0, 10, SOURCE).training())).isEqualTo(drawn);
    assertThat(numbers(Parts.of(loaded, 0, 10, new RandomSource(8)).training()))
        .isNotEqualTo(drawn);
  }

  @Test
  void nothingLeftToTrainOnIsRefused() {
    Loaded loaded = new Loaded(numbered(10), Optional.of(numbered(1)));
    assertThatThrownBy(() -> Parts.of(loaded, 10, 0, SOURCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("examples for validation must be in [0, 9]: 10");
    assertThatThrownBy(() -> Parts.of(new Loaded(numbered(4), Optional.empty()), 0, 0, SOURCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("examples must be at least 5, to hold out a test set: 4");
  }

  @Test
  void shuffleIsAnOrderOfAllThatHangsOnTheSource() {
    int[] order = Shuffle.of(50, SOURCE);
    assertThat(order).hasSize(50).doesNotHaveDuplicates().isEqualTo(Shuffle.of(50, SOURCE));
    assertThat(order).isNotEqualTo(Shuffle.of(50, SOURCE.stream(1)));
    assertThat(Shuffle.of(0, SOURCE)).isEmpty();
  }

  @Test
  void firstPlaceIsEquallyLikelyForAll() {
    int[] counts = new int[4];
    for (int i = 0; i < 4_000; i++) {
      counts[Shuffle.of(4, SOURCE.stream(i))[0]]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(900, 1_100);
    }
  }
}
