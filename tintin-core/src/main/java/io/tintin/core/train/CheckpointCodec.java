package io.tintin.core.train;

import io.tintin.core.internal.codec.ByteReader;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.internal.codec.MalformedBytesException;
import io.tintin.core.internal.codec.SealedBytes;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.MalformedModelException;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelCodec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Saved form of a checkpoint: little-endian, versioned, checksummed. The layout is in {@code
 * docs/formats.md}; every version keeps a golden file in the tests.
 */
public final class CheckpointCodec {
  /** The version that {@link #encode} writes and {@link #decode} reads. */
  public static final int VERSION = 1;

  private static final String MAGIC = "TINTINCP";
  private static final int CROSS_ENTROPY = 1;
  private static final int SQUARED_ERROR = 2;
  private static final int ALIGNED_SGD = 1;
  private static final int NITI_SGD = 2;

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
    out.writeInt(config.batchSize());
    writeScale(out, config.inputScale());
    out.writeLong(config.seed()).writeLong(checkpoint.stepCount());
    out.writeSizedBytes(ModelCodec.encode(checkpoint.model()));
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
      int batchSize = in.readInt("batch size");
      Scale inputScale = readScale(in);
      long seed = in.readLong("seed");
      long stepCount = in.readLong("step count");
      Model model = ModelCodec.decode(in.readSizedBytes("model"));
      SortedMap<String, byte[]> sections = readSections(in);
      in.end();
      loss.checkOutputs(model.spec().output().size());
      TrainerConfig config = new TrainerConfig(loss, rule, batchSize, inputScale, seed);
      return new Checkpoint(model, config, stepCount, sections);
    } catch (MalformedBytesException | MalformedModelException | IllegalArgumentException e) {
      throw new MalformedCheckpointException(String.valueOf(e.getMessage()), e);
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
    } else if (loss instanceof CrossEntropy) {
      out.writeByte(CROSS_ENTROPY);
    } else {
      throw new IllegalStateException("loss has no saved form: " + loss);
    }
  }

  private static Loss readLoss(ByteReader in) throws MalformedBytesException {
    int tag = in.readByte("loss tag");
    return switch (tag) {
      case CROSS_ENTROPY -> new CrossEntropy();
      case SQUARED_ERROR -> {
        int maxDifference = in.readInt("loss limit");
        yield new SquaredError(readScale(in), maxDifference);
      }
      default -> throw in.malformed("loss tag", "1 or 2", tag);
    };
  }

  static void writeRule(ByteWriter out, UpdateRule rule) {
    if (rule instanceof AlignedSgd aligned) {
      out.writeByte(ALIGNED_SGD).writeByte(aligned.rateShift());
      out.writeByte(roundingTag(aligned.rounding()));
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
      default -> throw in.malformed("rule tag", "1 or 2", tag);
    };
  }

  private static int roundingTag(Rounding rounding) {
    return switch (rounding) {
      case NEAREST -> 1;
      case PSEUDO_STOCHASTIC -> 2;
      case STOCHASTIC -> 3;
    };
  }

  private static Rounding readRounding(ByteReader in) throws MalformedBytesException {
    int tag = in.readByte("rounding tag");
    return switch (tag) {
      case 1 -> Rounding.NEAREST;
      case 2 -> Rounding.PSEUDO_STOCHASTIC;
      case 3 -> Rounding.STOCHASTIC;
      default -> throw in.malformed("rounding tag", "in [1, 3]", tag);
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
