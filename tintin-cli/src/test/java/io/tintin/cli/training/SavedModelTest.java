package io.tintin.cli.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.cli.data.DataSource;
import io.tintin.cli.data.Normalizer;
import io.tintin.core.layer.Dense;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.CheckpointCodec;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SavedModelTest {
  private static final TrainingPlan PLAN =
      new TrainingPlan(
          new DataSource("C:\\new data\n.csv", "", "kind"),
          "mlp:1-2",
          "aligned",
          Map.of("rate", "1/8"),
          64,
          5,
          -1,
          0,
          10,
          "");
  private static final Provenance PROVENANCE =
      new Provenance.Trained("Tin-Tin 1", PLAN, "0123456789abcdef".repeat(4));

  private static Trainer trainer() {
    ModelSpec spec = ModelSpec.of(Shape.of(1), new Dense(1, 2));
    return new Trainer(Model.initial(spec, new RandomSource(1)), TrainerConfig.DEFAULT);
  }

  private static SavedModel saved() {
    Normalizer normalizer = new Normalizer(Shape.of(1), List.of(new Normalizer.Column(2, -5, 700)));
    return new SavedModel(trainer().checkpoint(), normalizer, List.of("no", "yes"), PROVENANCE);
  }

  @Test
  void bytesGiveTheSameModelBack() throws Exception {
    SavedModel read = SavedModel.decode(saved().encode());
    assertThat(read.model()).isEqualTo(saved().model());
    assertThat(read.normalizer()).isEqualTo(saved().normalizer());
    assertThat(read.classes()).containsExactly("no", "yes");
    assertThat(read.provenance()).isEqualTo(PROVENANCE);
    assertThat(read.encode()).isEqualTo(saved().encode());
  }

  @Test
  void provenanceIsLinesOfText() {
    assertThat(new String(ProvenanceCodec.encode(PROVENANCE), UTF_8))
        .isEqualTo(
            """
            batch=64
            data=C:\\\\new data\\n.csv
            data.label=kind
            data.sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
            data.test=
            epochs=5
            limit=0
            net=mlp:1-2
            rule=aligned
            seed=-1
            setting.rate=1/8
            validate=10
            version=Tin-Tin 1
            """);
  }

  @Test
  void provenanceNamesTheModelThatTheRunBeganWith() throws Exception {
    String id = "fedcba9876543210".repeat(4);
    String line = "from.sha256=" + id + "\n";
    String text =
        new String(ProvenanceCodec.encode(PROVENANCE), UTF_8).replace("limit=", line + "limit=");
    Provenance.Trained read = (Provenance.Trained) ProvenanceCodec.decode(text.getBytes(UTF_8));
    assertThat(read.plan().from()).isEqualTo(id);
    assertThat(new String(ProvenanceCodec.encode(read), UTF_8)).isEqualTo(text);
  }

  @Test
  void provenanceOfAnImportNamesItsFile() throws Exception {
    String sha256 = "fedcba9876543210".repeat(4);
    Provenance imported =
        new Provenance.Imported(
            "Tin-Tin 2",
            "a.onnx",
            sha256,
            "",
            Optional.of(new Provenance.Origin("Tin-Tin 1", "0123456789abcdef".repeat(4))));
    String text = new String(ProvenanceCodec.encode(imported), UTF_8);
    assertThat(text)
        .isEqualTo(
            """
            data.label=
            imported=a.onnx
            imported.sha256=fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
            origin.data.sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
            origin.version=Tin-Tin 1
            version=Tin-Tin 2
            """);
    assertThat(ProvenanceCodec.decode(text.getBytes(UTF_8))).isEqualTo(imported);
    Provenance plain =
        new Provenance.Imported("Tin-Tin 2", "b\n.onnx", sha256, "kind", Optional.empty());
    assertThat(ProvenanceCodec.decode(ProvenanceCodec.encode(plain))).isEqualTo(plain);
    for (String wrong :
        List.of(
            text.replace("imported.sha256=f", "imported.sha256=x"),
            text.replace("origin.data.sha256=0", "origin.data.sha256=x"),
            text.replace("origin.version=Tin-Tin 1\n", ""),
            text + "rule=aligned\n")) {
      assertThatThrownBy(() -> ProvenanceCodec.decode(wrong.getBytes(UTF_8)))
          .isInstanceOf(MalformedSavedModelException.class);
    }
  }

  /** By version 0.1.0, of rows of two numbers and a net of two dense layers that it exported. */
  @Test
  void importedModelOfThisVersionIsReadForEver() throws Exception {
    byte[] bytes;
    try (InputStream in = SavedModelTest.class.getResourceAsStream("/golden/imported-v1.model")) {
      bytes = in.readAllBytes();
    }
    SavedModel read = SavedModel.decode(bytes);
    assertThat(read.model().id().toString())
        .isEqualTo("766b3fadf6fa158a0570dc5ce095f27ec9c10a11a2e808bfb3b17da107e1d1d6");
    assertThat(read.classes()).containsExactly("high", "low");
    assertThat(read.frozen().shifts()).containsExactly(-5, 0, -6);
    assertThat(read.provenance())
        .isEqualTo(
            new Provenance.Imported(
                "Tin-Tin 0.1.0",
                "rows.onnx",
                "9d9e25226dedc44459498ca164a5ba7662278d22bd139f33ac8885bc8f40dd45",
                "",
                Optional.of(
                    new Provenance.Origin(
                        "Tin-Tin 0.1.0",
                        "bcd7000d4d16872675e4d11bc5d2256c3a28a14bfeeae49e4df5d18b3a20d888"))));
    assertThat(read.encode()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "batch=64 | batch=0 | provenance: batch must be at least 1: 0",
        "batch=64 | batch=6x4 | provenance: For input string: \"6x4\"",
        "batch=64 | batch=64000000000 | provenance: integer overflow",
        "epochs=5 | epochs | provenance line must be name=value: epochs",
        "epochs=5 | limit=5 | provenance field must be there once: limit=0",
        "data.sha256=0 | data.sha256=x | provenance: data sha256 must be 64 hex digits",
        "net= | nett= | provenance must have a net: ",
        "version= | 'from.sha256=x\nversion=' | provenance: from must be 64 hex digits: x",
        "version= | 'unknown=1\nversion=' | provenance field must be known: {unknown=1}",
      })
  void malformedProvenanceIsRefused(String from, String to, String message) {
    String text = new String(ProvenanceCodec.encode(PROVENANCE), UTF_8).replace(from, to);
    assertThatThrownBy(() -> ProvenanceCodec.decode(text.getBytes(UTF_8)))
        .isInstanceOf(MalformedSavedModelException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void checkpointOfAnotherProgramIsRefused() {
    byte[] bytes = CheckpointCodec.encode(trainer().checkpoint());
    assertThatThrownBy(() -> SavedModel.decode(bytes))
        .isInstanceOf(MalformedSavedModelException.class)
        .hasMessage(
            "model must be one that tintin train or import saved: it has no section classes");
  }

  @Test
  void shiftsOfAnotherModelAreRefused() throws Exception {
    byte[] bytes =
        CheckpointCodec.encode(
            SavedModel.decode(saved().encode()).checkpoint().withSection("shifts", new byte[8]));
    assertThatThrownBy(() -> SavedModel.decode(bytes))
        .isInstanceOf(MalformedSavedModelException.class)
        .hasMessage("shifts must be 1: 2");
  }

  @Test
  void bytesAfterTheShiftsAreRefused() throws Exception {
    byte[] bytes =
        CheckpointCodec.encode(
            SavedModel.decode(saved().encode()).checkpoint().withSection("shifts", new byte[5]));
    assertThatThrownBy(() -> SavedModel.decode(bytes))
        .isInstanceOf(MalformedSavedModelException.class)
        .hasMessage("section shifts must be of 4 bytes a layer: 5 bytes");
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    byte[] bytes =
        CheckpointCodec.encode(saved().checkpoint().withSection("classes", "one".getBytes(UTF_8)));
    assertThatThrownBy(() -> SavedModel.decode(bytes))
        .isInstanceOf(MalformedSavedModelException.class);
    assertThatThrownBy(
            () ->
                new SavedModel(
                    trainer().checkpoint(), saved().normalizer(), List.of("a"), PROVENANCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("class count must be 2: 1");
  }
}
