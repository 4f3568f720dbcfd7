package io.tintin.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of ARCHITECTURE.md, between modules and between the packages of each. */
class ArrowsTest {
  private static final String CORE = "io.tintin.core..";
  private static final String DEVICE = "io.tintin.device..";
  private static final String NATIVE = "io.tintin.nativekernels..";
  private static final String MCU = "io.tintin.mcu..";
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
    for (String module :
        List.of(
            "core",
            "nativekernels",
            "mcu",
            "device",
            "sensors",
            "transport",
            "broker",
            "samples")) {
      assertThat(all.stream().filter(c -> c.getPackageName().startsWith("io.tintin." + module)))
          .as("classes of %s", module)
          .hasSizeGreaterThan(2);
    }
  }

  @Test
  void coreAndDeviceApiKnowTheJdkAlone() {
    mayKnow(CORE, CORE, "jdk.incubator.vector..");
    onlyUsedIn("jdk.incubator.vector..", "io.tintin.core.internal.kernel");
    mayKnow(DEVICE, DEVICE);
  }

  @Test
  void nativeKernelsKnowTheKernelsOfTheCoreAlone() {
    mayKnow(NATIVE, NATIVE, "io.tintin.core.internal.kernel");
  }

  @Test
  void microcontrollersKnowTheCoreAlone() {
    mayKnow(MCU, MCU, CORE);
  }

  @Test
  void sensorsKnowDevicesAndTheArithmeticOfTheCore() {
    mayKnow(
        SENSORS, SENSORS, "io.tintin.device.time", "io.tintin.core.quant", "de.siegmar.fastcsv..");
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

  /** Libraries stay behind the package that is there for them. */
  @Test
  void librariesStayBehindTheirPackage() {
    onlyUsedIn("org.eclipse.paho..", "io.tintin.transport.internal.mqtt");
    onlyUsedIn(
        "com.google.protobuf..",
        "io.tintin.transport.wire",
        "io.tintin.transport.node",
        "io.tintin.transport.internal.proto");
    onlyUsedIn("de.siegmar.fastcsv..", "io.tintin.sensors.source");
    onlyUsedIn("org.apache.activemq..", "io.tintin.broker");
  }

  private static void onlyUsedIn(String library, String... packages) {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(all);
  }

  @Test
  void brokerKnowsNothingOfLearning() {
    mayKnow(BROKER, BROKER, "org.apache.activemq..", "io.netty..", "org.slf4j..");
  }

  /** Each package of a module, and the packages of the same module that it may use. */
  private static final Map<String, String> ARROWS =
      Map.ofEntries(
          entry("core.random", ""),
          entry("core.quant", "random"),
          entry("core.tensor", "quant"),
          entry("core.internal.kernel", "quant random"),
          entry("core.internal.codec", ""),
          entry("core.plan", "layer model tensor"),
          entry("core.rescaling", "internal.kernel quant tensor"),
          entry("core.layer", "internal.kernel quant random rescaling tensor"),
          entry("core.loss", "internal.kernel quant random rescaling tensor"),
          entry("core.optim", "internal.kernel quant random tensor"),
          entry("core.model", "internal.codec layer quant random tensor"),
          entry(
              "core.train",
              "internal.codec internal.kernel layer loss model optim plan quant random rescaling"
                  + " tensor"),
          entry("core.continual", "internal.codec random"),
          entry("mcu", ""),
          entry("core.aggregate", "model quant random tensor"),
          entry("device.time", ""),
          entry("device.store", ""),
          entry("device.line", "time"),
          entry("device", "store time"),
          entry("device.sim", "store time ."),
          entry("sensors.internal", ""),
          entry("sensors.sample", ""),
          entry("sensors.window", ""),
          entry("sensors.quality", "sample"),
          entry("sensors.feature", "internal sample window"),
          entry("sensors.frame", "internal quality"),
          entry("sensors.source", "frame quality sample"),
          entry("sensors", "feature frame quality sample source window"),
          entry("transport.internal.proto", ""),
          entry("transport.internal.retry", ""),
          entry("transport.internal.mqtt", ""),
          entry("transport.wire", "internal.proto"),
          entry("transport.link", "internal.mqtt internal.retry"),
          entry("transport.node", "internal.proto wire"),
          entry("transport.federation", "internal.retry link wire"));

  @Test
  void packagesPointOneWay() {
    ARROWS.forEach(
        (name, others) -> {
          String module = name.replaceAll("\\..*", "");
          List<String> allowed = new ArrayList<>(List.of("io.tintin." + name));
          for (String other : others.split(" ")) {
            allowed.add("io.tintin." + module + (other.equals(".") ? "" : "." + other));
          }
          DescribedPredicate<JavaClass> ofTheModule =
              resideInAPackage("io.tintin." + module + "..");
          classes()
              .that()
              .resideInAPackage("io.tintin." + name)
              .should()
              .onlyDependOnClassesThat(
                  resideInAnyPackage(allowed.toArray(String[]::new)).or(not(ofTheModule)))
              .check(all);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "device", "sensors", "transport"})
  void everyPackageHasItsArrows(String module) {
    Set<String> packages =
        all.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> (name + ".").startsWith("io.tintin." + module + "."))
            .map(name -> name.substring("io.tintin.".length()))
            .collect(Collectors.toSet());
    assertThat(ARROWS.keySet()).containsAll(packages);
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
