package io.tintin.sensors;

import static io.tintin.sensors.Fixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.device.sim.SimulatedDevice;
import io.tintin.device.sim.VirtualTime;
import io.tintin.sensors.feature.Features;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.quality.Quality;
import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.Offer;
import io.tintin.sensors.window.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private final List<Frame> frames = new ArrayList<>();

  @Test
  void featuresAreNamedInTheirOrder() {
    Pipeline pipeline = Fixtures.builder(Fixtures.clock(), frames::add).build();
    assertThat(pipeline.featureNames())
        .containsExactly(
            "temperature.last",
            "temperature.mean",
            "temperature.slope-1m",
            "temperature.above-mean-1m",
            "temperature.change-10s",
            "humidity.last",
            "humidity.spread");
    assertThat(pipeline.normalizer().size()).isEqualTo(7);
  }

  @Test
  void missingChannelIsMaskedAndUncovered() {
    Pipeline pipeline = Fixtures.builder(Fixtures.clock(), frames::add).build();
    for (int i = 0; i < 10; i++) {
      pipeline.offer(0, i * 5 * SECOND, 2_000 + i, 0);
    }
    pipeline.flush();
    Frame last = frames.get(9);
    assertThat(last.mask()).isEqualTo(0b00_11111);
    assertThat(last.feature(5)).isZero();
    assertThat(last.isPresent(5)).isFalse();
    assertThat(last.coveragePermille()).isZero();
  }

  @Test
  void clockStepBeginsAnEpochAndNoFrameSpansIt() {
    SimulatedDevice device = SimulatedDevice.on(VirtualTime.manual(), "one");
    Pipeline pipeline = Fixtures.builder(device.time(), frames::add).build();
    offerRow(pipeline, 1_000);
    offerRow(pipeline, 1_005);
    device.time().stepWall(-3_600 * SECOND);
    offerRow(pipeline, 5);
    offerRow(pipeline, 10);
    pipeline.flush();
    assertThat(frames.stream().map(Frame::clockEpoch)).containsExactly(0, 0, 1, 1);
    assertThat(frames.stream().map(frame -> frame.toNanos() / SECOND))
        .containsExactly(1_000L, 1_005L, 5L, 10L);
    assertThat(frames.get(2).coveragePermille()).isEqualTo(166);
    assertThat(frames.get(2).quality() & Quality.GAP).isZero();
    device.close();
  }

  @Test
  void clockStepForwardIsNoGapAndEndsARun() {
    SimulatedDevice device = SimulatedDevice.on(VirtualTime.manual(), "one");
    Pipeline pipeline = Fixtures.builder(device.time(), frames::add).build();
    for (int i = 0; i < 4; i++) {
      offerRow(pipeline, 5L * i);
    }
    device.time().stepWall(3_600 * SECOND);
    for (int i = 4; i < 8; i++) {
      offerRow(pipeline, 3_600 + 5L * i);
    }
    pipeline.flush();
    assertThat(frames).hasSize(8);
    assertThat(pipeline.stats().gap()).isZero();
    assertThat(pipeline.stats().stuck()).isZero(); // four equal values twice, not eight
    device.close();
  }

  @Test
  void longReachSeesAllSamplesThatBruteForceSees() {
    Pipeline pipeline =
        Pipeline.builder(Fixtures.clock())
            .channel(Fixtures.TEMPERATURE, Features.aboveTrailingMean(Duration.ofMinutes(30)))
            .channel(Fixtures.HUMIDITY, Features.changeSince(Duration.ofMinutes(20)))
            .window(Window.sliding(Duration.ofSeconds(30), Duration.ofSeconds(5)))
            .listener(frames::add)
            .build();
    int[] values = new Random(3).ints(1_000, 0, 8_501).toArray();
    for (int i = 0; i < values.length; i++) {
      pipeline.offer(0, i * 5 * SECOND, values[i], 0);
      pipeline.offer(1, i * 5 * SECOND, values[i], 0);
      pipeline.drain();
    }
    pipeline.flush();
    for (int i = 0; i < values.length; i++) {
      BigDecimal sum = BigDecimal.ZERO;
      int count = 0;
      for (int k = Math.max(0, i - 359); k <= i; k++) { // 360 readings in 30 minutes
        sum = sum.add(BigDecimal.valueOf(values[k]));
        count++;
      }
      int mean = sum.divide(BigDecimal.valueOf(count), 0, RoundingMode.HALF_UP).intValueExact();
      assertThat(frames.get(i).raw(0)).isEqualTo(values[i] - mean);
      assertThat(frames.get(i).raw(1)).isEqualTo(i < 240 ? 0 : values[i] - values[i - 240]);
    }
    assertThat(pipeline.stats().evicted()).isZero();
  }

  @Test
  void samplesFasterThanTheirPeriodAreForgottenInCountedBounds() {
    Pipeline pipeline = Fixtures.builder(Fixtures.clock(), frames::add).build();
    for (int i = 0; i < 10_000; i++) {
      pipeline.offer(0, i * SECOND / 1_000, 2_000 + (i & 7), 0);
      pipeline.drain();
    }
    assertThat(pipeline.stats().evicted()).isGreaterThan(9_000);
    assertThat(pipeline.stats().isConserved()).isTrue();
  }

  private static void offerRow(Pipeline pipeline, long second) {
    pipeline.offer(0, second * SECOND, 2_000, 0);
    pipeline.offer(1, second * SECOND, 5_000, 0);
    pipeline.drain();
  }

  @Test
  void longPauseMakesNoFramesAndCountsThem() {
    Pipeline pipeline = Fixtures.builder(Fixtures.clock(), frames::add).build();
    offerRow(pipeline, 0);
    for (int i = 0; i < 5; i++) {
      offerRow(pipeline, 31_536_000L + 5 * i); // a year
    }
    pipeline.flush();
    assertThat(pipeline.stats().future()).isEqualTo(4);
    assertThat(frames).hasSize(6 + 3);
    assertThat(pipeline.stats().emptyWindows()).isEqualTo(31_536_010 / 5 - 6);
    assertThat(frames.get(6).quality() & Quality.GAP).isEqualTo(Quality.GAP);
  }

  @Test
  void stuckSensorIsFlaggedWhileItIsInTheWindow() {
    Pipeline pipeline = Fixtures.builder(Fixtures.clock(), frames::add).build();
    for (int i = 0; i < 20; i++) {
      offerRow(pipeline, 5L * i);
    }
    assertThat(frames.get(4).quality() & Quality.STUCK).isZero();
    assertThat(frames.get(5).quality() & Quality.STUCK).isEqualTo(Quality.STUCK);
    assertThat(pipeline.stats().stuck()).isEqualTo(14);
  }

  @Test
  void flushClosesItsWindowsForGood() {
    Pipeline pipeline = Fixtures.builder(Fixtures.clock(), frames::add).build();
    pipeline.offer(0, 12 * SECOND, 1, 0);
    pipeline.flush();
    pipeline.flush();
    assertThat(frames).hasSize(1);
    assertThat(frames.get(0).toNanos()).isEqualTo(15 * SECOND);
    assertThat(pipeline.offer(0, 15 * SECOND, 1, 0)).isEqualTo(Offer.LATE);
    assertThat(pipeline.offer(0, 15 * SECOND + 1, 1, 0)).isEqualTo(Offer.ACCEPTED);
  }

  @Test
  void throwingListenerLosesOnlyItsFrame() {
    Pipeline pipeline =
        Fixtures.builder(
                Fixtures.clock(),
                frame -> {
                  if (frame.sequence() == 1) {
                    throw new IllegalStateException("no room");
                  }
                  frames.add(frame);
                })
            .build();
    for (int i = 0; i < 5; i++) {
      pipeline.offer(0, i * 5 * SECOND, i, 0);
    }
    assertThatThrownBy(pipeline::drain).hasMessage("no room");
    pipeline.flush();
    assertThat(frames.stream().map(Frame::sequence)).containsExactly(0L, 2L, 3L, 4L);
    assertThat(pipeline.stats().isConserved()).isTrue();
  }

  @Test
  void builderSaysWhatIsWrong() {
    PipelineBuilder empty = Pipeline.builder(Fixtures.clock());
    assertThatThrownBy(empty::build).hasMessage("channel must be given");
    PipelineBuilder half = Pipeline.builder(Fixtures.clock()).channel(Fixtures.HUMIDITY);
    assertThatThrownBy(half::build).hasMessage("listener must be given");
    half.listener(frames::add);
    assertThatThrownBy(half::build).hasMessage("window must be given");
    half.window(Window.tumbling(Duration.ofMinutes(1)));
    assertThatThrownBy(half::build).hasMessage("channel must have a feature: humidity");
    half.features(Features.mean());
    half.build();
    assertThatThrownBy(() -> half.channel(Fixtures.HUMIDITY).build())
        .hasMessage("channel name must be unique: humidity");
    assertThatThrownBy(() -> half.queue(0, Overload.DROP_OLDEST).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mostSamplesWithinReachAreTakenAndOneMoreIsRefused() {
    ChannelSpec everyNano = Fixtures.HUMIDITY.withPeriod(Duration.ofNanos(1));
    PipelineBuilder builder =
        Pipeline.builder(Fixtures.clock())
            .channel(everyNano, Features.aboveTrailingMean(Duration.ofNanos(760)))
            .listener(frames::add);
    builder.window(Window.tumbling(Duration.ofNanos(32_000))).build();
    assertThatThrownBy(() -> builder.window(Window.tumbling(Duration.ofNanos(32_001))).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("samples within reach of channel humidity must be at most 32760: 32761");
  }

  @Test
  void unknownChannelIsTheCallersFault() {
    Pipeline pipeline = Fixtures.builder(Fixtures.clock(), frames::add).build();
    assertThatThrownBy(() -> pipeline.offer(2, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("channel must be in [0, 1]: 2");
  }
}
