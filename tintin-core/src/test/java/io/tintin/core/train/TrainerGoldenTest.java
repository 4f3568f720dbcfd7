package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole runs, against the second implementation; the layout is in the files. */
class TrainerGoldenTest {
  private static final int STEPS = 40;

  @Test
  void runsHaveTheBitsOfTheReference() throws NoSuchAlgorithmException {
    List<GoldenCase> cases = GoldenCase.of("training.txt", "run");
    assertThat(cases).hasSizeGreaterThan(100);
    for (GoldenCase c : cases) {
      checkRun(c, spec(c.input(0).ints(), c.input(1).text()));
    }
  }

  @Test
  void runsOnImagesHaveTheBitsOfTheReference() throws NoSuchAlgorithmException {
    List<GoldenCase> cases = GoldenCase.of("image-training.txt", "run");
    assertThat(cases).hasSize(5);
    for (GoldenCase c : cases) {
      checkRun(c, imageSpec(Shape.of(c.input(0).ints()), c.input(1).text()));
    }
  }

  /** However a step with tracked rescaling is split, it has the bits of one pass. */
  @Test
  void rescaledRunsHaveTheBitsOfTheReference() throws NoSuchAlgorithmException {
    List<GoldenCase> cases = GoldenCase.of("rescaled-training.txt", "run");
    assertThat(cases).hasSize(9);
    int passes = 0;
    for (GoldenCase c : cases) {
      ModelSpec spec = imageSpec(Shape.of(c.input(0).ints()), c.input(1).text());
      TrainerConfig config = rescaledConfig(c);
      checkRun(c, spec, config);
      if (config.rescaling().allowsSplitBatches()) {
        for (int passSize = 1; passSize < config.batchSize(); passSize++, passes++) {
          checkRun(c, spec, config.withPassSize(passSize));
        }
      }
    }
    assertThat(passes).isEqualTo(3 * 7 + 3);
  }

  /** Rules that keep fractions and moments, NITI's own way, and frozen models after the runs. */
  @Test
  void runsWithMemoryHaveTheBitsOfTheReference() throws NoSuchAlgorithmException {
    List<GoldenCase> cases = GoldenCase.of("memory-training.txt", "run");
    List<GoldenCase> frozen = GoldenCase.of("memory-training.txt", "frozen");
    assertThat(cases).hasSize(7);
    int checked = 0;
    for (GoldenCase c : cases) {
      ModelSpec spec = imageSpec(Shape.of(c.input(0).ints()), c.input(1).text());
      TrainerConfig config = rescaledConfig(c);
      Trainer trainer = checkRun(c, spec, config);
      if (config.rescaling() == Rescaling.TRACKED) {
        checkRun(c, spec, config.withPassSize(3));
        checkFrozen(c, trainer, frozen.get(checked));
        checked++;
      }
    }
    assertThat(frozen).hasSize(checked).hasSize(3);
  }

  /** Long enough for scales to get finer and coarser. */
  @Test
  void longRunsHaveTheBitsOfTheReference() throws NoSuchAlgorithmException {
    List<GoldenCase> cases = GoldenCase.of("long-training.txt", "run");
    assertThat(cases).hasSize(5);
    for (GoldenCase c : cases) {
      ModelSpec spec = imageSpec(Shape.of(c.input(0).ints()), c.input(1).text());
      checkRun(c, spec, rescaledConfig(c), 200);
    }
  }

  private static void checkFrozen(GoldenCase run, Trainer trainer, GoldenCase frozen) {
    assertThat(frozen.input(0).text()).isEqualTo(run.input(8).text());
    Model model = trainer.model();
    Scale inputScale = trainer.config().inputScale();
    RandomSequence draws =
        new RandomSequence(new RandomSource(run.input(8).key()).stream(STEPS), 0);
    List<byte[]> examples = new ArrayList<>();
    for (int e = 0; e < 5; e++) {
      examples.add(features(draws, model.spec().input().size()));
      draws.nextBelow(model.spec().output().size()); // a label
    }
    checkOutputs(trainer.frozen(), examples, frozen, 0);
    FrozenModel calibrated = FrozenModel.calibrated(model, inputScale, examples);
    checkOutputs(calibrated, examples, frozen, 11);
  }

  private static void checkOutputs(
      FrozenModel model, List<byte[]> examples, GoldenCase frozen, int at) {
    int[] shifts = frozen.output(at).ints();
    assertThat(model.shifts()).containsExactlyElementsOf(Arrays.stream(shifts).boxed().toList());
    Predictor one = new Predictor(model, 1);
    Predictor all = new Predictor(model, examples.size()).run(examples);
    for (int e = 0; e < examples.size(); e++) {
      int[] outputs = frozen.output(at + 1 + 2 * e).ints();
      Scale scale = frozen.output(at + 2 + 2 * e).scale();
      one.run(examples.get(e));
      for (int o = 0; o < outputs.length; o++) {
        assertThat(one.output(o, scale)).as("output %s of %s", o, e).isEqualTo(outputs[o]);
        assertThat(all.output(e, o, scale)).as("output %s of %s", o, e).isEqualTo(outputs[o]);
      }
    }
  }

  private static TrainerConfig rescaledConfig(GoldenCase c) {
    String[] schedule = c.input(10).words();
    return config(c)
        .withRescaling(Rescaling.valueOf(c.input(9).text()))
        .withSchedule(
            new Schedule(
                Schedule.Decay.valueOf(schedule[0]),
                Integer.parseInt(schedule[1]),
                Integer.parseInt(schedule[2])));
  }

  private static void checkRun(GoldenCase c, ModelSpec spec) throws NoSuchAlgorithmException {
    checkRun(c, spec, config(c));
  }

