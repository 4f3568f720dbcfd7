package io.tintin.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statistics over fixed seeds: the limits are about five standard errors. */
class RandomSourceTest {
  private static final int DRAWS = 1 << 16;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42, -1, 1L << 32})
  void eachBitIsSetHalfOfTheTime(long key) {
    int[] ones = new int[32];
    for (int i = 0; i < DRAWS; i++) {
      int bits = RandomSource.bits(key, i);
      for (int b = 0; b < 32; b++) {
        ones[b] += bits >>> b & 1;
      }
    }
    for (int count : ones) {
      assertThat(count).isBetween(DRAWS / 2 - 640, DRAWS / 2 + 640); // 5 * sqrt(2^16) / 2
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42, -1, 1L << 32})
  void oneBitOfTheKeyOrCounterChangesHalfOfTheBits(long key) {
    int tries = 2000;
    for (int bit = 0; bit < 96; bit++) {
      long changed = 0;
      for (int i = 0; i < tries; i++) {
        long otherKey = bit < 64 ? key ^ (1L << bit) : key;
        int otherCounter = bit < 64 ? i : i ^ (1 << (bit - 64));
        changed +=
            Integer.bitCount(RandomSource.bits(key, i) ^ RandomSource.bits(otherKey, otherCounter));
      }
      // 16 bits of 32, with a standard error of sqrt(8 / 2000) = 0.063.
      assertThat(changed / (double) tries).as("bit %s", bit).isBetween(15.68, 16.32);
    }
  }

  @Test
  void neighbouringSeedsAreUncorrelated() {
    for (long seed = 0; seed < 64; seed++) {
      assertUncorrelated(new RandomSource(seed), new RandomSource(seed + 1));
    }
  }

  @Test
  void neighbouringStreamsAreUncorrelated() {
    RandomSource source = new RandomSource(7);
    for (int id = 0; id < 64; id++) {
      assertUncorrelated(source.stream(id), source.stream(id + 1));
      assertUncorrelated(source, source.stream(id));
      assertUncorrelated(source.stream(id), new RandomSource(8).stream(id));
    }
  }

  /** The correlation of two sequences; its standard error is 1 / sqrt(4096) = 0.0156. */
  private static void assertUncorrelated(RandomSource a, RandomSource b) {
    double sum = 0;
    for (int i = 0; i < 4096; i++) {
      sum += Math.scalb((double) a.bits(i), -31) * Math.scalb((double) b.bits(i), -31);
    }
    assertThat(3 * sum / 4096).isBetween(-0.08, 0.08);
  }

  /** Was a bug: the id was doubled, so its highest bit was lost. */
  @Test
  void everyBitOfAnIdGivesAnotherStream() {
    RandomSource source = new RandomSource(0x0123_4567_89AB_CDEFL);
    Set<Long> keys = new HashSet<>();
    for (int bit = 0; bit < 32; bit++) {
      keys.add(source.stream(1 << bit).key());
    }
    keys.add(source.stream(0).key());
    assertThat(keys).hasSize(33);
  }

  @Property
  void equalKeysGiveEqualBits(@ForAll long key, @ForAll int counter) {
    RandomSource source = new RandomSource(key);
    assertThat(source.bits(counter)).isEqualTo(RandomSource.bits(key, counter));
    assertThat(source.stream(counter).key()).isEqualTo(RandomSource.streamKey(key, counter));
  }

  @Test
  void drawsBelowABoundAreUniform() {
    RandomSequence sequence = new RandomSequence(new RandomSource(3), 0);
    int bound = 100;
    int[] counts = new int[bound];
    for (int i = 0; i < 100_000; i++) {
      counts[sequence.nextBelow(bound)]++;
    }
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - 1000.0) * (count - 1000.0) / 1000;
    }
    assertThat(chiSquare).isBetween(50.0, 170.0); // 99 degrees of freedom: 99 ± 5 * 14
  }

  /** Of 2^32 draws modulo 3 * 2^30, those below 2^30 would come twice as often. */
  @Test
  void aLargeBoundDoesNotFavourSmallDraws() {
    RandomSequence sequence = new RandomSequence(new RandomSource(4), 0);
    int bound = 3 << 29;
    int[] thirds = new int[3];
    for (int i = 0; i < 30_000; i++) {
      thirds[sequence.nextBelow(bound) >>> 29]++;
    }
    for (int third : thirds) {
      assertThat(third).isBetween(9_590, 10_410); // 5 * sqrt(30,000 * 2 / 9) = 408
    }
    assertThat(sequence.position()).isGreaterThan(30_000); // some draws were thrown away
  }

  @Test
  void aSequenceGoesOnFromItsPosition() {
    RandomSource source = new RandomSource(5);
    RandomSequence whole = new RandomSequence(source, 0);
    for (int i = 0; i < 100; i++) {
      whole.nextBelow(1000);
    }
    RandomSequence rest = new RandomSequence(source, whole.position());
    for (int i = 0; i < 100; i++) {
      assertThat(rest.nextBits()).isEqualTo(whole.nextBits());
    }
  }

  @Test
  void aSequenceRepeatsAfter2ToThe32Draws() {
    RandomSource source = new RandomSource(5);
    RandomSequence last = new RandomSequence(source, -1);
    assertThat(last.nextBits()).isEqualTo(source.bits(-1));
    assertThat(last.position()).isZero();
    assertThat(last.nextBits()).isEqualTo(source.bits(0));
  }

  @Test
  void aBoundBelowOneIsRefused() {
    RandomSequence sequence = new RandomSequence(new RandomSource(6), 0);
    assertThatThrownBy(() -> sequence.nextBelow(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bound must be at least 1: 0");
    assertThat(sequence.nextBelow(1)).isZero();
  }
}
