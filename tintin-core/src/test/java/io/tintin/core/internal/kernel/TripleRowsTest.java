package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TripleRowsTest {
  private static int[] sums(int terms, int first, int second, int third) {
    long[] sums = new long[1];
    int[][] rows = new int[TripleRows.OUTPUTS][1];
    long weights = TripleRows.packed(first, second, third);
    TripleRows.begin(sums, 1);
    for (int n = 0; n < terms; n++) {
      TripleRows.add(sums, new long[] {127}, new long[] {5}, weights, 0, 1);
    }
    TripleRows.addTo(sums, rows[0], rows[1], rows[2], 1);
    return new int[] {rows[0][0], rows[1][0], rows[2][0]};
  }

  @Test
  void fieldsHoldTheMostTermsOfTheLargestMagnitude() {
    assertThat(TripleRows.MAX_TERMS).isEqualTo(65);
    int most = 65 * 127 * 127;
    for (int signs = 0; signs < 8; signs++) {
      int first = (signs & 1) == 0 ? 127 : -127;
      int second = (signs & 2) == 0 ? 127 : -127;
      int third = (signs & 4) == 0 ? 127 : -127;
      assertThat(sums(65, first, second, third))
          .containsExactly(first / 127 * most, second / 127 * most, third / 127 * most);
    }
    assertThat(sums(66, 127, 0, 0)).isNotEqualTo(new int[] {66 * 127 * 127, 0, 0});
  }

  @Test
  void fieldsDoNotTouchEachOther() {
    assertThat(sums(1, -1, 0, 1)).containsExactly(-127, 0, 127);
    assertThat(sums(2, 0, -127, 0)).containsExactly(0, -2 * 127 * 127, 0);
    assertThat(sums(0, 3, 4, 5)).containsExactly(0, 0, 0);
  }
}
