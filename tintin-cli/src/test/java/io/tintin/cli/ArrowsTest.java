package io.tintin.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

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

/** The arrows between the packages of the command. */
class ArrowsTest {
  private static final String ROOT = "io.tintin.cli";

  /** Each package, and the packages of the same module that it may use. */
  private static final Map<String, String> ARROWS =
      Map.ofEntries(
          entry("chart", ""),
          entry("data", ""),
          entry("floating", "data real training"),
          entry("net", ""),
          entry("nodetask", "chart floating output synthetic terminal"),
          entry("onnx", "onnx.read real"),
          entry("onnx.read", "real"),
          entry("output", ""),
          entry("real", ""),
          entry("synthetic", ""),
          entry("terminal", ""),
          entry("training", "data net"));

  private static JavaClasses all;

  @BeforeAll
  static void importClasses() {
    all =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    assertThat(all).hasSizeGreaterThan(30);
  }

  @Test
  void packagesPointOneWay() {
    ARROWS.forEach(
        (name, others) -> {
          List<String> allowed = new ArrayList<>(List.of(ROOT + "." + name));
          for (String other : others.split(" ")) {
            allowed.add(ROOT + "." + other);
          }
          classes()
              .that()
              .resideInAPackage(ROOT + "." + name)
              .should()
              .onlyDependOnClassesThat(
                  resideInAnyPackage(allowed.toArray(String[]::new))
                      .or(not(resideInAPackage(ROOT + ".."))))
              .check(all);
        });
  }

  @Test
  void everyPackageHasItsArrows() {
    Set<String> packages =
        all.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals(ROOT))
            .map(name -> name.substring(ROOT.length() + 1))
            .collect(Collectors.toSet());
    assertThat(ARROWS.keySet()).containsExactlyInAnyOrderElementsOf(packages);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.tintin.(**)").should().beFreeOfCycles().check(all);
  }

  @Test
  void librariesStayBehindTheirPackage() {
    onlyUsedIn("de.siegmar.fastcsv..", ROOT + ".data");
    onlyUsedIn("picocli..", ROOT);
    onlyUsedIn("java.awt..", ROOT + ".chart");
    onlyUsedIn("com.google.protobuf..", ROOT + ".onnx..");
    onlyUsedIn(
        "io.tintin.core.train..",
        ROOT + ".training",
        ROOT + ".floating",
        ROOT + ".nodetask",
        ROOT + ".onnx");
  }

  private static void onlyUsedIn(String library, String... names) {
    noClasses()
        .that()
        .resideOutsideOfPackages(names)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(all);
  }
}
