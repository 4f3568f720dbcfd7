package io.tintin.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.sensors.golden.GoldenCase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderGoldenTest {
  private final List<String> verdicts = new ArrayList<>();
  private final List<String> delivered = new ArrayList<>();

  @Test
  void whatIsTakenAndDeliveredIsThatOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("order.txt");
    assertThat(cases).hasSizeGreaterThan(50);
    for (GoldenCase c : cases) {
      Watermark watermark = new Watermark(c.longInput(0), c.longInput(1));
      SampleQueue queue =
          new SampleQueue(c.intInput(2), 2, Overload.valueOf(c.input(3)), watermark, 0);
      verdicts.clear();
      delivered.clear();
      GoldenCase.words(c.input(4)).forEach(word -> act(queue, word));
      assertThat(verdicts).as("%s", c).isEqualTo(GoldenCase.words(c.output(0)));
      assertThat(delivered).as("%s", c).isEqualTo(GoldenCase.words(c.output(1)));
      PipelineStats stats = queue.stats(new PipelineCounters());
      assertThat(stats.dropped()).as("%s", c).isEqualTo(c.longOutput(2));
      assertThat(stats.queued()).as("%s", c).isEqualTo((int) c.longOutput(3));
      assertThat(stats.isConserved()).isTrue();
    }
  }

  private void act(SampleQueue queue, String word) {
    if (word.equals("drain") || word.equals("flush")) {
      SampleQueue.Sample out = new SampleQueue.Sample();
      while (queue.poll(out, word.equals("flush"))) {
        delivered.add(
            out.epoch + ":" + out.channel + ":" + out.nanos + ":" + out.value + ":" + out.quality);
      }
      return;
    }
    long[] offer = GoldenCase.longs(word, ":");
    verdicts.add(
        queue
            .offer((int) offer[0], (int) offer[1], offer[2], (int) offer[3], (int) offer[4])
            .name());
  }
}
