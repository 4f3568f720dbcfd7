package io.tintin.cli.training;

import io.tintin.cli.data.DataSource;
import io.tintin.cli.data.Dataset;
import io.tintin.cli.data.Loaded;
import io.tintin.cli.data.MalformedDataException;
import io.tintin.cli.data.Normalizer;
import io.tintin.cli.data.Parts;
import io.tintin.cli.data.RawDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Examples that are ready to be trained on.
 *
 * @param normalizer measured on the training examples alone, of this run or an earlier one
 * @param classes what the labels mean
 * @param sha256 of all that was read
 */
public record Prepared(
    Dataset training,
    Optional<Dataset> validation,
    Dataset test,
    Normalizer normalizer,
    List<String> classes,
    String sha256) {
  public Prepared {
    classes = List.copyOf(classes);
  }

  /**
   * Reads, divides and normalises the examples of a plan.
   *
   * @param root folder in which {@code bin/data} puts data sets
   * @param given normaliser of the model that the run begins with; else one is measured
   * @throws IllegalArgumentException if the plan leaves no example to train on
   */
  public static Prepared of(TrainingPlan plan, Path root, Optional<Normalizer> given)
      throws IOException, MalformedDataException {
    Loaded loaded = plan.source().load(root);
    Parts parts = Parts.of(loaded, plan.validate(), plan.limit(), new Seeds(plan.seed()).parts());
    return of(loaded, parts, given.orElseGet(() -> Normalizer.fit(parts.training())));
  }

  /**
   * Reads all examples of a source and normalises them.
   *
   * @param normalizer from the training examples
   */
  public static Prepared of(
      DataSource source, Path root, Function<RawDataset, Normalizer> normalizer)
      throws IOException, MalformedDataException {
    Loaded loaded = source.load(root);
    Parts parts = Parts.of(loaded, 0, 0, new Seeds(1).parts());
    return of(loaded, parts, normalizer.apply(parts.training()));
  }

  private static Prepared of(Loaded loaded, Parts parts, Normalizer normalizer) {
    return new Prepared(
        normalizer.apply(parts.training()),
        parts.validation().map(normalizer::apply),
        normalizer.apply(parts.test()),
        normalizer,
        parts.training().classes(),
        loaded.sha256());
  }

  /** What an epoch is judged by: the validation examples, or else the test set. */
  public Dataset heldOut() {
    return validation.orElse(test);
  }

  /** What the examples that an epoch is judged by are called. */
  public String heldOutName() {
    return validation.isPresent() ? "validation" : "test";
  }
}
