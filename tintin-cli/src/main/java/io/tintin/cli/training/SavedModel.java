package io.tintin.cli.training;

import io.tintin.cli.data.MalformedDataException;
import io.tintin.cli.data.Normalizer;
import io.tintin.cli.data.NormalizerCodec;
import io.tintin.cli.net.NetParser;
import io.tintin.core.model.Model;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.CheckpointCodec;
import io.tintin.core.train.FrozenModel;
import io.tintin.core.train.MalformedCheckpointException;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code --out} holds: a checkpoint of the core, and in sections of it the normaliser, the
 * names of the classes, and the provenance. The only class that knows how they are kept.
 *
 * @param classes what the labels mean, one an output
 */
public record SavedModel(
    Checkpoint checkpoint, Normalizer normalizer, List<String> classes, Provenance provenance) {
  private static final String NORMALIZER = "normalizer";
  private static final String CLASSES = "classes";
  private static final String PROVENANCE = "provenance";
  private static final String SHIFTS = "shifts";

  public SavedModel {
    classes = List.copyOf(classes);
    Model model = checkpoint.model();
    scalesOfImport(checkpoint);
    if (!NetParser.takes(model.spec().input(), normalizer.shape())) {
      throw new IllegalArgumentException(
          "normalizer shape must be " + model.spec().input() + ": " + normalizer.shape());
    }
    if (model.spec().output().size() != classes.size()) {
      throw new IllegalArgumentException(
          "class count must be " + model.spec().output().size() + ": " + classes.size());
    }
  }

  /** What a finished run leaves. */
  public static SavedModel of(TrainingRun run, Prepared data, Provenance provenance) {
    return new SavedModel(run.checkpoint(), data.normalizer(), data.classes(), provenance);
  }

  /**
   * A model that was not trained here.
   *
   * @param shifts exponents of its activations, layer by layer; empty if they are not known
   */
  public static SavedModel imported(
      Model model,
      Normalizer normalizer,
      List<String> classes,
      Provenance provenance,
      List<Integer> shifts) {
    TrainerConfig config = TrainerConfig.DEFAULT.withBatchSize(1).withInputScale(Normalizer.SCALE);
    Checkpoint checkpoint = new Trainer(model, config).checkpoint();
    if (!shifts.isEmpty()) {
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * shifts.size());
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      shifts.forEach(bytes::putInt);
      checkpoint = checkpoint.withSection(SHIFTS, bytes.array());
    }
    return new SavedModel(checkpoint, normalizer, classes, provenance);
  }

  /** The model with the scales that it was imported with, if it has not been trained since. */
  private static Optional<FrozenModel> scalesOfImport(Checkpoint checkpoint) {
    Optional<byte[]> section = checkpoint.section(SHIFTS);
    if (section.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(section.get()).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() % Integer.BYTES != 0) {
      throw new IllegalArgumentException(
          "section shifts must be of 4 bytes a layer: " + bytes.remaining() + " bytes");
    }
    List<Integer> shifts = new ArrayList<>();
    while (bytes.hasRemaining()) {
      shifts.add(bytes.getInt());
    }
    return Optional.of(
        new FrozenModel(checkpoint.model(), checkpoint.config().inputScale(), shifts));
  }

  /** Steps made. */
  public long stepCount() {
    return checkpoint.stepCount();
  }

  public Model model() {
    return checkpoint.model();
  }

  /**
   * The model with the scales that its activations had at the end of training, or that it was
   * imported with.
   *
   * @throws IllegalStateException if its rule does not track them, or it has not been trained
   */
  public FrozenModel frozen() {
    return scalesOfImport(checkpoint).orElseGet(() -> Trainer.resume(checkpoint).frozen());
  }

  /** Runs the model as the end of its training did. */
  public Evaluator evaluator(int threads) {
    return scalesOfImport(checkpoint)
        .map(frozen -> Evaluator.of(frozen, threads))
        .orElseGet(() -> Evaluator.of(Trainer.resume(checkpoint), threads));
  }

  /** The bytes of the file; equal runs give equal bytes. */
  public byte[] encode() {
    return CheckpointCodec.encode(
        checkpoint
            .withSection(NORMALIZER, NormalizerCodec.encode(normalizer))
            .withSection(CLASSES, String.join("\n", classes).getBytes(StandardCharsets.UTF_8))
            .withSection(PROVENANCE, ProvenanceCodec.encode(provenance)));
  }

  /**
   * Reads the bytes of a file.
   *
   * @throws MalformedSavedModelException naming the field, the rule and the value
   */
  public static SavedModel decode(byte[] bytes) throws MalformedSavedModelException {
    try {
      Checkpoint checkpoint = CheckpointCodec.decode(bytes);
      String classes = new String(section(checkpoint, CLASSES), StandardCharsets.UTF_8);
      return new SavedModel(
          checkpoint,
          NormalizerCodec.decode(section(checkpoint, NORMALIZER)),
          List.of(classes.split("\n", -1)),
          ProvenanceCodec.decode(section(checkpoint, PROVENANCE)));
    } catch (MalformedCheckpointException | MalformedDataException | IllegalArgumentException e) {
      throw new MalformedSavedModelException(String.valueOf(e.getMessage()), e);
    }
  }

  private static byte[] section(Checkpoint checkpoint, String name)
      throws MalformedSavedModelException {
    return checkpoint
        .section(name)
        .orElseThrow(
            () ->
                new MalformedSavedModelException(
                    "model must be one that tintin train or import saved: it has no section "
                        + name));
  }
}
