package io.tintin.cli.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.model.GraphBuilder;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetParserTest {
  private static final Shape DIGITS = Shape.of(28, 28, 1);

  @TempDir Path folder;

  private ModelSpec parse(String text, Shape input, int classes) throws Exception {
    Path file = Files.writeString(folder.resolve("net.txt"), text);
    return NetParser.parse(file.toString(), input, classes);
  }

  @Test
  void lenet5IsAsItsNameSays() throws Exception {
    ModelSpec expected =
        ModelSpec.of(
            DIGITS,
            new Conv2d(1, 20, 5),
            new Relu(),
            new MaxPool2d(2),
            new Conv2d(20, 50, 5),
            new Relu(),
            new MaxPool2d(2),
            new Flatten(),
            new Dense(800, 500),
            new Relu(),
            new Dense(500, 10));
    assertThat(NetParser.parse("lenet5", DIGITS, 10)).isEqualTo(expected);
    assertThat(NetParser.parse("lenet5")).isEqualTo(expected);
  }

  @Test
  void smallLenet5HasThreeDenseLayers() throws Exception {
    ModelSpec spec = NetParser.parse("lenet5-small", DIGITS, 26);
    assertThat(spec.layers())
        .containsSubsequence(
            new Conv2d(1, 6, 5),
            new Conv2d(6, 16, 5),
            new Dense(256, 120),
            new Dense(120, 84),
            new Dense(84, 26));
  }

  @Test
  void mlpIsFlattenedWhereExamplesAreImages() throws Exception {
    assertThat(NetParser.parse("mlp:784-50-10", DIGITS, 10).layers())
        .containsExactly(new Flatten(), new Dense(784, 50), new Relu(), new Dense(50, 10));
    assertThat(NetParser.parse("mlp:4-3", Shape.of(4), 3).layers())
        .containsExactly(new Dense(4, 3));
  }

  @Test
  void fileHasALayerALine() throws Exception {
    ModelSpec spec =
        parse(
            """
            # what examples are
            input 8 8 3

            conv2d 6 kernel=3 stride=2 padding=1 groups=3 bias=no   # 4 x 4
            relu
            maxpool 2 stride=1
            flatten
            dense 5 bias=no
            """,
            Shape.of(8, 8, 3),
            5);
    assertThat(spec)
        .isEqualTo(
            ModelSpec.of(
                Shape.of(8, 8, 3),
                new Conv2d(3, 6, 3, 3, 2, 1, 1, 3, false),
                new Relu(),
                new MaxPool2d(2, 1),
                new Flatten(),
                new Dense(54, 5, false)));
  }

  @Test
  void fileHasEveryLayerOfAChain() throws Exception {
    assertThat(
            parse(
                """
                conv1d 4 kernel=5 stride=2 padding=1 dilation=2
                leakyrelu shift=2
                layernorm
                globalavgpool
                tanh
                layernorm
                dropout 1/5
                dense 3
                """,
                Shape.of(20, 2),
                3))
        .isEqualTo(
            ModelSpec.of(
                Shape.of(20, 2),
                new Conv1d(2, 4, 5, 2, 1, 2, 1, true),
                new LeakyRelu(2),
                new LayerNorm(4),
                new GlobalAveragePool(),
                new Tanh(),
                new LayerNorm(4),
                new Dropout(Dropout.Rate.FIFTH),
                new Dense(4, 3)));
    assertThat(parse("avgpool 2\nflatten\ndense 2", Shape.of(4, 4, 3), 2).layers())
        .startsWith(new AveragePool2d(2, 2));
  }

  @Test
  void fileHasBranches() throws Exception {
    GraphBuilder graph = new GraphBuilder(Shape.of(8, 8, 1));
    int skip = graph.add(new Conv2d(1, 4, 3, 3, 1, 1, 1, 1, true));
    graph.add(new Relu());
    int branch = graph.add(new Conv2d(4, 4, 3, 3, 1, 1, 1, 1, true));
    int sum = graph.add(new Add(), skip, branch);
    graph.add(new Concat(), sum, GraphBuilder.INPUT, skip);
    graph.add(new GlobalAveragePool());
    graph.add(new Dense(9, 3));
    assertThat(
            parse(
                """
                conv2d 4 padding=1 as skip
                relu
                conv2d 4 padding=1 as branch
                from skip branch: add as sum    # with a remark
                from  sum input skip :concat
                globalavgpool
                dense 3 as unused-name
                """,
                Shape.of(8, 8, 1),
                3))
        .isEqualTo(graph.build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'flatten as a\ndense 3\nfrom a: dense 10' | 'net line 2: output must be taken by a later"
            + " line, or be the last: dense 3'",
        "'flatten as a\nfrom b: dense 3' | 'net line 2: name must be one of [a, input]: b'",
        "'flatten as a\nfrom a dense 3' | 'net line 2: from must have a colon after its names: from"
            + " a dense 3'",
        "'from input: flatten\nfrom : dense 3' | 'net line 2: name must be one of [input]: '",
        "'flatten as a\ndense 3 as a' | 'net line 2: name must be new: a'",
        "'flatten as input' | 'net line 1: name must be new: input'",
        "'flatten as 3' | 'net line 1: name must be a letter, then letters, digits, - and _, at most"
            + " 64: 3'",
        "'flatten as' | 'net line 1: option must be one that the layer has: as'",
        "'as a' | 'net line 1: layer must be input, conv1d, conv2d, relu, leakyrelu, tanh, dropout,"
            + " layernorm, maxpool, avgpool, globalavgpool, flatten, dense, add or concat: as'",
        "'from input:' | 'net line 1: layer must be input, conv1d, conv2d, relu, leakyrelu, tanh,"
            + " dropout, layernorm, maxpool, avgpool, globalavgpool, flatten, dense, add or concat: '",
        "'flatten\nadd' | 'net line 2: add inputs must be in [2, 16]: 1'",
        "'flatten as a\nfrom a a: dense 3' | 'net line 2: dense inputs must be 1: 2'",
        "'flatten as a\nfrom a input: add' | 'net line 2: add inputs must all have the shape [784]:"
            + " [28, 28, 1]'",
        "'flatten as a\nfrom a a: add 3' | 'net line 2: option must be one that the layer has: 3'",
      })
  void wrongBranchIsRefused(String text, String message) {
    assertThatThrownBy(() -> parse(text, DIGITS, 10))
        .isInstanceOf(MalformedNetException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lenet | net must be lenet5, lenet5-small, mlp:inputs-…-outputs, or a file of at most"
            + " 65536 bytes: lenet",
        "mlp:784 | mlp must have inputs and outputs, as mlp:784-100-10: mlp:784",
        "mlp:784-x | 'width must be an integer in [1, 268435456]: x'",
        "mlp:784-0-10 | 'width must be an integer in [1, 268435456]: 0'",
        "mlp:784--10 | 'width must be an integer in [1, 268435456]: '",
        "mlp:783-10 | net mlp:783-10: layer 1: dense input size must be 783: 784",
        "mlp:784-9 | net outputs must be 10, the classes of the data: 9",
        "mlp:784-70000-10 | net mlp:784-70000-10: dense inputs must be in [1, 66572], or a sum"
            + " could wrap: 70000",
      })
  void wrongNameIsRefused(String net, String message) {
    assertThatThrownBy(() -> NetParser.parse(net, DIGITS, 10))
        .isInstanceOf(MalformedNetException.class)
        .hasMessage(message);
  }

  @Test
  void lenet5OfFlatExamplesIsRefused() {
    assertThatThrownBy(() -> NetParser.parse("lenet5", Shape.of(784), 10))
        .isInstanceOf(MalformedNetException.class)
        .hasMessageContaining("conv2d input must be an image");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'relu\n\nconv 3' | net line 3: layer must be input, conv1d, conv2d, relu, leakyrelu,"
            + " tanh, dropout, layernorm, maxpool, avgpool, globalavgpool, flatten, dense, add or"
            + " concat: conv",
        "'dense' | net line 1: outputs must follow the name of the layer: nothing does",
        "'dense 3 4' | net line 1: option must be one that the layer has: 4",
        "'dense 3 size=4' | net line 1: option must be one that the layer has: size",
        "'dense 3 bias=maybe' | net line 1: bias must be yes or no: maybe",
        "'dense 3 bias=no bias=no' | net line 1: option must be given once: bias=no",
        "'dense 1e3' | 'net line 1: outputs must be an integer in [1, 268435456]: 1e3'",
        "'dense 3' | 'net line 1: dense input must be flat, not an image [height, width,"
            + " channels]: [28, 28, 1]'",
        "'conv2d 3 kernel=29' | 'net line 1: conv2d input height must be at least 29: 28'",
        "'flatten\nconv2d 3' | 'net line 2: conv2d input must be an image [height, width,"
            + " channels]: [784]'",
        "'input 8 8 1\nflatten' | 'net line 1: input must be [28, 28, 1], as the examples are:"
            + " [8, 8, 1]'",
        "'flatten\ninput 28 28 1' | net line 2: input must be the first line: it comes again or"
            + " late",
        "'# nothing' | net file must have a layer: 1 lines",
      })
  void wrongLineIsRefused(String text, String message) {
    assertThatThrownBy(() -> parse(text, DIGITS, 10))
        .isInstanceOf(MalformedNetException.class)
        .hasMessage(message);
  }

  @Test
  void fileNeedsAnInputWhereNoDataGivesIt() throws Exception {
    Path file = Files.writeString(folder.resolve("net.txt"), "dense 3\n");
    assertThatThrownBy(() -> NetParser.parse(file.toString()))
        .isInstanceOf(MalformedNetException.class)
        .hasMessage("net line 1: first line must be the input where no data gives it: dense 3");
  }

  @Test
  void fileThatIsNotTextIsRefused() throws Exception {
    Path file = Files.write(folder.resolve("net.txt"), new byte[] {(byte) 0xFF, (byte) 0xFE});
    assertThatThrownBy(() -> NetParser.parse(file.toString()))
        .isInstanceOf(MalformedNetException.class)
        .hasMessageStartingWith("net file must be UTF-8");
  }
}
