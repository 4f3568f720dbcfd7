package io.tintin.core.random;

/**
 * Random bits as a pure function of a 64-bit key and a 32-bit counter.
 *
 * <p>There is no state, so bits can be drawn in any order, by any number of threads, and again
 * after a restart. Only 32-bit multiplications are used: the function costs seven of them on a
 * microcontroller: six in {@code mix}, one for the counter. Not for cryptography.
 *
 * <p>With {@code mix} the three-round integer hash below, the low and high half of the key {@code
 * k0} and {@code k1}, all modulo 2^32:
 *
 * <pre>
 * bits(key, counter)   = mix(mix(counter * 0x9E3779B9 + k0) + k1)
 * streamKey(key, id)   = low half bits(key ^ STREAM, id), high half bits(~(key ^ STREAM), id)
 * </pre>
 *
 * <p>Source of the constants of {@code mix}: Wellons 2018, "Prospecting for Hash Functions", the
 * three-round hash {@code triple32}; the use of counters follows Salmon et al. 2011, "Parallel
 * random numbers: as easy as 1, 2, 3".
 *
 * @param key any value; equal keys give equal bits
 */
public record RandomSource(long key) {
  /** 2^32 divided by the golden ratio: spreads neighbouring counters. */
  private static final int GOLDEN = 0x9E37_79B9;

  /** Keeps the keys of streams apart from the bits drawn by counter. */
  private static final long STREAM = 0x5851_F42D_4C95_7F2DL;

  /** A source whose bits have nothing in common with this one's, or with another id's. */
  public RandomSource stream(int id) {
    return new RandomSource(streamKey(key, id));
  }

  /** 32 random bits, the same for the same counter, of which any value will do. */
  public int bits(int counter) {
    return bits(key, counter);
  }

  /** The key of {@link #stream}, for callers that must not allocate. */
  public static long streamKey(long key, int id) {
    int low = bits(key ^ STREAM, id);
    int high = bits(~(key ^ STREAM), id);
    return (low & 0xFFFF_FFFFL) | ((long) high << 32);
  }

  /** The key of one step of a trainer: the stream of the low half of its number in the high's. */
  public static long stepKey(long seed, long step) {
    return streamKey(streamKey(seed, (int) (step >>> 32)), (int) step);
  }

  /** {@link #bits(int)} of a source with this key. */
  public static int bits(long key, int counter) {
    return mix(mix(counter * GOLDEN + (int) key) + (int) (key >>> 32));
  }

  /** A bijection of the 32-bit integers with good avalanche: three xor-shift-multiply rounds. */
  private static int mix(int x) {
    int h = x;
    h = (h ^ (h >>> 17)) * 0xED5A_D4BB;
    h = (h ^ (h >>> 11)) * 0xAC4C_1B51;
    h = (h ^ (h >>> 15)) * 0x3184_8BAB;
    return h ^ (h >>> 14);
  }
}
