package io.tintin.sensors.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * State of a {@link Normalizer} as bytes, little-endian:
 *
 * <pre>
 * magic         4  "TTNM"
 * version       1  1
 * flags         1  bit 0 when frozen, bit 1 when not centered
 * feature count 2
 * rateShift     2
 * warmUp        2
 * of each feature:
 *   floor         4
 *   learned       4  in [0, warmUp]
 *   sum           8  of the values of the warm-up; 0 when not centered
 *   deviationSum  8  times 2^16
 *   mean          8  times 2^16; 0 when not centered
 *   deviation     8  times 2^16, at least 0
 * checksum      4  CRC-32C of the above
 * </pre>
 */
final class NormalizerCodec {
  /** {@code TTNM} as a little-endian int. */
  private static final int MAGIC = 0x4D4E_5454;

  private static final byte VERSION = 1;
  private static final int FROZEN = 1;
  private static final int UNCENTERED = 2;
  private static final int HEADER_BYTES = 12;
  private static final int FEATURE_BYTES = 40;
  private static final int CHECKSUM_BYTES = 4;

  /** Above any mean or deviation of ints with 16 bits below the point, in magnitude. */
  private static final long MAX_STATISTIC = 1L << 49;

  /** Above any sum of a warm-up, in magnitude. */
  private static final long MAX_SUM = MAX_STATISTIC << 12;

  private NormalizerCodec() {}

  static byte[] encode(Normalizer from) {
    ByteBuffer out = ByteBuffer.allocate(size(from.size())).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).put(VERSION);
    out.put(
        (byte) ((from.isFrozen() ? FROZEN : 0) | (from.options().isCentered() ? 0 : UNCENTERED)));
    out.putShort((short) from.size());
    out.putShort((short) from.options().rateShift()).putShort((short) from.options().warmUp());
    for (int i = 0; i < from.size(); i++) {
      out.putInt(from.floor[i]).putInt(from.learned[i]);
      out.putLong(from.sum[i]).putLong(from.deviationSum[i]);
      out.putLong(from.mean[i]).putLong(from.deviation[i]);
    }
    out.putInt(checksum(out.array(), out.position()));
    return out.array();
  }

  static Normalizer decode(byte[] bytes, NormalizerOptions options, int[] floors)
      throws MalformedSnapshotException {
    require("snapshot size", size(floors.length), bytes.length);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int end = bytes.length - CHECKSUM_BYTES;
    require("magic", MAGIC, in.getInt());
    require("version", VERSION, in.get());
    require("checksum", checksum(bytes, end), in.getInt(end));
    byte flags = in.get();
    require("flags but frozen", options.isCentered() ? 0 : UNCENTERED, flags & ~FROZEN);
    require("feature count", floors.length, in.getShort());
    require("rateShift", options.rateShift(), in.getShort());
    require("warmUp", options.warmUp(), in.getShort());
    Normalizer to = new Normalizer(options, floors);
    for (int i = 0; i < floors.length; i++) {
      decodeFeature(in, to, i);
    }
    if ((flags & FROZEN) != 0) {
      to.freeze();
    }
    return to;
  }

  private static void decodeFeature(ByteBuffer in, Normalizer to, int i)
      throws MalformedSnapshotException {
    require("floor", to.floor[i], in.getInt());
    to.learned[i] = in.getInt();
    to.sum[i] = in.getLong();
    to.deviationSum[i] = in.getLong();
    to.mean[i] = in.getLong();
    to.deviation[i] = in.getLong();
    requireIn("learned", to.learned[i], 0, to.options().warmUp());
    long maxSum = to.options().isCentered() ? MAX_SUM : 0;
    requireIn("sum", to.sum[i], -maxSum, maxSum);
    requireIn("deviationSum", to.deviationSum[i], 0, MAX_SUM);
    long maxMean = to.options().isCentered() ? MAX_STATISTIC : 0;
    requireIn("mean", to.mean[i], -maxMean, maxMean);
    requireIn("deviation", to.deviation[i], 0, MAX_STATISTIC);
  }

  private static int size(int features) {
    return HEADER_BYTES + FEATURE_BYTES * features + CHECKSUM_BYTES;
  }

  private static int checksum(byte[] bytes, int size) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, size);
    return (int) crc.getValue();
  }

  private static void require(String name, long expected, long actual)
      throws MalformedSnapshotException {
    if (actual != expected) {
      throw new MalformedSnapshotException(name + " must be " + expected + ": " + actual);
    }
  }

  private static void requireIn(String name, long value, long least, long greatest)
      throws MalformedSnapshotException {
    if (value < least || value > greatest) {
      throw new MalformedSnapshotException(
          name + " must be in [" + least + ", " + greatest + "]: " + value);
    }
  }
}
