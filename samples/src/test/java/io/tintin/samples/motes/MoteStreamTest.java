package io.tintin.samples.motes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.device.sim.SimulatedDevice;
import io.tintin.device.sim.VirtualTime;
import io.tintin.sensors.PipelineStats;
import io.tintin.sensors.source.CsvStats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway's stream goes on over bad rows, and counts each of them. */
class MoteStreamTest {
  @TempDir Path folder;

  @Test
  void badRowsAreFlaggedAndCountedAndTheStreamGoesOn() throws Exception {
    Recordings.unpackTo(folder);
    Path file = folder.resolve("single-hop.csv");
    List<String> lines = new java.util.ArrayList<>(Files.readAllLines(file));
    lines.set(100, "100,1,1,,27.97,0"); // no humidity
    lines.set(200, "200,1,1,45.93,warm,0"); // no number
    lines.set(300, "300,1,1,145.93,27.97,0"); // out of range
    lines.set(400, "400,1"); // cut short
    lines.set(500, "five hundred,1,1,45.93,27.97,0"); // no time
    lines.set(600, "600,1,1,45.93,27.97,steam"); // no label
    Files.write(file, lines);
    Mote mote = Mote.ALL.get(0);
    int[] frames = new int[1];
    StreamListener counting =
        new StreamListener() {
          @Override
          public void frame(
              io.tintin.sensors.frame.Frame frame, long humidityStep, long temperatureStep) {
            frames[0]++;
          }
        };
    try (SimulatedDevice device = SimulatedDevice.on(VirtualTime.skipping(), mote.name());
        MoteStream stream =
            new MoteStream(mote, folder, device, new Channels(Horizon.TWO_MINUTES), counting)) {
      stream.advanceTo(mote.readings());
      PipelineStats pipeline = stream.pipelineStats();
      CsvStats source = stream.sourceStats();
      assertThat(pipeline.missing()).isEqualTo(3); // one humidity, and both of the short row
      assertThat(pipeline.malformed()).isEqualTo(1);
      assertThat(pipeline.range()).isEqualTo(1);
      assertThat(source.untimed()).isEqualTo(1);
      assertThat(source.badLabels()).isEqualTo(2); // the short row has none either
      assertThat(pipeline.isConserved()).isTrue();
      assertThat(pipeline.offered()).isEqualTo(2L * (mote.readings() - 1));
      assertThat(frames[0]).isGreaterThan(mote.readings() - 10);
    }
  }
}
