package io.tintin.samples.motes;

import io.tintin.core.continual.MalformedSnapshotException;
import io.tintin.core.train.Checkpoint;
import java.nio.ByteBuffer;

/** A learner as a checkpoint: the network, what is to be rehearsed, and where its draws are. */
final class SavedLearner {
  private static final String COUNTERS = "counters";
  private static final String REPLAY = "replay-";

  private SavedLearner() {}

  static Checkpoint save(Learner<Int8Net> learner) {
    int[] counters = learner.counters();
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * counters.length);
    bytes.asIntBuffer().put(counters);
    Checkpoint checkpoint =
        learner.net().trainer().checkpoint().withSection(COUNTERS, bytes.array());
    for (int b = 0; b < learner.buffers().size(); b++) {
      checkpoint = checkpoint.withSection(REPLAY + b, learner.buffers().get(b).snapshot());
    }
    return checkpoint;
  }

  static void restore(Learner<Int8Net> learner, Checkpoint checkpoint)
      throws MalformedSnapshotException {
    int[] counters = new int[learner.counters().length];
    ByteBuffer.wrap(section(checkpoint, COUNTERS)).asIntBuffer().get(counters);
    learner.restore(counters);
    for (int b = 0; b < learner.buffers().size(); b++) {
      learner.buffers().get(b).restore(section(checkpoint, REPLAY + b));
    }
  }

  static byte[] section(Checkpoint checkpoint, String name) {
    return checkpoint
        .section(name)
        .orElseThrow(() -> new IllegalStateException("checkpoint must have a section " + name));
  }
}
