package io.tintin.device.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Slots in the files {@code <key>.0.slot} and {@code <key>.1.slot} of a folder.
 *
 * <p>A commit writes a new file beside them, forces it to the medium, renames it over the older of
 * the two, and forces the folder. So a power cut leaves the old content or the new one. A file that
 * is torn or has a flipped bit is told by its CRC-32C, counted in {@link #damagedReads()} and
 * passed over, so that the other generation stands in; only a generation lost in this way may be
 * given again.
 *
 * <p>A folder has one store at a time: the second, in this process or another, is refused. The lock
 * goes with the process, so a crash leaves nothing to clean up.
 */
public final class FileSlotStore implements SlotStore {
  private static final String LOCK_FILE = ".lock";
  private static final String NEW_FILE = ".new";

  private final Path folder;
  private final Disk disk;
  private final FileChannel lockChannel;
  private long damagedReads;

  private FileSlotStore(Path folder, Disk disk, FileChannel lockChannel) {
    this.folder = folder;
    this.disk = disk;
    this.lockChannel = lockChannel;
  }

  /**
   * Opens the store of a folder, and makes the folder when there is none.
   *
   * @throws StoreException when the folder can't be made or another store has it open
   */
  public static FileSlotStore open(Path folder) throws StoreException {
    return open(folder, Disk.SYSTEM);
  }

  static FileSlotStore open(Path folder, Disk disk) throws StoreException {
    try {
      Files.createDirectories(folder);
      return new FileSlotStore(folder, disk, lock(folder));
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreException("store folder must be writable: " + folder, e);
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean isLocked = false;
    try {
      FileLock lock = channel.tryLock();
      isLocked = lock != null;
    } catch (OverlappingFileLockException e) {
      throw new StoreException("store folder must be open only once: " + folder, e);
    } finally {
      if (!isLocked) {
        channel.close();
      }
    }
    if (!isLocked) {
      throw new StoreException("store folder must be open only once: " + folder);
    }
    return channel;
  }

  @Override
  public synchronized long commit(String key, byte[] content) throws StoreException {
    Keys.check(content);
    Pair pair = read(key);
    long generation = pair.newestGeneration() + 1;
    write(key, pair.spare(), SlotCodec.encode(key, generation, content));
    return generation;
  }

  @Override
  public synchronized Optional<Slot> latest(String key) throws StoreException {
    return read(key).latest();
  }

  @Override
  public synchronized Optional<Slot> previous(String key) throws StoreException {
    return read(key).previous();
  }

  @Override
  public synchronized boolean rollback(String key) throws StoreException {
    Pair pair = read(key);
    if (pair.previous().isEmpty()) {
      return false;
    }
    long givenUp = pair.newestGeneration();
    write(key, 1 - pair.spare(), SlotCodec.encodeRolledBack(key, givenUp));
    return true;
  }

  /** How often a slot file was read that was not whole. */
  public synchronized long damagedReads() {
    return damagedReads;
  }

  @Override
  public synchronized void close() {
    try {
      lockChannel.close();
    } catch (IOException e) {
      throw new IllegalStateException("store folder must be unlockable: " + folder, e);
    }
  }

  private void write(String key, int index, ByteBuffer bytes) throws StoreException {
    Path fresh = folder.resolve(key + NEW_FILE);
    try {
      disk.writeAndForce(fresh, bytes);
      disk.replace(fresh, slotFile(key, index));
      disk.forceFolder(folder);
    } catch (IOException e) {
      StoreException failure = new StoreException("key must be writable: " + key, e);
      try {
        disk.delete(fresh);
      } catch (IOException suppressed) {
        failure.addSuppressed(suppressed);
      }
      throw failure;
    }
  }

  private Pair read(String key) throws StoreException {
    if (!lockChannel.isOpen()) {
      throw new IllegalStateException("store must be open");
    }
    Keys.check(key);
    return new Pair(read(key, 0), read(key, 1));
  }

  private Optional<SlotCodec.Decoded> read(String key, int index) throws StoreException {
    Path file = slotFile(key, index);
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      long size = Files.size(file);
      Optional<SlotCodec.Decoded> decoded =
          size > MAX_CONTENT_BYTES + SlotCodec.HEADER_BYTES + SlotCodec.CHECKSUM_BYTES
              ? Optional.empty()
              : SlotCodec.decode(key, Files.readAllBytes(file));
      if (decoded.isEmpty()) {
        damagedReads++;
      }
      return decoded;
    } catch (IOException e) {
      throw new StoreException("slot file must be readable: " + file, e);
    }
  }

  private Path slotFile(String key, int index) {
    return folder.resolve(key + "." + index + ".slot");
  }

  /** What the two files of a key say. */
  private record Pair(Optional<SlotCodec.Decoded> first, Optional<SlotCodec.Decoded> second) {

    long newestGeneration() {
      return Math.max(generation(first), generation(second));
    }

    Optional<Slot> latest() {
      return latestIndex() == 0 ? slot(first) : slot(second);
    }

    Optional<Slot> previous() {
      return latestIndex() == 0 ? slot(second) : slot(first);
    }

    /** The file that the next commit replaces: the one without the latest content. */
    int spare() {
      return 1 - latestIndex();
    }

    private int latestIndex() {
      return slotGeneration(first) > slotGeneration(second) ? 0 : 1;
    }

    private static long generation(Optional<SlotCodec.Decoded> file) {
      return file.map(SlotCodec.Decoded::generation).orElse(0L);
    }

    private static long slotGeneration(Optional<SlotCodec.Decoded> file) {
      return slot(file).map(Slot::generation).orElse(0L);
    }

    private static Optional<Slot> slot(Optional<SlotCodec.Decoded> file) {
      return file.flatMap(SlotCodec.Decoded::slot);
    }
  }
}
