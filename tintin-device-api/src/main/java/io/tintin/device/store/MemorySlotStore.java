package io.tintin.device.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Slots in memory, for simulations and tests: gone when the process ends. */
public final class MemorySlotStore implements SlotStore {
  private final Map<String, Generations> slots = new HashMap<>();
  private boolean isClosed;

  /** An empty store. */
  public MemorySlotStore() {}

  @Override
  public synchronized long commit(String key, byte[] content) {
    check(key);
    Keys.check(content);
    Generations old = slots.getOrDefault(key, Generations.NONE);
    Slot slot = new Slot(old.newest + 1, content);
    slots.put(key, new Generations(slot.generation(), Optional.of(slot), old.latest));
    return slot.generation();
  }

  @Override
  public synchronized Optional<Slot> latest(String key) {
    check(key);
    return slots.getOrDefault(key, Generations.NONE).latest;
  }

  @Override
  public synchronized Optional<Slot> previous(String key) {
    check(key);
    return slots.getOrDefault(key, Generations.NONE).previous;
  }

  @Override
  public synchronized boolean rollback(String key) {
    check(key);
    Generations old = slots.getOrDefault(key, Generations.NONE);
    if (old.previous.isEmpty()) {
      return false;
    }
    slots.put(key, new Generations(old.newest, old.previous, Optional.empty()));
    return true;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
  }

  private void check(String key) {
    if (isClosed) {
      throw new IllegalStateException("store must be open");
    }
    Keys.check(key);
  }

  private record Generations(long newest, Optional<Slot> latest, Optional<Slot> previous) {
    static final Generations NONE = new Generations(0, Optional.empty(), Optional.empty());
  }
}
