package io.tintin.cli.floating;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Float32 runs give the same bits on every machine. */
class PortabilityTest {
  /** Those of {@link Math} that may be one or two units in the last place off. */
  private static final String INEXACT =
      "exp|expm1|log|log10|log1p|pow|cbrt|hypot|a?(sin|cos|tan)|atan2|(sin|cos|tan)h";

  @Test
  void noFunctionIsCalledThatMachinesRoundDifferently() {
    JavaClasses all =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tintin.cli.floating", "io.tintin.cli.real");
    assertThat(all).hasSizeGreaterThan(30);
    noClasses()
        .should()
        .callMethodWhere(
            target(nameMatching(INEXACT))
                .and(target(owner(JavaClass.Predicates.equivalentTo(Math.class)))))
        .check(all);
  }
}
