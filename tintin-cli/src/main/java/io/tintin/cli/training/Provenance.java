package io.tintin.cli.training;

import java.util.Optional;

/** Where a saved model comes from. */
public sealed interface Provenance {
  /** Of the program that saved it. */
  String version();

  /** What the architecture was called: the text of {@code --net}, or the file it was read from. */
  String net();

  /** Name of the label's column in CSV files, or empty for the last one. */
  String label();

  /** What an export can say of the training, if that is known. */
  Optional<Origin> origin();

  /**
   * By which program and on what data a model was trained.
   *
   * @param dataSha256 of the examples that were read, 64 hex digits
   */
  record Origin(String version, String dataSha256) {
    public Origin {
      checkHex("data sha256", dataSha256);
    }
  }

  /**
   * It was trained here: this is all that doing it again needs.
   *
   * @param dataSha256 of the examples that were read, 64 hex digits
   */
  record Trained(String version, TrainingPlan plan, String dataSha256) implements Provenance {
    public Trained {
      checkHex("data sha256", dataSha256);
    }

    @Override
    public String net() {
      return plan.net();
    }

    @Override
    public String label() {
      return plan.source().label();
    }

    @Override
    public Optional<Origin> origin() {
      return Optional.of(new Origin(version, dataSha256));
    }
  }

  /**
   * It was read from a file of another form.
   *
   * @param file name of that file, without its folder
   * @param sha256 of that file, 64 hex digits
   * @param label of the data that the file was imported with
   * @param origin as the file tells it
   */
  record Imported(String version, String file, String sha256, String label, Optional<Origin> origin)
      implements Provenance {
    public Imported {
      checkHex("imported sha256", sha256);
    }

    @Override
    public String net() {
      return file;
    }
  }

  private static void checkHex(String name, String sha256) {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(name + " must be 64 hex digits: " + sha256);
    }
  }
}
