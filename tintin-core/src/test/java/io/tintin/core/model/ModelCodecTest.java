package io.tintin.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.golden.Allocation;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.Relu;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ModelCodecTest {
  private static final Model EXAMPLE =
      new Model(
          ModelSpec.of(Shape.of(2), new Dense(2, 3), new Relu(), new Dense(3, 1, false)),
          List.of(
              Int8Tensor.of(
                  Shape.of(3, 2),
                  Scale.of(-8, 2, 0),
                  new byte[] {
                    1, 2, // output 0
                    -127, 127, // output 1
                    0, -1, // output 2
                  }),
              Int8Tensor.of(Shape.of(3), Scale.powerOfTwo(-7), new byte[] {5, 0, -5}),
              Int8Tensor.of(Shape.of(1, 3), Scale.of(-9, 0, -3), new byte[] {10, -20, 30})));

  @Test
  void theFieldOfMaxPoolingIsNamedWhereItIsWrong() {
    assertMessage(pool(0, 1), "max pool size must be in [1, 128]: 0");
    assertMessage(pool(2, 0), "max pool stride must be at least 1: 0");
    assertMessage(
        pool(4, 1), "layer 0: max pool input height and width must be at least 4: [3, 3, 1]");
  }

  private static ByteWriter pool(int size, int stride) {
    ByteWriter out = new ByteWriter().writeByte(3).writeInt(3).writeInt(3).writeInt(1).writeInt(1);
    return out.writeByte(5).writeInt(size).writeInt(stride);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void everyConvolutionIsReadAsItWasWritten(
      @ForAll @IntRange(min = 1, max = 5) int inChannels,
      @ForAll @IntRange(min = 1, max = 5) int outChannels,
      @ForAll @IntRange(min = 1, max = 3) int kernelHeight,
      @ForAll @IntRange(min = 1, max = 3) int kernelWidth,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll boolean hasBias,
      @ForAll long seed)
      throws MalformedModelException {
    Conv2d conv =
        new Conv2d(
            groups * inChannels,
            groups * outChannels,
            kernelHeight,
            kernelWidth,
            stride,
            Math.min(kernelHeight, kernelWidth) - 1,
            1 + (int) (seed & 1),
            groups,
            hasBias);
    ModelSpec spec = ModelSpec.of(Shape.of(8, 7, groups * inChannels), conv, new Relu());
    Model model = Model.initial(spec, new RandomSource(seed));
    assertThat(ModelCodec.decode(ModelCodec.encode(model))).isEqualTo(model);
  }

  @Test
  void theFieldOfAConvolutionIsNamedWhereItIsWrong() {
    assertMessage(
        conv2d(1, 1, 1, 1, 0, 0, 1).writeByte(1), "conv2d stride must be in [1, 2147483647]: 0");
    assertMessage(
        conv2d(1, 1, 1, 1, 1, 0, -1).writeByte(1), "conv2d groups must divide 1 and 1: -1");
    assertMessage(conv2d(1, 1, 1, 1, 1, 0, 1).writeByte(2), "model conv2d bias must be 0 or 1: 2");
    assertMessage(
        conv2d(1, 1, 1, 1, 1, 0, 1), "model conv2d bias must be 1 bytes long: 0 bytes left");
    assertMessage(
        conv2d(2, 1, 1, 1, 1, 0, 1).writeByte(1), "layer 0: conv2d input channels must be 2: 1");
    assertMessage(
        conv2d(1, 1, 4, 1, 1, 0, 1).writeByte(1),
        "layer 0: conv2d input height must be at least 4: 3");
    long before = Allocation.ofThisThread();
    assertMessage(
        conv2d(1, 100_000, 2, 2, 1, 0, 1).writeByte(1),
        "conv2d kernelHeight * kernelWidth * outChannels / groups must be at most 133144,"
            + " or a sum could wrap: 400000");
    assertMessage(
        conv2d(1, 33_000, 2, 2, 1, 0, 1).writeByte(1),
        "model parameter 0 shift must be 1 bytes long: 0 bytes left");
    assertThat(Allocation.ofThisThread() - before).isLessThan(1_000_000);
  }

  /** A model of an image of 3 x 3 x 1 with one convolution, up to its bias. */
  private static ByteWriter conv2d(int... options) {
    ByteWriter out = new ByteWriter().writeByte(3).writeInt(3).writeInt(3).writeInt(1).writeInt(1);
    out.writeByte(3);
    for (int option : options) {
      out.writeInt(option);
    }
    return out;
  }

  @Property(tries = 100)
  void everyModelIsReadAsItWasWritten(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 9) Integer> widths,
      @ForAll boolean hasBias,
      @ForAll long seed)
      throws MalformedModelException {
    List<Layer> layers = new ArrayList<>();
    int inputs = 4;
    for (int outputs : widths) {
      layers.add(new Dense(inputs, outputs, hasBias));
      layers.add(new Relu());
      inputs = outputs;
    }
    Model model =
        Model.initial(
            ModelSpec.of(Shape.of(4), layers.toArray(Layer[]::new)), new RandomSource(seed));
    assertThat(ModelCodec.decode(ModelCodec.encode(model))).isEqualTo(model);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] good = ModelCodec.encode(EXAMPLE);
    for (int length = 0; length < good.length; length++) {
      assertRefused(Arrays.copyOf(good, length));
    }
    assertRefused(Arrays.copyOf(good, good.length + 1));
  }

  @Test
  void everyFlippedBitIsRefused() {
    byte[] good = ModelCodec.encode(EXAMPLE);
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(bad);
    }
  }

  private static void assertRefused(byte[] bad) {
    assertThatThrownBy(() -> ModelCodec.decode(bad))
        .isInstanceOf(MalformedModelException.class)
        .hasMessageStartingWith("model ");
  }

  @Test
  void theFrameIsNamedWhereItIsWrong() {
    assertMessage(new byte[19], "model must have at least 20 bytes: 19");
    assertMessage(new ByteWriter().seal("TINTINCP", 1), "model must start with TINTINMD: TINTINCP");
    byte[] other = {'\n', 0, 'a', '\\', '~', 127, -1, ' '};
    assertMessage(
        Arrays.copyOf(other, 20), "model must start with TINTINMD: \\x0a\\x00a\\x5c~\\x7f\\xff ");
    for (int version : new int[] {0, 3, -1}) {
      assertMessage(
          new ByteWriter().seal("TINTINMD", version),
          "model version must be in [1, 2]: " + version);
    }
    byte[] longer = Arrays.copyOf(ModelCodec.encode(EXAMPLE), 200);
    assertThatThrownBy(() -> ModelCodec.decode(longer))
        .hasMessageMatching("model body must have \\d+ bytes: 180");
  }

  /** Fields that break a rule behind a checksum that is right. */
  @Test
  void theFieldIsNamedWhereItIsWrong() {
    assertMessage(body(5), "model input rank must be at most 4: 5");
    assertMessage(body(255), "model input rank must be at most 4: 255");
    assertMessage(body(1, 7, 7), "model input extent must be 4 bytes long: 2 bytes left");
    assertMessage(body(0, 1, 0, 0, 0, 2), "shape rank must be in [1, 4]: 0");
    assertMessage(header(0).writeInt(1).writeByte(2), "shape extent must be at least 1: 0");
    assertMessage(header(3).writeInt(0), "model layer count must be in [1, 256]: 0");
    assertMessage(header(3).writeInt(257), "model layer count must be in [1, 256]: 257");
    assertMessage(header(3).writeInt(-1), "model layer count must be in [1, 256]: -1");
    assertMessage(header(3).writeInt(1).writeByte(99), "model layer tag must be in [1, 16]: 99");
    assertMessage(dense(3, 4, 2), "model dense bias must be 0 or 1: 2");
    assertMessage(dense(4, 3, 1), "layer 0: dense input size must be 4: 3");
    assertMessage(
        dense(3, 2, 0).writeByte(0).writeByte(0).writeByte(0).writeBytes(new byte[5]),
        "model parameter 0 must be 6 bytes long: 5 bytes left");
    assertMessage(
        dense(3, 1, 0).writeInt(0).writeBytes(new byte[] {-128, 0}),
        "model parameter 0 value must be in [-127, 127]: -128");
    assertMessage(
        dense(3, 1, 0).writeBytes(new byte[7]), "model end must be reached: 1 bytes left");
  }

  /** What version 2 adds: the inputs of each layer. */
  @Test
  void theInputsAreNamedWhereTheyAreWrong() {
    assertMessage2(relu(0), "model input count must be in [1, 16]: 0");
    assertMessage2(relu(17), "model input count must be in [1, 16]: 17");
    assertMessage2(relu(-1), "model input count must be in [1, 16]: -1");
    assertMessage2(relu(1), "model input must be 4 bytes long: 0 bytes left");
    assertMessage2(relu(1).writeInt(1), "layer 0: input must be a value in [0, 0]: 1");
    assertMessage2(relu(1).writeInt(-1), "layer 0: input must be a value in [0, 0]: -1");
    assertMessage2(relu(2).writeInt(0).writeInt(0), "layer 0: relu inputs must be 1: 2");
  }

  /** A model with one layer, up to the number of its inputs. */
  private static ByteWriter relu(int inputCount) {
    return header(3).writeInt(1).writeByte(2).writeByte(inputCount);
  }

  private static void assertMessage2(ByteWriter body, String message) {
    assertMessage(body.seal("TINTINMD", 2), message);
  }

  /** What a header claims is not allocated before the bytes are there. */
  @Test
  void hugeShapesAreRefusedWithoutHugeMemory() {
    long before = Allocation.ofThisThread();
    assertMessage(
        header(66_572).writeInt(1).writeByte(1).writeInt(66_572).writeInt(4_000).writeByte(1),
        "model parameter 0 shift must be 1 bytes long: 0 bytes left");
    assertMessage(
        header(66_572)
            .writeInt(1)
            .writeByte(1)
            .writeInt(66_572)
            .writeInt(4_000)
            .writeByte(1)
            .writeInt(0),
        "model parameter 0 must be 266288000 bytes long: 1 bytes left");
    assertMessage(
        header(66_572).writeInt(1).writeByte(1).writeInt(66_572).writeInt(133_144).writeByte(1),
        "dense weights must be at most 268435456: 8863662368");
    assertMessage(
        header(Integer.MAX_VALUE), "model layer count must be 4 bytes long: 0 bytes left");
    assertMessage(
        header(Integer.MAX_VALUE).writeInt(1).writeByte(2),
        "shape size must be at most 268435456: [2147483647]");
    assertMessage(
        dense(3, Integer.MAX_VALUE, 1),
        "dense outputs must be in [1, 133144], or a sum could wrap: 2147483647");
    assertMessage(dense(-1, 1, 1), "dense inputs must be in [1, 66572], or a sum could wrap: -1");
    assertThat(Allocation.ofThisThread() - before).isLessThan(10_000_000);
  }

  private static ByteWriter header(int inputs) {
    return new ByteWriter().writeByte(1).writeInt(inputs);
  }

  private static ByteWriter dense(int inputs, int outputs, int bias) {
    return header(3).writeInt(1).writeByte(1).writeInt(inputs).writeInt(outputs).writeByte(bias);
  }

  private static ByteWriter body(int... bytes) {
    ByteWriter out = new ByteWriter();
    for (int b : bytes) {
      out.writeByte(b);
    }
    return out;
  }

  private static void assertMessage(ByteWriter body, String message) {
    assertMessage(body.seal("TINTINMD", 1), message);
  }

  private static void assertMessage(byte[] bytes, String message) {
    assertThatThrownBy(() -> ModelCodec.decode(bytes))
        .isInstanceOf(MalformedModelException.class)
        .hasMessage(message);
  }
}
