package io.tintin.sensors.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.sensors.golden.GoldenCase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelJoinerGoldenTest {
  @Test
  void examplesAreThoseOfTheReferenceInTheirOrder() {
    List<GoldenCase> cases = GoldenCase.of("labels.txt");
    assertThat(cases).hasSizeGreaterThan(50);
    for (GoldenCase c : cases) {
      List<String> examples = new ArrayList<>();
      LabelJoiner joiner =
          new LabelJoiner(
              c.longInput(0),
              c.longInput(1),
              c.intInput(2),
              (frame, label) -> examples.add(frame.toNanos() + "=" + label));
      GoldenCase.words(c.input(3)).forEach(word -> act(joiner, word));
      assertThat(examples).as("%s", c).isEqualTo(GoldenCase.words(c.output(0)));
      assertThat(joiner.joined()).as("%s", c).isEqualTo(c.longOutput(1));
      assertThat(joiner.expired()).as("%s", c).isEqualTo(c.longOutput(2));
      assertThat(joiner.unmatched()).as("%s", c).isEqualTo(c.longOutput(3));
      assertThat(joiner.waiting()).as("%s", c).isEqualTo((int) c.longOutput(4));
    }
  }

  private static void act(LabelJoiner joiner, String word) {
    if (word.equals("clear")) {
      joiner.clear();
      return;
    }
    long[] times = GoldenCase.longs(word.substring(2), ":");
    if (word.startsWith("f:")) {
      joiner.frame(new Frame(0, times[0] - 5, times[0], 0, new byte[1], new int[1], 1, 1_000, 0));
    } else {
      joiner.label(times[0], times[1], (int) times[2]);
    }
  }
}
