package io.tintin.cli.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tintin.core.train.FrozenModel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/onnx.md: it runs, and is the text that stands there. */
class OnnxDocsTest {
  // [example]
  /** The int8 outputs for one example of four features. */
  static byte[] outputs(Path onnx, byte[] features) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    ByteBuffer values = ByteBuffer.wrap(features);
    try (OrtSession session = environment.createSession(onnx.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(environment, values, new long[] {1, 4}, OnnxJavaType.INT8);
        OrtSession.Result result = session.run(Map.of("features", input))) {
      return ((byte[][]) result.get("outputs").orElseThrow().getValue())[0];
    }
  }

  // [/example]

  @Test
  void exampleGivesTheOutputsOfThePredictor(@TempDir Path folder) throws Exception {
    FrozenModel frozen = Models.frozen(Models.specs().get("small mlp"), 1, 0);
    OnnxExport export = OnnxExport.of(frozen);
    Path file = Files.write(folder.resolve("model.onnx"), export.toBytes());
    byte[] features = {1, -2, 100, -127};

    byte[] expected = OnnxExactnessTest.predict(frozen, List.of(features), export.outputScale())[0];

    assertThat(outputs(file, features)).isEqualTo(expected);
  }

  @Test
  void exampleIsTheTextOfThePage() throws Exception {
    String source = Files.readString(Path.of("src/test/java/io/tintin/cli/onnx/OnnxDocsTest.java"));
    int from = source.indexOf("  // [example]\n") + "  // [example]\n".length();
    String example = source.substring(from, source.indexOf("\n\n  // [/example]")).stripIndent();
    assertThat(Files.readString(Path.of("../docs/onnx.md")))
        .contains("```java\n" + example + "\n```");
  }
}
