package io.tintin.core.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ScaleTest {
  /** More digits than any two different scales share. */
  private static final MathContext DIGITS = new MathContext(1200);

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void valuesCompareExactly(
      @ForAll byte shift1,
      @ForAll byte up1,
      @ForAll byte down1,
      @ForAll byte shift2,
      @ForAll byte up2,
      @ForAll byte down2) {
    Scale a = new Scale(shift1, up1, down1);
    Scale b = new Scale(shift2, up2, down2);
    assertThat(Integer.signum(a.compareValue(b))).isEqualTo(value(a).compareTo(value(b)));
    assertThat(a.compareValue(a)).isZero();
  }

  private static BigDecimal value(Scale scale) {
    return BigDecimal.valueOf(2)
        .pow(scale.shift(), DIGITS)
        .multiply(new BigDecimal("1.25").pow(scale.up(), DIGITS))
        .multiply(new BigDecimal("0.8125").pow(scale.down(), DIGITS), DIGITS);
  }

  @Test
  void almostEqualScalesAreTold() {
    // (5/4)^3 = 1.953125 and (13/16)^-3 = 1.864...: finer than 2 both.
    assertThat(Scale.of(0, 3, 0).compareValue(Scale.powerOfTwo(1))).isNegative();
    assertThat(Scale.of(0, 3, 0).compareValue(Scale.of(0, 0, -3))).isPositive();
    assertThat(Scale.of(0, 1, 1).compareValue(Scale.UNIT)).isPositive(); // 65/64
  }

  @Test
  void exponentsOfAProductAdd() {
    assertThat(Scale.of(-7, 1, -2).times(Scale.of(3, -4, 5))).isEqualTo(Scale.of(-4, -3, 3));
  }

  @Test
  void exponentsThatLeaveAByteAreRefused() {
    assertThat(Scale.of(-128, 127, 0)).isEqualTo(new Scale((byte) -128, (byte) 127, (byte) 0));
    assertThatThrownBy(() -> Scale.of(128, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scale shift must be in [-128, 127]: 128");
    assertThatThrownBy(() -> Scale.of(0, -129, 0))
        .hasMessage("scale up must be in [-128, 127]: -129");
    assertThatThrownBy(() -> Scale.of(0, 0, 100).times(Scale.of(0, 0, 28)))
        .hasMessage("scale down must be in [-128, 127]: 128");
  }
}
