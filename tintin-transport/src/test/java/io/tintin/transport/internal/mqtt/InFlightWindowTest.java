package io.tintin.transport.internal.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightWindowTest {
  private final List<String> ends = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private final PublishEnd end =
      new PublishEnd() {
        @Override
        public void answered(int reasonCode) {
          ends.add("answered " + reasonCode);
        }

        @Override
        public void lost(String reason) {
          ends.add("lost " + reason);
        }
      };

  /** Paho defect P15. */
  @Test
  void aListenerThatFiresAgainFreesItsPlaceOnce() {
    InFlightWindow window = new InFlightWindow(broken::add);
    window.limit(2);
    InFlightWindow.Publish first = window.enter(end);
    window.enter(end);
    assertThat(window.hasRoom()).isFalse();

    first.onFailure(null, null);
    first.onFailure(null, null);
    first.lost("again");

    assertThat(window.size()).isEqualTo(1);
    assertThat(ends).containsExactly("lost connection ended");
    assertThat(broken).isNotEmpty();
  }

  @Test
  void theWindowIsTheSmallerOfOursAndTheBrokers() {
    InFlightWindow window = new InFlightWindow(broken::add);
    window.limit(1000);
    for (int i = 0; i < InFlightWindow.MAX; i++) {
      assertThat(window.hasRoom()).isTrue();
      window.enter(end);
    }
    assertThat(window.hasRoom()).isFalse();
  }

  @Test
  void theEndOfAConnectionLosesAllThatIsInFlight() {
    InFlightWindow window = new InFlightWindow(broken::add);
    window.enter(end);
    window.enter(end);
    window.loseAll("cut");
    assertThat(ends).containsExactly("lost cut", "lost cut");
    assertThat(window.size()).isZero();
  }
}
