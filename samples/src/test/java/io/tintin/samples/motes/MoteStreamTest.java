package io.tintin.samples.motes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.device.sim.SimulatedDevice;
import io.tintin.device.sim.VirtualTime;
import io.tintin.sensors.PipelineStats;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.source.CsvStats;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A gateway's stream goes on over bad rows, and counts each of them. */
class MoteStreamTest {
  private static final Mote MOTE = Mote.ALL.get(0);

  private int frames;

  private final StreamListener counting =
      new StreamListener() {
        @Override
        public void frame(Frame frame, long humidityStepQ16, long temperatureStepQ16) {
          frames++;
        }
      };

  private static SimulatedDevice device() {
    return SimulatedDevice.on(VirtualTime.skipping(), MOTE.name());
  }

  @Test
  void badRowsAreFlaggedAndCountedAndTheStreamGoesOn() throws Exception {
    List<String> lines;
    try (InputStream csv = MOTE.open()) {
      lines = new String(csv.readAllBytes(), UTF_8).lines().collect(Collectors.toList());
    }
    lines.set(100, "100,1,1,,27.97,0"); // no humidity
    lines.set(200, "200,1,1,45.93,warm,0"); // no number
    lines.set(300, "300,1,1,145.93,27.97,0"); // out of range
    lines.set(400, "400,1"); // cut short
    lines.set(500, "five hundred,1,1,45.93,27.97,0"); // no time
    lines.set(600, "600,1,1,45.93,27.97,steam"); // no label
    InputStream damaged = new ByteArrayInputStream(String.join("\n", lines).getBytes(UTF_8));
    try (SimulatedDevice device = device();
        MoteStream stream =
            new MoteStream(MOTE, damaged, device, new Channels(Horizon.TWO_MINUTES), counting)) {
      stream.advanceTo(MOTE.readings());
      PipelineStats pipeline = stream.pipelineStats();
      CsvStats source = stream.sourceStats();
      assertThat(pipeline.missing()).isEqualTo(3); // one humidity, and both of the short row
      assertThat(pipeline.malformed()).isEqualTo(1);
      assertThat(pipeline.range()).isEqualTo(1);
      assertThat(source.untimed()).isEqualTo(1);
      assertThat(source.badLabels()).isEqualTo(2); // the short row has none either
      assertThat(pipeline.isConserved()).isTrue();
      assertThat(pipeline.offered()).isEqualTo(2L * (MOTE.readings() - 1));
      assertThat(frames).isGreaterThan(MOTE.readings() - 10);
    }
  }

  @Test
  void deviceLivesThroughTheHoursOfTheRecording() throws Exception {
    try (SimulatedDevice device = device();
        MoteStream stream =
            new MoteStream(
                MOTE, MOTE.open(), device, new Channels(Horizon.TWO_MINUTES), counting)) {
      stream.advanceTo(MOTE.readings());
      assertThat(device.time().monoNanos())
          .isEqualTo((MOTE.readings() - 1) * Channels.PERIOD.toNanos());
      assertThat(frames).isEqualTo(MOTE.readings());
    }
  }
}
