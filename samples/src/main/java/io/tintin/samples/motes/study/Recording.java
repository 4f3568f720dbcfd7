package io.tintin.samples.motes.study;

import io.tintin.device.sim.SimulatedDevice;
import io.tintin.device.sim.VirtualTime;
import io.tintin.samples.motes.Channels;
import io.tintin.samples.motes.Mote;
import io.tintin.samples.motes.MoteStream;
import io.tintin.samples.motes.StreamListener;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.source.SourceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All that came from a mote's pipeline, to be replayed for many studies. */
final class Recording implements StreamListener {
  private final List<Consumer<StreamListener>> events = new ArrayList<>();
  private final List<Integer> rowEnds = new ArrayList<>();

  private Recording() {}

  /** Runs a mote's readings through its pipeline once. */
  static Recording of(Mote mote, Channels channels)
      throws IOException, SourceException, InterruptedException {
    Recording recording = new Recording();
    try (SimulatedDevice device = SimulatedDevice.on(VirtualTime.skipping(), mote.name());
        MoteStream stream = new MoteStream(mote, mote.open(), device, channels, recording)) {
      for (int row = 1; row <= mote.readings(); row++) {
        stream.advanceTo(row);
        recording.rowEnds.add(recording.events.size());
      }
    }
    return recording;
  }

  @Override
  public void label(long nanos, int label) {
    events.add(to -> to.label(nanos, label));
  }

  @Override
  public void frame(Frame frame, long humidityStepQ16, long temperatureStepQ16) {
    events.add(to -> to.frame(frame, humidityStepQ16, temperatureStepQ16));
  }

  /** Replays rows, from the first one not given before to the last one given after. */
  void replay(int fromRow, int toRow, StreamListener to) {
    int first = fromRow == 0 ? 0 : rowEnds.get(fromRow - 1);
    int end = toRow == 0 ? 0 : rowEnds.get(toRow - 1);
    events.subList(first, end).forEach(event -> event.accept(to));
  }
}
