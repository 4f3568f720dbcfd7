package io.tintin.samples.motes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.continual.ReplayBuffer;
import io.tintin.core.random.RandomSource;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.CheckpointCodec;
import io.tintin.core.train.Trainer;
import io.tintin.device.sim.SimulatedDevice;
import io.tintin.device.sim.VirtualTime;
import io.tintin.sensors.frame.Normalizer;
import io.tintin.sensors.frame.NormalizerOptions;
import io.tintin.transport.federation.ClientOptions;
import io.tintin.transport.federation.FederatedClient;
import io.tintin.transport.link.LoopbackHub;
import io.tintin.transport.link.MessageLink;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway saves is enough to go on with the same bits on a device opened anew. */
class PartTest {
  @TempDir Path folder;

  private static void learn(Learner<Int8Net> learner, int from, int to) {
    byte[] features = new byte[4];
    for (int i = from; i < to; i++) {
      RandomSource random = new RandomSource(9).stream(i);
      for (int f = 0; f < features.length; f++) {
        features[f] = (byte) Math.max(-127, random.bits(f) >> 24);
      }
      learner.learn(features, i % 7 == 0 ? 1 : 0);
    }
  }

  @Test
  void savedStateGoesOnWithTheSameBits() throws Exception {
    Learner<Int8Net> learner = Recipe.EVENT.int8(5, 0);
    learn(learner, 0, 400);
    Normalizer normalizer = new Normalizer(NormalizerOptions.DEFAULT, 1, 1);
    normalizer.learn(0, 12);
    normalizer.learn(1, -7);
    try (SimulatedDevice device = SimulatedDevice.on(VirtualTime.manual(), "gw", folder);
        LoopbackHub hub = LoopbackHub.plain();
        MessageLink link = hub.link("gw");
        FederatedClient client =
            FederatedClient.join(link, ClientOptions.of("fleet", "gw", new RandomSource(1)));
        Part part =
            new Part("event", new EventTask<>(new Channels(Horizon.ONE_MINUTE), learner), client)) {
      part.save(device, normalizer.snapshot());
    }

    byte[] saved;
    try (SimulatedDevice again = SimulatedDevice.on(VirtualTime.manual(), "gw", folder)) {
      saved = again.store().latest("event").orElseThrow().content();
    }
    Checkpoint checkpoint = CheckpointCodec.decode(saved);
    Trainer resumed = Trainer.resume(checkpoint);
    Trainer original = learner.net().trainer();
    for (int i = 0; i < 50; i++) {
      byte[] features = {(byte) i, (byte) -i, (byte) (2 * i), 1};
      resumed.add(features, i & 1);
      original.add(features, i & 1);
      assertThat(resumed.step()).isEqualTo(original.step());
    }
    assertThat(resumed.model()).isEqualTo(original.model());
    for (int b = 0; b < 2; b++) {
      ReplayBuffer empty =
          new ReplayBuffer(4, 1, Recipe.EVENT.capacities().get(b), new RandomSource(0));
      empty.restore(checkpoint.section("replay-" + b).orElseThrow());
      assertThat(empty.size()).isEqualTo(learner.buffers().get(b).size()).isPositive();
    }
    Normalizer restored = new Normalizer(NormalizerOptions.DEFAULT, 1, 1);
    restored.restore(checkpoint.section("normalizer").orElseThrow());
    assertThat(restored.snapshot()).isEqualTo(normalizer.snapshot());
  }
}
