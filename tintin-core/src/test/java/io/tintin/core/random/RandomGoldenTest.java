package io.tintin.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomGoldenTest {
  @Test
  void bitsAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("random.txt", "bits");
    assertThat(cases).hasSizeGreaterThan(50);
    for (GoldenCase c : cases) {
      RandomSource source = new RandomSource(c.input(0).key());
      assertThat(source.bits(c.input(1).integer())).as("%s", c).isEqualTo(c.output(0).integer());
    }
  }

  @Test
  void streamsAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("random.txt", "stream");
    assertThat(cases).hasSizeGreaterThan(50);
    for (GoldenCase c : cases) {
      RandomSource source = new RandomSource(c.input(0).key());
      RandomSource stream = source.stream(c.input(1).integer());
      assertThat(stream.key()).as("%s", c).isEqualTo(c.output(0).key());
    }
  }

  @Test
  void drawsBelowABoundAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("random.txt", "below");
    assertThat(cases).hasSizeGreaterThan(40);
    for (GoldenCase c : cases) {
      RandomSequence sequence = new RandomSequence(new RandomSource(c.input(0).key()), 0);
      for (int expected : c.output(0).ints()) {
        assertThat(sequence.nextBelow(c.input(1).integer())).as("%s", c).isEqualTo(expected);
      }
    }
  }
}
