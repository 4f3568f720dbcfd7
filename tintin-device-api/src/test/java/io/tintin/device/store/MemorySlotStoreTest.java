package io.tintin.device.store;

class MemorySlotStoreTest extends SlotStoreContract {
  @Override
  protected SlotStore open() {
    return new MemorySlotStore();
  }
}