  private static TrainerConfig config(GoldenCase c) {
    return TrainerConfig.DEFAULT
        .withLoss(loss(c.input(2).words()))
        .withRule(rule(c.input(3).words()))
        .withBatchSize(c.input(4).integer())
        .withInputScale(c.input(7).scale())
        .withSeed(c.input(6).key());
  }

  private static Trainer checkRun(GoldenCase c, ModelSpec spec, TrainerConfig config)
      throws NoSuchAlgorithmException {
    return checkRun(c, spec, config, STEPS);
  }

  private static Trainer checkRun(GoldenCase c, ModelSpec spec, TrainerConfig config, int steps)
      throws NoSuchAlgorithmException {
    Model initial = Model.initial(spec, new RandomSource(c.input(5).key()));
    Trainer trainer = new Trainer(initial, config);
    RandomSource data = new RandomSource(c.input(8).key());
    long loss = 0;
    List<String> hashes = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      addExamples(trainer, spec, t, new RandomSequence(data.stream(t), 0));
      loss += trainer.step();
      if (t == 0 || t == 9 || t == steps - 1) {
        hashes.add(sha256(trainer.model()));
      }
    }
    assertThat(loss).as("%s", c).isEqualTo(c.output(0).longInteger());
    for (int h = 0; h < hashes.size(); h++) {
      assertThat(hashes.get(h)).as("hash %s of %s", h, c).isEqualTo(c.output(1 + h).text());
    }
    List<Int8Tensor> parameters = trainer.model().parameters();
    for (int p = 0; p < parameters.size(); p++) {
      assertThat(parameters.get(p).toArray()).isEqualTo(c.output(4 + 2 * p).bytes());
      assertThat(parameters.get(p).scale()).isEqualTo(c.output(5 + 2 * p).scale());
    }
    return trainer;
  }

  private static void addExamples(Trainer trainer, ModelSpec spec, int step, RandomSequence draws) {
    int batchSize = trainer.config().batchSize();
    int examples = step % 10 == 3 ? Math.max(batchSize - 1, 1) : batchSize;
    int outputs = spec.output().size();
    for (int e = 0; e < examples; e++) {
      byte[] features = features(draws, spec.input().size());
      if (!(trainer.config().loss() instanceof SquaredError)) {
        trainer.add(features, draws.nextBelow(outputs));
      } else {
        int[] targets = new int[outputs];
        for (int o = 0; o < outputs; o++) {
          targets[o] = draws.nextBelow(255) - 127;
        }
        trainer.add(features, targets);
      }
    }
  }

  private static byte[] features(RandomSequence draws, int count) {
    byte[] features = new byte[count];
    for (int i = 0; i < count; i++) {
      features[i] = (byte) (draws.nextBelow(255) - 127);
    }
    return features;
  }

  private static ModelSpec spec(int[] widths, String hasBias) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l + 1 < widths.length; l++) {
      if (l > 0) {
        layers.add(new Relu());
      }
      layers.add(new Dense(widths[l], widths[l + 1], Boolean.parseBoolean(hasBias)));
    }
    return ModelSpec.of(Shape.of(widths[0]), layers.toArray(Layer[]::new));
  }

  /** Layers as words, parted by semicolons. */
  private static ModelSpec imageSpec(Shape input, String text) {
    List<Layer> layers = new ArrayList<>();
    for (String layer : text.split("; ")) {
      layers.add(layer(layer.split(" ")));
    }
    return ModelSpec.of(input, layers.toArray(Layer[]::new));
  }

  private static Layer layer(String... words) {
    int[] o =
        Arrays.stream(words).filter(w -> w.matches("\\d+")).mapToInt(Integer::parseInt).toArray();
    boolean hasBias = words[words.length - 1].equals("true");
    return switch (words[0]) {
      case "conv2d" -> new Conv2d(o[0], o[1], o[2], o[3], o[4], o[5], 1, o[6], hasBias);
      case "dense" -> new Dense(o[0], o[1], hasBias);
      case "flatten" -> new Flatten();
      case "maxpool2d" -> new MaxPool2d(o[0], o[1]);
      case "relu" -> new Relu();
      default -> throw new IllegalArgumentException("layer must be known: " + words[0]);
    };
  }

  private static Loss loss(String... words) {
    if (words[0].equals("cross-entropy")) {
      return new CrossEntropy();
    }
    if (words[0].equals("niti-cross-entropy")) {
      return new NitiCrossEntropy();
    }
    int[] options = new int[4];
    for (int i = 0; i < options.length; i++) {
      options[i] = Integer.parseInt(words[i + 1]);
    }
    return new SquaredError(Scale.of(options[0], options[1], options[2]), options[3]);
  }

  private static UpdateRule rule(String... words) {
    int[] o =
        Arrays.stream(words).filter(w -> w.matches("\\d+")).mapToInt(Integer::parseInt).toArray();
    return switch (words[0]) {
      case "aligned" -> new AlignedSgd(o[0], Rounding.valueOf(words[2]));
      case "lion" -> new Lion(o[0], o[1], o[2], o[3]);
      case "momentum" -> new MomentumSgd(o[0], o[1], o[2], Rounding.valueOf(words[4]));
      case "niti" -> new NitiSgd(o[0]);
      default -> throw new IllegalArgumentException("rule must be known: " + words[0]);
    };
  }

  private static String sha256(Model model) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Int8Tensor parameter : model.parameters()) {
      digest.update(parameter.scale().shift());
      digest.update(parameter.scale().up());
      digest.update(parameter.scale().down());
      digest.update(parameter.toArray());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
