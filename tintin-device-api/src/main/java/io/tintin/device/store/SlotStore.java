package io.tintin.device.store;

import java.util.Optional;

/**
 * Keeps the last two generations of the content of each key, through crashes and power cuts.
 *
 * <p>A key has 1 to 64 characters of {@code a-z 0-9 . _ -}, the first a letter or a digit; any
 * other is an {@link IllegalArgumentException}. Generations of a key grow, from 1. Every method is
 * safe for use by many threads; after {@link #close()} every other one throws {@link
 * IllegalStateException}.
 */
public interface SlotStore extends AutoCloseable {
  /** Most bytes of one content: 256 MiB. */
  int MAX_CONTENT_BYTES = 1 << 28;

  /**
   * Makes this the latest content and the one before it the previous. When it returns, the content
   * is safe. When it throws, the latest content is the old one or this one, whole.
   *
   * @param content copied; {@link IllegalArgumentException} above {@link #MAX_CONTENT_BYTES}
   * @return the generation
   * @throws StoreException when it can't be written, for example because the disk is full
   */
  long commit(String key, byte[] content) throws StoreException;

  /**
   * The newest content that is whole; empty for a key never committed.
   *
   * @throws StoreException when the storage can't be read
   */
  Optional<Slot> latest(String key) throws StoreException;

  /**
   * The content before the latest, if it is still there and whole.
   *
   * @throws StoreException when the storage can't be read
   */
  Optional<Slot> previous(String key) throws StoreException;

  /**
   * Gives up the latest content, so that the previous one is the latest again and there is no
   * previous one. The generation of what was given up is not used again.
   *
   * @return false when there is no previous content, and then nothing has changed
   * @throws StoreException as {@link #commit}
   */
  boolean rollback(String key) throws StoreException;

  /** Gives the storage free for another store. Closing twice does nothing more. */
  @Override
  void close();
}
