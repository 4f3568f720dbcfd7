package io.tintin.samples.motes;

import io.tintin.core.random.RandomSource;
import io.tintin.device.Device;
import io.tintin.device.sim.SimulatedDevice;
import io.tintin.device.sim.VirtualTime;
import io.tintin.device.store.StoreException;
import io.tintin.sensors.PipelineStats;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.source.CsvStats;
import io.tintin.sensors.source.SourceException;
import io.tintin.transport.federation.ClientOptions;
import io.tintin.transport.federation.FederatedClient;
import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.MessageLink;
import java.util.List;

/**
 * The gateway of one mote, for one thread: it replays the mote's readings through its pipeline,
 * scores itself, trains, saves, and takes part in the rounds of both federations.
 */
final class Gateway implements AutoCloseable {
  private final Mote mote;
  private final RoundPlan plan;
  private final Device device;
  private final EventTask<Int8Net> event;
  private final ForecastTask<Int8Net> forecast;
  private final MoteStream stream;
  private final List<Part> parts;

  /**
   * Joins both federations.
   *
   * @param fleet prefix of their names
   */
  Gateway(Mote mote, Settings settings, MessageLink link, String fleet)
      throws LinkException, SourceException {
    this.mote = mote;
    this.plan = settings.plan();
    this.device = SimulatedDevice.on(VirtualTime.skipping(), mote.name());
    Channels channels = settings.channels();
    Learner<Int8Net> eventLearner = settings.eventRecipe().int8(settings.seed(), mote.index());
    Learner<Int8Net> forecastLearner =
        settings.forecastRecipe().int8(settings.seed(), mote.index());
    this.event = new EventTask<>(channels, eventLearner);
    this.forecast = new ForecastTask<>(channels, settings.horizon(), forecastLearner);
    this.stream = new MoteStream(mote, settings.folder(), device, channels, new Both());
    this.parts =
        List.of(
            new Part("event", event, join(link, fleet + "-event")),
            new Part("forecast", forecast, join(link, fleet + "-forecast")));
  }

  private FederatedClient join(MessageLink link, String fleet) throws LinkException {
    RandomSource jitter = new RandomSource(mote.index());
    return FederatedClient.join(link, ClientOptions.of(fleet, mote.name(), jitter));
  }

  /** Takes part until both runs are over. */
  void run() throws InterruptedException, SourceException, StoreException {
    while (true) {
      int round = 0;
      for (Part part : parts) {
        if (!part.isFinished()) {
          round = Math.max(round, part.awaitRound());
        }
      }
      if (parts.stream().allMatch(Part::isFinished)) {
        return;
      }
      work(round);
      for (Part part : parts) {
        part.save(device, stream.normalizer().snapshot());
        part.submit();
      }
    }
  }

  /** New readings, or rehearsal when there are none. */
  private void work(int round) throws SourceException, InterruptedException {
    if (plan.isReading(mote, round)) {
      stream.advanceTo(plan.readingsAfter(mote, round));
      event.learner().flush();
      forecast.learner().flush();
    } else {
      event.learner().rehearse(plan.rehearsalSteps(round));
      forecast.learner().rehearse(plan.rehearsalSteps(round));
    }
  }

  Mote mote() {
    return mote;
  }

  EventTask<Int8Net> event() {
    return event;
  }

  ForecastTask<Int8Net> forecast() {
    return forecast;
  }

  PipelineStats pipelineStats() {
    return stream.pipelineStats();
  }

  CsvStats sourceStats() {
    return stream.sourceStats();
  }

  @Override
  public void close() {
    parts.forEach(Part::close);
    stream.close();
    device.close();
  }

  /** Hands the stream to both tasks. */
  private final class Both implements StreamListener {
    @Override
    public void reading(long nanos, int humidity, int temperature) {
      forecast.reading(nanos, humidity, temperature);
    }

    @Override
    public void label(long nanos, int label) {
      event.label(nanos, label);
    }

    @Override
    public void frame(Frame frame, long humidityStepQ16, long temperatureStepQ16) {
      event.frame(frame, humidityStepQ16, temperatureStepQ16);
      forecast.frame(frame, humidityStepQ16, temperatureStepQ16);
    }
  }
}
