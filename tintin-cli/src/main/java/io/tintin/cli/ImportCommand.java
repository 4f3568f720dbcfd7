package io.tintin.cli;

import io.tintin.cli.data.DataSource;
import io.tintin.cli.data.MalformedDataException;
import io.tintin.cli.data.Normalizer;
import io.tintin.cli.data.NormalizerCodec;
import io.tintin.cli.onnx.OnnxImport;
import io.tintin.cli.onnx.read.MalformedOnnxException;
import io.tintin.cli.training.Calibration;
import io.tintin.cli.training.Prepared;
import io.tintin.cli.training.Provenance;
import io.tintin.cli.training.SavedModel;
import io.tintin.core.model.Model;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tintin import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    version = Tintin.VERSION,
    description = {
      "Reads an ONNX file into a saved model: one that tintin export wrote, with the same hash, or a"
          + " float32 net, whose weights become int8.",
      ""
    })
final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "an ONNX file")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "MODEL",
      description = "the file to save the model in")
  private Path out = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "of a float32 net: examples as of tintin train, which name the classes, give activations"
              + " their scales and, unless --mean is given, are normalised as in training")
  private @Nullable String data;

  @Option(
      names = "--label",
      paramLabel = "NAME",
      defaultValue = "",
      description = "column of a CSV file that holds the labels; default: the last one")
  private String label = "";

  @Option(
      names = "--mean",
      paramLabel = "M",
      description =
          "of a float32 net: what was taken from its inputs, in units of the data, pixels 0 to 255;"
              + " default: 0")
  private @Nullable String mean;

  @Option(
      names = "--deviation",
      paramLabel = "D",
      description = "of a float32 net: by what they were divided then; default: 1")
  private @Nullable String deviation;

  private final Environment environment;

  ImportCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws UsageException, RunFailedException, IOException {
    if (data == null && !label.isEmpty()) {
      throw new UsageException("--label must be with --data, of which it names a column: " + label);
    }
    NamedFiles files = new NamedFiles();
    files.reads("FILE", file);
    if (data != null) {
      files.readsData("--data", data, environment.data());
    }
    OutputFile target = files.writes("--out", out);
    SavedModel saved;
    try {
      OnnxImport read = OnnxImport.of(bytes());
      Provenance provenance = provenance(read);
      saved =
          read.inputScale().isPresent()
              ? exported(read, read.inputScale().get(), provenance)
              : floating(read, provenance);
    } catch (MalformedOnnxException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    } catch (MalformedDataException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    target.write(saved.encode());
    environment.out().println("model " + out);
    environment.out().println("model sha256 " + saved.model().id());
    return 0;
  }

  private byte[] bytes() throws UsageException, MalformedOnnxException {
    try {
      long size = Files.size(file);
      if (size > OnnxImport.MAX_BYTES) {
        throw MalformedOnnxException.of("file size", "at most " + OnnxImport.MAX_BYTES, size);
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UsageException(
          "FILE must be an ONNX file that can be read: " + Errors.describe(e), e);
    }
  }

  /** What the saved model tells: the file, and what the file itself tells of its origin. */
  private Provenance provenance(OnnxImport read) {
    Optional<Provenance.Origin> origin = Optional.empty();
    Optional<String> trainedBy = read.metadata(ExportCommand.TRAINED_BY);
    Optional<String> dataSha256 = read.metadata(ExportCommand.DATA_SHA256);
    if (trainedBy.isPresent() && dataSha256.isPresent() && read.frozen().isPresent()) {
      origin = Optional.of(new Provenance.Origin(trainedBy.get(), dataSha256.get()));
    }
    String name = String.valueOf(file.getFileName());
    return new Provenance.Imported(Tintin.VERSION, name, read.sha256(), label, origin);
  }

  private SavedModel exported(OnnxImport read, Scale inputScale, Provenance provenance)
      throws MalformedOnnxException, MalformedDataException {
    if (data != null || mean != null || deviation != null) {
      throw new IllegalArgumentException(
          "--data, --mean and --deviation must be for a float32 net: this file was exported");
    }
    if (!inputScale.equals(Normalizer.SCALE)) {
      throw MalformedOnnxException.of("input scale", Normalizer.SCALE, inputScale);
    }
    Model model = read.model();
    Optional<String> saved = read.metadata(ExportCommand.NORMALIZER);
    Normalizer normalizer =
        saved.isPresent()
            ? NormalizerCodec.decode(HexFormat.of().parseHex(saved.get()))
            : Normalizer.given(model.spec().input(), "0", "1");
    List<String> classes =
        read.metadata(ExportCommand.CLASSES)
            .map(names -> List.of(names.split("\n", -1)))
            .orElseGet(() -> numbers(model));
    return SavedModel.imported(model, normalizer, classes, provenance, read.shifts());
  }

  private SavedModel floating(OnnxImport read, Provenance provenance)
      throws IOException, MalformedDataException {
    if (data == null) {
      Model model = read.model();
      Normalizer normalizer = given(model.spec().input());
      return SavedModel.imported(model, normalizer, numbers(model), provenance, List.of());
    }
    boolean isGiven = mean != null || deviation != null;
    Prepared examples =
        Prepared.of(
            new DataSource(data, "", label),
            environment.data(),
            raw -> isGiven ? given(raw.shape()) : Normalizer.fit(raw));
    Model model = read.modelFor(examples.normalizer().shape());
    return SavedModel.imported(
        model,
        examples.normalizer(),
        examples.classes(),
        provenance,
        Calibration.shifts(model, examples.training()));
  }

  private Normalizer given(Shape shape) {
    return Normalizer.given(shape, mean == null ? "0" : mean, deviation == null ? "1" : deviation);
  }

  private static List<String> numbers(Model model) {
    return IntStream.range(0, model.spec().output().size()).mapToObj(String::valueOf).toList();
  }
}
