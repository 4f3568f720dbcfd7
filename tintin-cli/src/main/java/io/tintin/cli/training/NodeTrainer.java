package io.tintin.cli.training;

import io.tintin.cli.data.Normalizer;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import io.tintin.mcu.CExporter;
import io.tintin.mcu.CProgram;
import java.util.OptionalInt;

/** A trainer that goes to a microcontroller. */
public final class NodeTrainer {
  private static final int RATE_SHIFT = 4;

  private final Checkpoint checkpoint;

  private NodeTrainer(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /**
   * That of a saved model. With another batch size training begins anew from these weights; else it
   * goes on where it was.
   *
   * @param batchSize examples of a step, if not those of the model
   */
  public static NodeTrainer of(SavedModel saved, OptionalInt batchSize) {
    Checkpoint checkpoint = saved.checkpoint();
    if (batchSize.isPresent()) {
      TrainerConfig config = checkpoint.config().withBatchSize(batchSize.getAsInt());
      checkpoint = new Trainer(checkpoint.model(), config).checkpoint();
    }
    return new NodeTrainer(checkpoint);
  }

  /** One of new weights, with the rule {@code int8}, rate 1/16 and pseudo-stochastic rounding. */
  public static NodeTrainer untrained(ModelSpec spec, int batchSize) {
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withBatchSize(batchSize)
            .withInputScale(Normalizer.SCALE)
            .withLoss(new CrossEntropy())
            .withRule(new AlignedSgd(RATE_SHIFT, Rounding.PSEUDO_STOCHASTIC))
            .withRescaling(Rescaling.TRACKED);
    Model model = Model.initial(spec, new RandomSource(1));
    return new NodeTrainer(new Trainer(model, config).checkpoint());
  }

  /**
   * A saved model that predicts alone, with the scales of its activations fixed, in C.
   *
   * @param name what its names begin with
   * @throws IllegalStateException if the model has no such scales yet
   * @throws IllegalArgumentException if there is no such program, naming what has no form in C
   */
  public static CProgram predictor(SavedModel saved, String name) {
    return CExporter.export(saved.frozen(), name);
  }

  /**
   * It in C.
   *
   * @param name what its names begin with
   * @throws IllegalArgumentException if there is no such program, naming what has no form in C
   */
  public CProgram program(String name) {
    return CExporter.export(checkpoint, name);
  }

  /**
   * It in C, within so many bytes of RAM.
   *
   * @throws IllegalArgumentException if it does not fit, saying how many bytes it needs
   */
  public CProgram program(String name, long budget) {
    return CExporter.export(checkpoint, name, budget);
  }

  /**
   * The float32 net to compare it with.
   *
   * @throws IllegalArgumentException if there is none, with the reason
   */
  public CProgram floats(String name) {
    return CExporter.rival(checkpoint, name);
  }
}
