package io.tintin.cli;

import io.tintin.cli.data.NormalizerCodec;
import io.tintin.cli.onnx.OnnxExport;
import io.tintin.cli.training.Provenance;
import io.tintin.cli.training.SavedModel;
import io.tintin.cli.training.TrainingRule;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tintin export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    version = Tintin.VERSION,
    description = {"Writes a saved model as int8 ONNX that gives the same bits.", ""})
final class ExportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "MODEL",
      description =
          "a file that tintin train saved, of rule aligned, lion or int8 with --rescaling tracked, or"
              + " one that tintin import saved")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "the ONNX file to write")
  private Path out = Path.of("");

  /** Key of the metadata: the version of the program that trained the model. */
  static final String TRAINED_BY = "trained_by";

  /** Key of the metadata: the hash of the data that it was trained on. */
  static final String DATA_SHA256 = "data_sha256";

  /** Key of the metadata: the names of the classes, one a line. */
  static final String CLASSES = "classes";

  /** Key of the metadata: the saved form of the normaliser, in hex. */
  static final String NORMALIZER = "normalizer";

  private final Environment environment;

  ExportCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws UsageException, RunFailedException {
    SavedModel saved = ModelFile.read(file);
    NamedFiles files = new NamedFiles();
    files.reads("MODEL", file);
    OutputFile target = files.writes("--out", out);
    OnnxExport export;
    try {
      export =
          of(saved)
              .with(CLASSES, String.join("\n", saved.classes()))
              .with(
                  NORMALIZER, HexFormat.of().formatHex(NormalizerCodec.encode(saved.normalizer())));
      Optional<Provenance.Origin> origin = saved.provenance().origin();
      if (origin.isPresent()) {
        export =
            export
                .with(TRAINED_BY, origin.get().version())
                .with(DATA_SHA256, origin.get().dataSha256());
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    target.write(export.toBytes());
    environment.out().println("onnx " + out);
    environment.out().println("model sha256 " + saved.model().id());
    return 0;
  }

  private static OnnxExport of(SavedModel saved) throws UsageException {
    try {
      return OnnxExport.of(saved.frozen());
    } catch (IllegalStateException e) {
      throw new UsageException(needed(saved.provenance()), e);
    }
  }

  /** What a model lacks whose activations have no fixed scales, and how it gets them. */
  private static String needed(Provenance provenance) {
    if (provenance instanceof Provenance.Trained trained) {
      String rescaling = trained.plan().settings().get(TrainingRule.RESCALING);
      return "model must have been trained by aligned, lion or int8 with --rescaling tracked, as"
          + " train --from it would: its rule is "
          + trained.plan().rule()
          + (rescaling == null ? "" : ", its rescaling " + rescaling);
    }
    return "model must have scales of its activations, as import with --data or train --from it"
        + " would give: it was imported from "
        + provenance.net()
        + " without";
  }
}
