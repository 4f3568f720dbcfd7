package io.tintin.nativekernels;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Loads {@code libtintin.so}, once: the file that a system property names, or the one in this jar,
 * which is copied to a folder that only this user can read and that is gone once it is loaded.
 */
final class NativeLibrary {
  /** System property: the path of a library to load instead of the one in the jar. */
  static final String PROPERTY = "tintin.native.library";

  private static final String FILE = "libtintin.so";

  /** Why the library could not be loaded; null if it is. */
  private static final @Nullable String PROBLEM = load();

  private NativeLibrary() {}

  /**
   * Makes sure that the library is loaded.
   *
   * @throws UnsupportedOperationException if it cannot be, with the reason
   */
  static void require() {
    if (PROBLEM != null) {
      throw new UnsupportedOperationException(PROBLEM);
    }
  }

  private static @Nullable String load() {
    String path = System.getProperty(PROPERTY);
    try {
      if (path != null) {
        System.load(Path.of(path).toAbsolutePath().toString());
        return null;
      }
      String resource = platform() + "/" + FILE;
      try (InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
        if (library == null) {
          return "the native library is not built for " + platform();
        }
        loadCopy(library);
        return null;
      }
    } catch (IOException | UnsatisfiedLinkError e) {
      return "the native library cannot be loaded: " + e.getMessage();
    }
  }

  private static void loadCopy(InputStream library) throws IOException {
    Path folder = Files.createTempDirectory("tintin-native");
    Path file = folder.resolve(FILE);
    try {
      Files.copy(library, file);
      System.load(file.toString());
    } finally {
      // On Linux a loaded library needs its file no more.
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  /** As the folders of the resources are called: {@code linux-x86_64}, {@code linux-aarch64}. */
  static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).replace(' ', '-');
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return os + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }
}
