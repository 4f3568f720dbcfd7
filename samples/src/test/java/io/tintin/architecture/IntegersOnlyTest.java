package io.tintin.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassReader;

/** No float or double in the byte code of the modules that learn, sense and store. */
class IntegersOnlyTest {
  @ParameterizedTest
  @CsvSource({
    "io.tintin.core.train.Trainer, 40",
    "io.tintin.mcu.CExporter, 15",
    "io.tintin.device.Device, 15",
    "io.tintin.sensors.Pipeline, 25",
  })
  void moduleHasNoFloatingPoint(String anchor, int fewestClasses) throws Exception {
    Path home = homeOf(Class.forName(anchor));
    if (Files.isDirectory(home)) {
      checkAll(home, fewestClasses);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(home)) {
        checkAll(jar.getPath("/"), fewestClasses);
      }
    }
  }

  @Test
  void finderSeesEveryKindOfFloatingPoint() throws Exception {
    try (InputStream bytes =
        Floating.class.getResourceAsStream("IntegersOnlyTest$Floating.class")) {
      assertThat(FloatFinder.findIn(new ClassReader(bytes)))
          .anyMatch(found -> found.contains("field"))
          .anyMatch(found -> found.contains("descriptor"))
          .anyMatch(found -> found.contains("constant"))
          .anyMatch(found -> found.contains("opcode"))
          .anyMatch(found -> found.contains("call"))
          .anyMatch(found -> found.contains("handle"))
          .anyMatch(found -> found.contains("type [["))
          .anyMatch(found -> found.contains("type [D"));
    }
    try (InputStream bytes = Half.class.getResourceAsStream("IntegersOnlyTest$Half.class")) {
      assertThat(FloatFinder.findIn(new ClassReader(bytes)))
          .anyMatch(found -> found.contains("record component"));
    }
  }

  private static Path homeOf(Class<?> type) throws URISyntaxException {
    URI location = type.getProtectionDomain().getCodeSource().getLocation().toURI();
    return Path.of(location);
  }

  private static void checkAll(Path root, int fewestClasses) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(root)) {
      files = walk.filter(file -> file.toString().endsWith(".class")).toList();
    }
    assertThat(files).as("classes below %s", root).hasSizeGreaterThanOrEqualTo(fewestClasses);
    for (Path file : files) {
      assertThat(FloatFinder.findIn(new ClassReader(Files.readAllBytes(file))))
          .as("floating point in %s", file)
          .isEmpty();
    }
  }

  /** One of each kind, for the finder to find. */
  @SuppressWarnings("unused")
  private static final class Floating {
    private float field;

    double half(double value) {
      return value * 0.5 + Math.sqrt(field);
    }

    Object hidden(Object values) {
      DoubleUnaryOperator root = Math::sqrt;
      float[][] grid = new float[2][2];
      return List.of(root, grid, (double[]) values);
    }
  }

  private record Half(double value) {}
}
