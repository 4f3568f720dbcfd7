package io.tintin.cli.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where examples come from.
 *
 * @param data {@code mnist}, {@code fashion}, a folder with the four files of MNIST's names, an IDX
 *     file of images with that of the labels beside it, or a CSV file
 * @param test likewise, or empty for the test set of a folder
 * @param label name of the label's column in a CSV file, or empty for the last one
 */
public record DataSource(String data, String test, String label) {
  private static final String IMAGES = "-images-idx3-ubyte";
  private static final String LABELS = "-labels-idx1-ubyte";

  /**
   * Reads it all.
   *
   * @param root folder in which {@code bin/data} puts data sets
   * @throws MalformedDataException if a file is not there, or is not what it should be
   */
  public Loaded load(Path root) throws IOException, MalformedDataException {
    Loaded loaded = load(root, data, null);
    if (test.isEmpty()) {
      return check(loaded);
    }
    List<String> classes = loaded.training().classes();
    return check(new Loaded(loaded.training(), Optional.of(tested(load(root, test, classes)))));
  }

  /**
   * Reads the examples to evaluate on: the test set, or else all there are.
   *
   * @param classes that the model was trained on
   */
  public RawDataset loadTest(Path root, List<String> classes)
      throws IOException, MalformedDataException {
    return withClasses(tested(load(root, test.isEmpty() ? data : test, classes)), classes);
  }

  private static RawDataset tested(Loaded loaded) {
    return loaded.test().orElse(loaded.training());
  }

  private Loaded load(Path root, String name, @Nullable List<String> classes)
      throws IOException, MalformedDataException {
    if (name.equals("mnist") || name.equals("fashion")) {
      Path folder = root.resolve(name);
      if (find(folder, "train" + IMAGES).isEmpty()) {
        throw new MalformedDataException(name + " must be in " + folder + ": run bin/data " + name);
      }
      return folder(folder);
    }
    Path path = path(name);
    if (Files.isDirectory(path)) {
      return folder(path);
    }
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new MalformedDataException(
          "data must be mnist, fashion, or a file or folder that can be read: " + name);
    }
    RawDataset all =
        Inputs.isIdx(path)
            ? IdxReader.read(path, labelsOf(path))
            : CsvTable.read(path, label, classes);
    return new Loaded(all, Optional.empty());
  }

  /**
   * The files that examples of this name are read from, and those that would be in their place.
   *
   * @param root folder in which {@code bin/data} puts data sets
   */
  public static List<Path> files(Path root, String name) {
    boolean isKnown = name.equals("mnist") || name.equals("fashion");
    try {
      Path path = isKnown ? root.resolve(name) : Path.of(name);
      if (isKnown || Files.isDirectory(path)) {
        return Stream.of("train" + IMAGES, "train" + LABELS, "t10k" + IMAGES, "t10k" + LABELS)
            .flatMap(file -> withGzip(path, file).stream())
            .toList();
      }
      List<Path> files = new ArrayList<>(List.of(path));
      if (Files.isRegularFile(path) && Inputs.isIdx(path)) {
        files.add(labelsOf(path));
      }
      return files;
    } catch (InvalidPathException | IOException | MalformedDataException e) {
      // Reading it will say what is wrong.
      return List.of();
    }
  }

  private static Path path(String name) throws MalformedDataException {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new MalformedDataException("data must be a path: " + name, e);
    }
  }

  private static Loaded folder(Path folder) throws IOException, MalformedDataException {
    RawDataset training = part(folder, "train");
    return new Loaded(training, Optional.of(part(folder, "t10k")));
  }

  private static RawDataset part(Path folder, String part)
      throws IOException, MalformedDataException {
    return IdxReader.read(need(folder, part + IMAGES), need(folder, part + LABELS));
  }

  private static Path need(Path folder, String name) throws MalformedDataException {
    return find(folder, name)
        .orElseThrow(
            () ->
                MalformedDataException.of(
                    folder.toString(), name, "there, or " + name + ".gz", "no such file"));
  }

  private static Optional<Path> find(Path folder, String name) {
    return withGzip(folder, name).stream().filter(Files::isRegularFile).findFirst();
  }

  private static List<Path> withGzip(Path folder, String name) {
    return List.of(folder.resolve(name), folder.resolve(name + ".gz"));
  }

  /** The file beside the images whose name says labels instead. */
  private static Path labelsOf(Path images) throws MalformedDataException {
    String name = String.valueOf(images.getFileName());
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    String labels = plain.replace("images", "labels").replaceAll("idx[2-4]", "idx1");
    if (labels.equals(plain)) {
      throw MalformedDataException.of(name, "name", "one with images in it", name);
    }
    return need(images.resolveSibling(""), labels);
  }

  private static Loaded check(Loaded loaded) throws MalformedDataException {
    if (loaded.test().isEmpty()) {
      return loaded;
    }
    RawDataset test = loaded.test().get();
    if (!test.shape().equals(loaded.training().shape())) {
      throw MalformedDataException.of(
          "test set", "example shape", loaded.training().shape(), test.shape());
    }
    List<String> classes = loaded.training().classes();
    return new Loaded(loaded.training(), Optional.of(withClasses(test, classes)));
  }

  private static RawDataset withClasses(RawDataset test, List<String> classes)
      throws MalformedDataException {
    if (test.classes().size() > classes.size()
        || !classes.subList(0, test.classes().size()).equals(test.classes())) {
      throw MalformedDataException.of("test set", "classes", classes, test.classes());
    }
    return test.withClasses(classes);
  }
}
