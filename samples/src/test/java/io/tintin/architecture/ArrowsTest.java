package io.tintin.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows of ARCHITECTURE.md, for modules and for the packages of the core. */
class ArrowsTest {
  private static final String CORE = "io.tintin.core..";
  private static final String DEVICE = "io.tintin.device..";
  private static final String SENSORS = "io.tintin.sensors..";
  private static final String TRANSPORT = "io.tintin.transport..";
  private static final String BROKER = "io.tintin.broker..";
  private static final String[] JDK = {"java..", "javax.net..", "org.jspecify.annotations.."};

  private static JavaClasses all;

  @BeforeAll
  static void importClasses() {
    all =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.tintin");
    for (String module : List.of("core", "device", "sensors", "transport", "broker", "samples")) {
      assertThat(all.stream().filter(c -> c.getPackageName().startsWith("io.tintin." + module)))
          .as("classes of %s", module)
          .hasSizeGreaterThan(2);
    }
  }

  @Test
  void coreAndDeviceApiKnowTheJdkAlone() {
    mayKnow(CORE, CORE);
    mayKnow(DEVICE, DEVICE);
  }

  @Test
  void sensorsKnowDevicesAndTheArithmeticOfTheCore() {
    mayKnow(
        SENSORS,
        SENSORS,
        DEVICE,
        "io.tintin.core.quant",
        "io.tintin.core.random",
        "de.siegmar.fastcsv..",
        "org.slf4j..");
  }

  @Test
  void transportKnowsTheCoreAndItsLibraries() {
    mayKnow(
        TRANSPORT,
        TRANSPORT,
        CORE,
        "com.google.common..",
        "com.google.protobuf..",
        "org.eclipse.paho..",
        "org.slf4j..");
  }

  @Test
  void brokerKnowsNothingOfLearning() {
    mayKnow(BROKER, BROKER, "org.apache.activemq..", "io.netty..", "org.slf4j..");
  }

  /** Each package of the core, and the packages of the core that it may use. */
  @ParameterizedTest
  @CsvSource({
    "random, ''",
    "quant, random",
    "tensor, quant",
    "internal.kernel, quant random",
    "internal.codec, ''",
    "layer, internal.kernel quant tensor",
    "loss, quant random tensor",
    "optim, quant random tensor",
    "model, internal.codec layer quant random tensor",
    "train, internal.codec layer loss model optim quant random tensor",
    "continual, internal.codec random",
    "aggregate, model quant random tensor",
  })
  void corePackagesPointOneWay(String name, String others) {
    List<String> allowed = new ArrayList<>(List.of("io.tintin.core." + name));
    for (String other : others.split(" ")) {
      allowed.add("io.tintin.core." + other);
    }
    mayKnow("io.tintin.core." + name, allowed.toArray(String[]::new));
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.tintin.(**)").should().beFreeOfCycles().check(all);
  }

  private static void mayKnow(String packages, String... others) {
    List<String> allowed = new ArrayList<>(List.of(JDK));
    allowed.addAll(List.of(others));
    classes()
        .that()
        .resideInAPackage(packages)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new))
        .check(all);
  }
}
