package io.tintin.transport.internal.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.random.RandomSource;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMillis(450);

  @Property(tries = 200)
  void delaysDoubleToTheLongestAndKeepAtLeastHalf(@ForAll long seed) {
    Backoff backoff = new Backoff(FIRST, LONGEST, new RandomSource(seed));
    for (long full : new long[] {100, 200, 400, 450, 450}) {
      assertThat(backoff.next().toMillis()).isBetween(full / 2, full);
    }
    backoff.reset();
    assertThat(backoff.next().toMillis()).isBetween(50L, 100L);
  }

  /** Paho defect P12: its delay is one for all clients of a process and has no jitter. */
  @Test
  void twoSeedsDoNotWaitTheSame() {
    Backoff one = new Backoff(FIRST, Duration.ofHours(1), new RandomSource(1));
    Backoff two = new Backoff(FIRST, Duration.ofHours(1), new RandomSource(2));
    for (int i = 0; i < 10; i++) {
      one.next();
      two.next();
    }
    assertThat(one.next()).isNotEqualTo(two.next());
  }

  @Test
  void theLongestIsNotBelowTheFirst() {
    assertThatThrownBy(() -> new Backoff(LONGEST, FIRST, new RandomSource(1)))
        .hasMessage("longest must be at least first: PT0.1S");
  }
}
