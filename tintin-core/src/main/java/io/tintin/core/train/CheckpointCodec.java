package io.tintin.core.train;

import io.tintin.core.internal.codec.ByteReader;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.internal.codec.MalformedBytesException;
import io.tintin.core.internal.codec.SealedBytes;
import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.MalformedModelException;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelCodec;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.Rescaling;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Saved form of a checkpoint: little-endian, versioned, checksummed. The layout is in {@code
 * docs/formats.md}; every version keeps a golden file in the tests.
 */
public final class CheckpointCodec {
  /** The version that {@link #encode} writes; {@link #decode} also reads those before it. */
  public static final int VERSION = 2;

  private static final String MAGIC = "TINTINCP";
  private static final int CROSS_ENTROPY = 1;
  private static final int SQUARED_ERROR = 2;
  private static final int NITI_CROSS_ENTROPY = 3;
  private static final int ABSOLUTE_ERROR = 4;
  private static final int BINARY_CROSS_ENTROPY = 5;
  private static final int ALIGNED_SGD = 1;
  private static final int NITI_SGD = 2;
  private static final int MOMENTUM_SGD = 3;
  private static final int LION = 4;

  private CheckpointCodec() {}

  /**
   * The saved form; equal checkpoints give equal bytes.
   *
   * @throws IllegalStateException if the loss or the rule has no saved form
   */
  public static byte[] encode(Checkpoint checkpoint) {
    ByteWriter out = new ByteWriter();
    TrainerConfig config = checkpoint.config();
    writeLoss(out, config.loss());
    writeRule(out, config.rule());
    writeSchedule(out, config.schedule());
    out.writeByte(rescalingTag(config.rescaling()));
    TrainableCodec.write(out, config.trainable());
    out.writeInt(config.batchSize()).writeInt(config.passSize());
    writeScale(out, config.inputScale());
    out.writeLong(config.seed()).writeLong(checkpoint.stepCount());
    out.writeSizedBytes(ModelCodec.encode(checkpoint.model()));
    checkpoint.state().write(out);
    out.writeInt(checkpoint.sections().size());
    checkpoint.sections().forEach((name, bytes) -> out.writeText(name).writeSizedBytes(bytes));
    return out.seal(MAGIC, VERSION);
  }

