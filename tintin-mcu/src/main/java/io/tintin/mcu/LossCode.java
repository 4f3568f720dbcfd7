package io.tintin.mcu;

import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.quant.Scale;
import java.util.List;
import java.util.Optional;

/**
 * A loss in C.
 *
 * @param name of its function, without {@code tintin}
 * @param files of the library that it needs
 * @param isOfClasses whether an example has a label, else a target for each output
 * @param isPlaced whether its gradient is requantised in a place of its own
 * @param targetScale of targets that are integers of a scale
 * @param arguments after the key or the target scale, if there are some
 * @param refusedTarget a condition on {@code target}, in C
 * @param unit of the loss
 */
record LossCode(
    String name,
    List<String> files,
    boolean isOfClasses,
    boolean isPlaced,
    Optional<Scale> targetScale,
    String arguments,
    String refusedTarget,
    String unit) {
  private static final String IS_NO_INT8 = "target == -128";
  private static final String SIXTEENTHS = "sixteenths of a bit";

  /**
   * The C of a loss.
   *
   * @throws IllegalArgumentException if it has none
   */
  static LossCode of(Loss loss) {
    if (loss instanceof CrossEntropy) {
      return ofClasses("CrossEntropy", "tintin_cross_entropy.c");
    }
    if (loss instanceof NitiCrossEntropy) {
      return ofClasses("NitiCrossEntropy", "tintin_niti_cross_entropy.c");
    }
    if (loss instanceof BinaryCrossEntropy) {
      return new LossCode(
          "BinaryCrossEntropy",
          List.of("tintin_binary_cross_entropy.c", "tintin_sixteenths.h"),
          false,
          false,
          Optional.empty(),
          "",
          "target != 0 && target != 1",
          SIXTEENTHS);
    }
    if (loss instanceof SquaredError squared) {
      return new LossCode(
          "SquaredError",
          List.of("tintin_squared_error.c", "tintin_targets.h"),
          false,
          true,
          Optional.of(squared.targetScale()),
          ", " + squared.maxDifference(),
          IS_NO_INT8,
          "squared target steps");
    }
    if (loss instanceof AbsoluteError absolute) {
      return new LossCode(
          "AbsoluteError",
          List.of("tintin_absolute_error.c", "tintin_targets.h"),
          false,
          false,
          Optional.of(absolute.targetScale()),
          "",
          IS_NO_INT8,
          "1/256 of a target step");
    }
    throw new IllegalArgumentException("loss must have a form in C: " + loss);
  }

  private static LossCode ofClasses(String name, String file) {
    return new LossCode(
        name,
        List.of(file, "tintin_sixteenths.h"),
        true,
        false,
        Optional.empty(),
        "",
        "",
        SIXTEENTHS);
  }

  /**
   * The call that computes the gradient of the output and returns the loss.
   *
   * @param output number of the value
   * @param outputs how many it has
   * @param place its number
   */
  String call(int output, int outputs, int place) {
    return CText.of(
        "tintin%s(&value%d, %s, %d, batch, %s%s%s, &gradient%d)",
        name,
        output,
        isOfClasses ? "labels" : "targets",
        outputs,
        targetScale.isPresent() ? "&targetScale" : "tintinStream(key, 0)",
        arguments,
        isPlaced ? ", " + LayerContext.place(place) : "",
        output);
  }
}
