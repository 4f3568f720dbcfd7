package io.tintin.core.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.golden.GoldenCase.Field;
import io.tintin.core.layer.Dense;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class FedAvgGoldenTest {
  /** Parameters of 4 and of 2 values, as the file has them. */
  private static final ModelSpec SPEC = ModelSpec.of(Shape.of(2), new Dense(2, 2));

  @Test
  void meansHaveTheBitsOfTheReference() throws MalformedUpdateException {
    List<GoldenCase> cases = GoldenCase.of("fedavg.txt", "mean");
    assertThat(cases).hasSizeGreaterThan(68);
    for (GoldenCase c : cases) {
      Model base =
          new Model(
              SPEC,
              List.of(
                  Int8Tensor.of(Shape.of(2, 2), c.input(2).scale(), new byte[4]),
                  Int8Tensor.of(Shape.of(2), c.input(3).scale(), new byte[2])));
      RandomSource random = new RandomSource(c.input(1).key());
      Aggregation round = new FedAvg(Rounding.valueOf(c.input(0).text())).begin(base, random);
      int[] counts = c.input(4).ints();
      for (int client = 0; client < counts.length; client++) {
        List<Int8Tensor> parameters =
            parameters(c.inputs().subList(5 + 4 * client, 9 + 4 * client));
        round.add(new ModelUpdate(base.id(), counts[client], parameters));
      }
      assertThat(round.result().parameters()).as("%s", c).isEqualTo(parameters(c.outputs()));
    }
  }

  private static List<Int8Tensor> parameters(List<Field> fields) {
    return List.of(
        Int8Tensor.of(Shape.of(2, 2), fields.get(1).scale(), fields.get(0).bytes()),
        Int8Tensor.of(Shape.of(2), fields.get(3).scale(), fields.get(2).bytes()));
  }
}