  /**
   * Reads a saved form.
   *
   * @throws MalformedCheckpointException naming the field, the rule and the value
   */
  public static Checkpoint decode(byte[] bytes) throws MalformedCheckpointException {
    try {
      ByteReader in = SealedBytes.open("checkpoint", MAGIC, VERSION, bytes);
      Loss loss = readLoss(in);
      UpdateRule rule = readRule(in);
      boolean isFirst = in.version() == 1;
      Schedule schedule = isFirst ? Schedule.CONSTANT : readSchedule(in);
      Rescaling rescaling = isFirst ? Rescaling.DYNAMIC : readRescaling(in);
      Trainable trainable = isFirst ? Trainable.ALL : TrainableCodec.read(in);
      int batchSize = in.readInt("batch size");
      int passSize = isFirst ? batchSize : in.readInt("pass size");
      Scale inputScale = readScale(in);
      long seed = in.readLong("seed");
      long stepCount = in.readLong("step count");
      Model model = ModelCodec.decode(in.readSizedBytes("model"));
      TrainingState state =
          isFirst
              ? TrainingState.empty(model.spec(), rule)
              : TrainingState.read(in, model.spec(), rule);
      SortedMap<String, byte[]> sections = readSections(in);
      in.end();
      TrainerConfig config =
          new TrainerConfig(loss, rule, schedule, rescaling, batchSize, passSize, inputScale, seed)
              .withTrainable(trainable);
      checkModel(config, model.spec());
      return new Checkpoint(model, config, stepCount, state, sections);
    } catch (MalformedBytesException | MalformedModelException | IllegalArgumentException e) {
      throw new MalformedCheckpointException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What the configuration asks of the model; resuming checks it again. */
  private static void checkModel(TrainerConfig config, ModelSpec spec) {
    config.loss().checkOutputs(spec.output().size());
    if (!config.trainable().equals(Trainable.ALL)) {
      new Selection(config.trainable(), spec);
    }
  }

  private static SortedMap<String, byte[]> readSections(ByteReader in)
      throws MalformedBytesException {
    int count = in.readInt("section count", 0, Checkpoint.MAX_SECTIONS);
    SortedMap<String, byte[]> sections = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String name = in.readText("section name");
      Checkpoint.checkName(name);
      if (!sections.isEmpty() && name.compareTo(sections.lastKey()) <= 0) {
        throw in.malformed("section name", "after " + sections.lastKey(), name);
      }
      sections.put(name, in.readSizedBytes("section"));
    }
    return sections;
  }

  static void writeLoss(ByteWriter out, Loss loss) {
    if (loss instanceof SquaredError squared) {
      out.writeByte(SQUARED_ERROR).writeInt(squared.maxDifference());
      writeScale(out, squared.targetScale());
    } else if (loss instanceof NitiCrossEntropy) {
      out.writeByte(NITI_CROSS_ENTROPY);
    } else if (loss instanceof AbsoluteError absolute) {
      out.writeByte(ABSOLUTE_ERROR);
      writeScale(out, absolute.targetScale());
    } else if (loss instanceof BinaryCrossEntropy) {
      out.writeByte(BINARY_CROSS_ENTROPY);
    } else if (loss instanceof CrossEntropy) {
      out.writeByte(CROSS_ENTROPY);
    } else {
      throw new IllegalStateException("loss has no saved form: " + loss);
    }
  }

  private static Loss readLoss(ByteReader in) throws MalformedBytesException {
    int tag = in.readByte("loss tag");
    if (in.version() == 1 && tag != CROSS_ENTROPY && tag != SQUARED_ERROR) {
      throw in.malformed("loss tag", "1 or 2", tag);
    }
    return switch (tag) {
      case CROSS_ENTROPY -> new CrossEntropy();
      case NITI_CROSS_ENTROPY -> new NitiCrossEntropy();
      case SQUARED_ERROR -> {
        int maxDifference = in.readInt("loss limit");
        yield new SquaredError(readScale(in), maxDifference);
      }
      case ABSOLUTE_ERROR -> new AbsoluteError(readScale(in));
      case BINARY_CROSS_ENTROPY -> new BinaryCrossEntropy();
      default -> throw in.malformed("loss tag", "in [1, 5]", tag);
    };
  }

  static void writeRule(ByteWriter out, UpdateRule rule) {
    if (rule instanceof AlignedSgd aligned) {
      out.writeByte(ALIGNED_SGD).writeByte(aligned.rateShift());
      out.writeByte(roundingTag(aligned.rounding()));
    } else if (rule instanceof MomentumSgd momentum) {
      out.writeByte(MOMENTUM_SGD).writeInt(momentum.rate()).writeInt(momentum.momentum());
      out.writeInt(momentum.decay()).writeByte(roundingTag(momentum.rounding()));
    } else if (rule instanceof Lion lion) {
      out.writeByte(LION).writeInt(lion.rate()).writeInt(lion.momentum());
      out.writeInt(lion.memory()).writeInt(lion.decay());
    } else if (rule instanceof NitiSgd niti) {
      out.writeByte(NITI_SGD).writeByte(niti.mu());
    } else {
      throw new IllegalStateException("update rule has no saved form: " + rule);
    }
  }

  private static UpdateRule readRule(ByteReader in) throws MalformedBytesException {
    int tag = in.readByte("rule tag");
    return switch (tag) {
      case ALIGNED_SGD -> {
        int rateShift = in.readByte("rule rate");
        yield new AlignedSgd(rateShift, readRounding(in));
      }
      case NITI_SGD -> new NitiSgd(in.readByte("rule mu"));
      case MOMENTUM_SGD -> {
        int rate = in.readInt("rule rate");
        int momentum = in.readInt("rule momentum");
        int decay = in.readInt("rule decay");
        yield new MomentumSgd(rate, momentum, decay, readRounding(in));
      }
      case LION -> {
        int rate = in.readInt("rule rate");
        int momentum = in.readInt("rule momentum");
        int memory = in.readInt("rule memory");
        yield new Lion(rate, momentum, memory, in.readInt("rule decay"));
      }
      default -> throw in.malformed("rule tag", "in [1, 4]", tag);
    };
  }

  private static void writeSchedule(ByteWriter out, Schedule schedule) {
    out.writeByte(
        switch (schedule.decay()) {
          case NONE -> 1;
          case LINEAR -> 2;
          case QUADRATIC -> 3;
          case HALVING -> 4;
        });
    out.writeLong(schedule.totalSteps()).writeLong(schedule.warmUpSteps());
  }

  private static Schedule readSchedule(ByteReader in) throws MalformedBytesException {
    int tag = in.readByte("schedule tag");
    Schedule.Decay decay =
        switch (tag) {
          case 1 -> Schedule.Decay.NONE;
          case 2 -> Schedule.Decay.LINEAR;
          case 3 -> Schedule.Decay.QUADRATIC;
          case 4 -> Schedule.Decay.HALVING;
          default -> throw in.malformed("schedule tag", "in [1, 4]", tag);
        };
    long totalSteps = in.readLong("schedule steps");
    return new Schedule(decay, totalSteps, in.readLong("schedule warm-up"));
  }

  private static int rescalingTag(Rescaling rescaling) {
    return switch (rescaling) {
      case DYNAMIC -> 1;
      case COMPOUND -> 2;
      case TRACKED -> 3;
      case NITI -> 4;
    };
  }

  private static Rescaling readRescaling(ByteReader in) throws MalformedBytesException {
    int tag = in.readByte("rescaling tag");
    return switch (tag) {
      case 1 -> Rescaling.DYNAMIC;
      case 2 -> Rescaling.COMPOUND;
      case 3 -> Rescaling.TRACKED;
      case 4 -> Rescaling.NITI;
      default -> throw in.malformed("rescaling tag", "in [1, 4]", tag);
    };
  }

  private static int roundingTag(Rounding rounding) {
    return switch (rounding) {
      case NEAREST -> 1;
      case PSEUDO_STOCHASTIC -> 2;
      case STOCHASTIC -> 3;
      case NEAREST_EVEN -> 4;
    };
  }

  private static Rounding readRounding(ByteReader in) throws MalformedBytesException {
    int tag = in.readByte("rounding tag");
    return switch (tag) {
      case 1 -> Rounding.NEAREST;
      case 2 -> Rounding.PSEUDO_STOCHASTIC;
      case 3 -> Rounding.STOCHASTIC;
      case 4 -> Rounding.NEAREST_EVEN;
      default -> throw in.malformed("rounding tag", "in [1, 4]", tag);
    };
  }

  private static void writeScale(ByteWriter out, Scale scale) {
    out.writeByte(scale.shift()).writeByte(scale.up()).writeByte(scale.down());
  }

  private static Scale readScale(ByteReader in) throws MalformedBytesException {
    return new Scale(
        in.readByte("scale shift"), in.readByte("scale up"), in.readByte("scale down"));
  }
}
