package io.tintin.core.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.golden.HexDump;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.random.RandomSource;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReplayBufferTest {
  private static ReplayBuffer filled(int capacity, int offers, long seed) {
    ReplayBuffer buffer = new ReplayBuffer(2, 1, capacity, new RandomSource(seed));
    for (int i = 0; i < offers; i++) {
      buffer.offer(new byte[] {(byte) i, (byte) -i}, i);
    }
    return buffer;
  }

  @Test
  void theFirstExamplesAreAllKept() {
    ReplayBuffer buffer = new ReplayBuffer(2, 1, 3, new RandomSource(1));
    assertThat(buffer.size()).isZero();
    for (int i = 1; i <= 3; i++) {
      assertThat(buffer.offer(new byte[] {1, 2}, i)).isTrue();
      assertThat(buffer.size()).isEqualTo(i);
    }
    int kept = 0;
    for (int i = 0; i < 1000; i++) {
      kept += buffer.offer(new byte[] {1, 2}, i) ? 1 : 0;
    }
    assertThat(buffer.size()).isEqualTo(3);
    assertThat(buffer.offeredCount()).isEqualTo(1003);
    assertThat(kept).isBetween(5, 35); // 3 * ln(1003 / 3) = 17.4
  }

  @Test
  void eachOfferIsKeptWithTheSameChance() {
    int offers = 20;
    int capacity = 5;
    int runs = 4000;
    int[] kept = new int[offers];
    byte[] features = new byte[2];
    int[] label = new int[1];
    for (int run = 0; run < runs; run++) {
      ReplayBuffer buffer = filled(capacity, offers, run);
      buffer.draw(features, label);
      kept[label[0]]++;
    }
    double expected = runs / (double) offers;
    double chiSquare = 0;
    for (int count : kept) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertThat(chiSquare).isBetween(4.0, 50.0); // 19 degrees of freedom: 19 ± 5 * 6.2
  }

  @Test
  void keptExamplesAreDrawnEvenly() {
    ReplayBuffer buffer = filled(4, 4, 9);
    int[] drawn = new int[4];
    byte[] features = new byte[2];
    int[] label = new int[1];
    for (int i = 0; i < 8000; i++) {
      buffer.draw(features, label);
      drawn[label[0]]++;
      assertThat(features).containsExactly(label[0], -label[0]);
    }
    for (int count : drawn) {
      assertThat(count).isBetween(1806, 2194); // five standard errors of 38.7
    }
  }

  @Test
  void equalSeedsKeepEqualExamples() {
    assertThat(filled(8, 100, 3).snapshot()).isEqualTo(filled(8, 100, 3).snapshot());
    assertThat(filled(8, 100, 3).snapshot()).isNotEqualTo(filled(8, 100, 4).snapshot());
  }

  @Test
  void anExampleOfSeveralTargetsIsKeptWhole() {
    ReplayBuffer buffer = new ReplayBuffer(1, 3, 2, new RandomSource(1));
    buffer.offer(new byte[] {7}, -1, 0, 127);
    byte[] features = new byte[1];
    int[] targets = new int[3];
    buffer.draw(features, targets);
    assertThat(features).containsExactly(7);
    assertThat(targets).containsExactly(-1, 0, 127);
  }

  @Property(tries = 100)
  void aRestoredBufferGoesOnWithTheSameBits(
      @ForAll @IntRange(min = 0, max = 60) int before, @ForAll long seed)
      throws MalformedSnapshotException {
    ReplayBuffer whole = filled(8, before, seed);
    ReplayBuffer resumed = new ReplayBuffer(2, 1, 8, new RandomSource(seed));
    resumed.restore(whole.snapshot());
    for (int i = 0; i < 40; i++) {
      byte[] example = {(byte) i, 1};
      assertThat(resumed.offer(example, i)).isEqualTo(whole.offer(example, i));
    }
    assertThat(resumed.snapshot()).isEqualTo(whole.snapshot());
    assertThat(resumed.offeredCount()).isEqualTo(before + 40);
  }

  @Test
  void version1IsReadAndWrittenForEver() throws MalformedSnapshotException {
    byte[] golden = HexDump.read("replay-v1.hex");
    ReplayBuffer buffer = new ReplayBuffer(2, 1, 3, new RandomSource(1));
    buffer.offer(new byte[] {1, -1}, 5);
    buffer.offer(new byte[] {127, -127}, -6);
    assertThat(buffer.snapshot()).isEqualTo(golden);
    ReplayBuffer restored = new ReplayBuffer(2, 1, 3, new RandomSource(1));
    restored.restore(golden);
    assertThat(restored.snapshot()).isEqualTo(golden);
    assertThat(restored.size()).isEqualTo(2);
  }

  @Test
  void everyFlippedBitAndEveryTruncationIsRefusedAndChangesNothing() {
    byte[] good = filled(4, 20, 5).snapshot();
    ReplayBuffer buffer = filled(4, 7, 6);
    byte[] before = buffer.snapshot();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(buffer, bad);
    }
    for (int length = 0; length < good.length; length++) {
      assertRefused(buffer, Arrays.copyOf(good, length));
    }
    assertThat(buffer.snapshot()).isEqualTo(before);
  }

  private static void assertRefused(ReplayBuffer buffer, byte[] bad) {
    assertThatThrownBy(() -> buffer.restore(bad))
        .isInstanceOf(MalformedSnapshotException.class)
        .hasMessageStartingWith("replay ");
  }

  @Test
  void aSnapshotOfOtherSizesIsRefused() {
    ReplayBuffer buffer = new ReplayBuffer(2, 1, 5, new RandomSource(5));
    assertThatThrownBy(() -> buffer.restore(filled(4, 20, 5).snapshot()))
        .isInstanceOf(MalformedSnapshotException.class)
        .hasMessage("replay capacity must be in [5, 5]: 4");
    ReplayBuffer wide = new ReplayBuffer(3, 1, 4, new RandomSource(5));
    assertThatThrownBy(() -> wide.restore(filled(4, 20, 5).snapshot()))
        .hasMessage("replay feature count must be in [3, 3]: 2");
  }

  /** Was a bug: it was kept, and refused by the trainer when it was drawn. */
  @Test
  void minus128IsRefusedAndChangesNothing() {
    ReplayBuffer labels = filled(4, 7, 6);
    ReplayBuffer several = new ReplayBuffer(2, 3, 4, new RandomSource(6));
    byte[] before = labels.snapshot();
    byte[] empty = several.snapshot();
    byte[] bad = {-127, -128};
    assertThatThrownBy(() -> labels.offer(bad, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature must be in [-127, 127]: -128");
    assertThatThrownBy(() -> several.offer(bad, 1, 2, 3))
        .hasMessage("feature must be in [-127, 127]: -128");
    ByteWriter snapshot = new ByteWriter().writeInt(2).writeInt(1).writeInt(4);
    snapshot.writeInt(1).writeInt(9).writeBytes(new byte[] {1, -128, 0, 0, 0, 0, 0, 0});
    snapshot.writeBytes(new byte[16]);
    assertThatThrownBy(() -> labels.restore(snapshot.seal("TINTINRB", 1)))
        .isInstanceOf(MalformedSnapshotException.class)
        .hasMessage("replay feature must be in [-127, 127]: -128");
    assertThat(labels.snapshot()).isEqualTo(before);
    assertThat(several.snapshot()).isEqualTo(empty);
  }

  @Test
  void moreThanAnArrayHoldsIsRefused() {
    assertThatThrownBy(() -> new ReplayBuffer(1 << 16, 1, 1 << 15, new RandomSource(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("featureCount * capacity must be at most 2147483639: 2147483648");
    assertThatThrownBy(() -> new ReplayBuffer(1, 1 << 30, 4, new RandomSource(1)))
        .hasMessage("targetSize * capacity must be at most 2147483639: 4294967296");
  }

  @Test
  void examplesOfOtherSizesAreRefused() {
    ReplayBuffer buffer = new ReplayBuffer(2, 2, 5, new RandomSource(5));
    assertThatThrownBy(() -> buffer.offer(new byte[3], 1, 2))
        .hasMessage("feature count must be 2: 3");
    assertThatThrownBy(() -> buffer.offer(new byte[2], 1)).hasMessage("target count must be 2: 1");
    assertThatThrownBy(() -> buffer.offer(new byte[2], 1, 2, 3))
        .hasMessage("target count must be 2: 3");
    assertThat(buffer.offeredCount()).isZero();
    assertThatThrownBy(() -> buffer.draw(new byte[2], new int[2]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("an empty replay buffer has nothing to draw");
    assertThatThrownBy(() -> new ReplayBuffer(0, 1, 1, new RandomSource(1)))
        .hasMessage("featureCount must be at least 1: 0");
    assertThatThrownBy(() -> new ReplayBuffer(1, 1, 0, new RandomSource(1)))
        .hasMessage("capacity must be at least 1: 0");
  }
}
