package io.tintin.samples.motes;

import io.tintin.core.continual.MalformedSnapshotException;
import io.tintin.core.random.RandomSource;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.CheckpointCodec;
import io.tintin.core.train.MalformedCheckpointException;
import io.tintin.device.Device;
import io.tintin.device.DeviceId;
import io.tintin.device.sim.SimulatedDevice;
import io.tintin.device.sim.VirtualTime;
import io.tintin.device.store.Slot;
import io.tintin.device.store.SlotStore;
import io.tintin.device.store.StoreException;
import io.tintin.device.time.ClockTrust;
import io.tintin.sensors.PipelineStats;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.source.SourceException;
import io.tintin.transport.federation.ClientOptions;
import io.tintin.transport.federation.FederatedClient;
import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.MessageLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The gateway of one mote, for one thread: it replays the mote's readings through its pipeline,
 * scores itself, trains, saves, and takes part in the rounds of both federations.
 *
 * <p>After each round's training, and before it is sent, all that was learned goes into one slot of
 * the device. A gateway that is opened on a device with such a slot goes on from there with the
 * same bits: it reads its recording again up to there, without learning, to fill its windows.
 */
public final class Gateway implements AutoCloseable {
  private static final String SLOT = "gateway";
  private static final String FORECAST = "forecast";
  private static final String NORMALIZER = "normalizer";
  private static final String ROUND = "round";

  private final Mote mote;
  private final RoundPlan plan;
  private final Device device;
  private final EventTask<Int8Net> event;
  private final ForecastTask<Int8Net> forecast;
  private final MoteStream stream;
  private final List<Membership> memberships;
  private int lastRound;

  /**
   * Opens the device, goes on from its slot if there is one, and joins both federations.
   *
   * @param store of the device; closed with the gateway
   * @param fleet prefix of the federations' names
   */
  Gateway(Mote mote, Settings settings, SlotStore store, MessageLink link, String fleet)
      throws LinkException, IOException, SourceException, InterruptedException, RunFailedException {
    this.mote = mote;
    this.plan = settings.plan();
    this.device =
        SimulatedDevice.of(
            new DeviceId(mote.name()),
            SimulatedDevice.GATEWAY,
            VirtualTime.skipping().clock(mote.startNanos(), ClockTrust.NTP),
            store);
    Channels channels = settings.channels();
    Recipe forecastRecipe = Recipe.forecast(channels);
    Optional<Slot> slot = store.latest(SLOT);
    try {
      Learner<Int8Net> eventLearner;
      Learner<Int8Net> forecastLearner;
      if (slot.isPresent()) {
        Checkpoint saved = CheckpointCodec.decode(slot.get().content());
        Checkpoint inner = CheckpointCodec.decode(SavedLearner.section(saved, FORECAST));
        eventLearner = Recipe.EVENT.resumed(saved, settings.seed(), mote.index());
        forecastLearner = forecastRecipe.resumed(inner, settings.seed(), mote.index());
        lastRound = ByteBuffer.wrap(SavedLearner.section(saved, ROUND)).getInt();
      } else {
        eventLearner = Recipe.EVENT.int8(settings.seed(), mote.index());
        forecastLearner = forecastRecipe.int8(settings.seed(), mote.index());
      }
      this.event = new EventTask<>(channels, eventLearner);
      this.forecast = new ForecastTask<>(channels, forecastLearner);
    } catch (MalformedCheckpointException | MalformedSnapshotException e) {
      throw new RunFailedException("slot of " + mote.name(), e);
    }
    this.stream = new MoteStream(mote, mote.open(), device, channels, new Both());
    follow();
    this.memberships =
        List.of(
            new Membership("event", event.learner(), join(link, fleet + "-event")),
            new Membership("forecast", forecast.learner(), join(link, fleet + "-forecast")));
  }

  private FederatedClient join(MessageLink link, String fleet) throws LinkException {
    RandomSource jitter = new RandomSource(mote.index());
    return FederatedClient.join(link, ClientOptions.of(fleet, mote.name(), jitter));
  }

  /** Reads what was read before the last start. */
  private void follow() throws SourceException, InterruptedException {
    for (LearningTask<Int8Net> task : tasks()) {
      task.setMode(LearningTask.Mode.FOLLOW);
    }
    stream.advanceTo(plan.readingsAfter(mote, lastRound));
    for (LearningTask<Int8Net> task : tasks()) {
      task.setMode(LearningTask.Mode.LEARN);
    }
  }

  private List<LearningTask<Int8Net>> tasks() {
    return List.of(event, forecast);
  }

  /** Takes part until both runs are over. */
  void run() throws InterruptedException, SourceException, StoreException, RunFailedException {
    while (true) {
      int round = memberships.get(0).awaitRound();
      int other = memberships.get(1).awaitRound();
      if (round != other) {
        throw new RunFailedException(
            "rounds of both federations must be equal: " + round + ", " + other);
      }
      if (round == 0) {
        return;
      }
      if (round > lastRound) {
        memberships.forEach(Membership::begin);
        learn(round);
        save(round);
      }
      memberships.forEach(Membership::submit);
    }
  }

  private void learn(int round) throws SourceException, InterruptedException {
    stream.advanceTo(plan.readingsAfter(mote, round));
    for (LearningTask<Int8Net> task : tasks()) {
      plan.finish(mote, round, task.learner());
    }
  }

  /** One slot, so that a power cut can't leave one task a round ahead of the other. */
  private void save(int round) throws StoreException {
    Checkpoint state =
        SavedLearner.save(event.learner())
            .withSection(FORECAST, CheckpointCodec.encode(SavedLearner.save(forecast.learner())))
            .withSection(NORMALIZER, stream.normalizer().snapshot())
            .withSection(ROUND, ByteBuffer.allocate(Integer.BYTES).putInt(round).array());
    device.store().commit(SLOT, CheckpointCodec.encode(state));
    lastRound = round;
  }

  public Mote mote() {
    return mote;
  }

  public EventTask<Int8Net> event() {
    return event;
  }

  public ForecastTask<Int8Net> forecast() {
    return forecast;
  }

  public PipelineStats pipelineStats() {
    return stream.pipelineStats();
  }

  @Override
  public void close() {
    memberships.forEach(Membership::close);
    stream.close();
    device.close();
  }

  /** Hands the stream to both tasks. */
  private final class Both implements StreamListener {
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
