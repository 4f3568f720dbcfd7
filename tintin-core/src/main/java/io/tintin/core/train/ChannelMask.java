package io.tintin.core.train;

import io.tintin.core.optim.Parameter;
import io.tintin.core.tensor.Int32Buffer;
import java.util.List;

/**
 * Keeps the channels of a parameter that are not trained as they are, to the bit, whatever the
 * update rule does. Allocates nothing after it is built.
 */
final class ChannelMask {
  private final Parameter parameter;
  private final boolean[] isTrained;
  private final int rowSize;
  private final byte[] weights;
  private final int[] state;

  /**
   * A mask for the rows of a parameter, whose scale is fixed from now on.
   *
   * @param channels the trained ones, in [0, channelCount)
   */
  ChannelMask(Parameter parameter, int channelCount, List<Integer> channels) {
    this.parameter = parameter;
    this.isTrained = new boolean[channelCount];
    channels.forEach(channel -> isTrained[channel] = true);
    this.rowSize = parameter.count / channelCount;
    this.weights = new byte[parameter.count];
    this.state = new int[parameter.state.length];
    parameter.keepsScale = true;
  }

  /** Before the update: remembers all values, and leaves the trained channels' gradients alone. */
  void hide(Int32Buffer gradient) {
    System.arraycopy(parameter.weights.values, 0, weights, 0, weights.length);
    System.arraycopy(parameter.state, 0, state, 0, state.length);
    for (int i = 0; i < parameter.count; i++) {
      if (!isTrained[i / rowSize]) {
        gradient.values[i] = 0;
      }
    }
  }

  /** After the update: undoes it in the other channels. */
  void restore() {
    for (int i = 0; i < parameter.count; i++) {
      if (!isTrained[i / rowSize]) {
        parameter.weights.values[i] = weights[i];
        if (state.length > 0) {
          parameter.state[i] = state[i] & 0xFFFF; // without its moment
        }
      }
    }
  }
}
