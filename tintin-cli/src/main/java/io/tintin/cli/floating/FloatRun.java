package io.tintin.cli.floating;

import io.tintin.cli.data.Dataset;
import io.tintin.cli.data.Normalizer;
import io.tintin.cli.real.Quantized;
import io.tintin.cli.training.Evaluation;
import io.tintin.cli.training.Evaluator;
import io.tintin.cli.training.TrainingRun;
import io.tintin.core.model.Model;
import io.tintin.core.optim.Schedule;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.util.ArrayList;
import java.util.List;

/** A run of the float32 trainer. Evaluations are those of float32; what is saved is int8. */
final class FloatRun implements TrainingRun {
  private final Model initial;
  private final FloatTrainer trainer;
  private final Schedule schedule;
  private long stepCount;

  FloatRun(Model initial, FloatConfig config, Schedule schedule) {
    this.initial = initial;
    this.trainer = new FloatTrainer(initial, config);
    this.schedule = schedule;
  }

  @Override
  public void add(byte[] features, int label) {
    trainer.add(features, label);
  }

  @Override
  public int pendingCount() {
    return trainer.pendingCount();
  }

  @Override
  public boolean isFull() {
    return trainer.isFull();
  }

  @Override
  public double step() {
    float factor = (float) schedule.factor(stepCount++) / UpdateRule.FULL_RATE;
    return trainer.step(factor);
  }

  @Override
  public double examinedStep() {
    return step();
  }

  @Override
  public List<String> advice() {
    return List.of();
  }

  /**
   * {@inheritDoc}
   *
   * @throws DivergedException if a weight is not finite
   */
  @Override
  public Evaluation evaluate(Dataset data) {
    checkedParameters();
    FloatPredictor predictor = trainer.predictor();
    byte[] features = new byte[data.shape().size()];
    int hits = 0;
    double loss = 0;
    for (int i = 0, done = 0; i < data.count(); i++) {
      data.copyFeatures(i, features);
      predictor.add(features);
      if (predictor.isFull() || i == data.count() - 1) {
        int batch = predictor.run();
        for (int e = 0; e < batch; e++, done++) {
          int label = data.label(done);
          hits += predictor.label(e) == label ? 1 : 0;
          loss += loss(predictor, e, label, data.classCount());
        }
      }
    }
    return new Evaluation(data.count(), hits, loss / data.count());
  }

  private static double loss(FloatPredictor predictor, int example, int label, int classes) {
    double[] outputs = new double[classes];
    for (int o = 0; o < classes; o++) {
      outputs[o] = predictor.output(example, o);
    }
    return Evaluator.loss(outputs, label);
  }

  /** Those of the trainer, all of them finite. */
  private List<float[]> checkedParameters() {
    List<float[]> parameters = trainer.parameters();
    for (int p = 0; p < parameters.size(); p++) {
      for (float value : parameters.get(p)) {
        if (!Float.isFinite(value)) {
          throw new DivergedException(
              "weights must be finite: parameter " + p + " has " + value + "; lower --rate");
        }
      }
    }
    return parameters;
  }

  /**
   * {@inheritDoc}
   *
   * @throws DivergedException if a weight is not finite
   */
  @Override
  public Checkpoint checkpoint() {
    List<Shape> shapes = initial.spec().parameterShapes();
    List<Int8Tensor> parameters = new ArrayList<>();
    for (float[] values : checkedParameters()) {
      parameters.add(Quantized.of(shapes.get(parameters.size()), values));
    }
    TrainerConfig config = TrainerConfig.DEFAULT.withInputScale(Normalizer.SCALE);
    return new Trainer(initial.withParameters(parameters), config).checkpoint();
  }
}
