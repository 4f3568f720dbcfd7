package io.tintin.samples.motes.study;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.samples.motes.Channels;
import io.tintin.samples.motes.Horizon;
import io.tintin.samples.motes.Mote;
import io.tintin.samples.motes.RoundPlan;
import io.tintin.samples.motes.StreamListener;
import io.tintin.sensors.frame.Frame;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the report claims, from the real readings, for one seed. */
class StudiesTest {
  private static Study study;
  private static Channels channels;

  @BeforeAll
  static void record() throws Exception {
    channels = new Channels(Horizon.TWO_MINUTES);
    study = new Study(Horizon.TWO_MINUTES, RoundPlan.DEFAULT);
  }

  @Test
  void federatedInt8SeesEventsOfAMoteItNeverTrainedOn() {
    EventStudy events = new EventStudy(study, channels);
    List<EventStudy.Fold> folds =
        Mote.ALL.stream().filter(Mote::seesEvent).map(mote -> events.run(mote, 1)).toList();
    assertThat(folds).hasSize(4);
    double federated = average(folds, EventStudy.Fold::federated);
    double float32 = average(folds, EventStudy.Fold::pooledFloat32);
    assertThat(federated).isGreaterThan(0.9).isGreaterThan(float32 - 0.05);
    assertThat(average(folds, EventStudy.Fold::alone)).isLessThan(0.05);
    assertThat(average(folds, EventStudy.Fold::novelty)).isLessThan(federated - 0.3);
    for (EventStudy.Fold fold : folds) {
      assertThat(fold.labelled().cardinality()).isPositive();
      assertThat(fold.federated()).as(fold.mote().name()).isGreaterThan(0.85);
      assertThat(fold.curve()).hasSize(RoundPlan.DEFAULT.rounds());
    }
  }

  private static double average(List<EventStudy.Fold> folds, ToDoubleFunction<EventStudy.Fold> of) {
    return folds.stream().mapToDouble(of).average().orElseThrow();
  }

  @Test
  void forecastsBeatPersistenceAndMatchFloat32() {
    List<ForecastStudy.Errors> errors = new ForecastStudy(study).run(1);
    assertThat(errors).hasSize(16);
    for (int channel : List.of(Channels.HUMIDITY, Channels.TEMPERATURE)) {
      List<ForecastStudy.Errors> own =
          errors.stream().filter(one -> one.channel() == channel).toList();
      double int8 = own.stream().mapToDouble(ForecastStudy.Errors::ratio).average().orElseThrow();
      double float32 =
          own.stream().mapToDouble(ForecastStudy.Errors::floatRatio).average().orElseThrow();
      assertThat(int8).as(Channels.NAMES.get(channel)).isLessThan(0.99);
      assertThat(int8).isLessThan(float32 + 0.02);
    }
  }

  @Test
  void recordingsHoldEveryFrameAndEvent() {
    int[] expected = {117, 0, 0, 32, 58, 0, 100, 0};
    for (Mote mote : Mote.ALL) {
      int[] counts = new int[2];
      study.replay(
          mote,
          new StreamListener() {
            @Override
            public void label(long nanos, int label) {
              counts[0] += label;
            }

            @Override
            public void frame(Frame frame, long humidityStepQ16, long temperatureStepQ16) {
              counts[1]++;
            }
          });
      assertThat(counts[0]).as(mote.name()).isEqualTo(expected[mote.index()]);
      assertThat(counts[1]).as(mote.name()).isEqualTo(mote.readings());
    }
  }
}
