package io.tintin.device.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fault at every byte and at every step of a commit. */
class FileSlotStoreFaultTest {
  private static final byte[] OLDEST = {1, 1, 1, 1, 1};
  private static final byte[] OLD = {2, 2, 2, 2, 2, 2, 2};
  private static final byte[] FRESH = {3, 3, 3, 3, 3, 3, 3, 3, 3};
  private static final int FRESH_FILE_BYTES = 20 + 9 + 4;

  @TempDir Path folder;

  /** A disk that fails after some bytes of a write, or at one of the steps. */
  private static final class FaultyDisk implements Disk {
    private final int bytesUntilFault;
    private final String faultyStep;
    private final List<String> steps = new ArrayList<>();

    FaultyDisk(int bytesUntilFault, String faultyStep) {
      this.bytesUntilFault = bytesUntilFault;
      this.faultyStep = faultyStep;
    }

    @Override
    public void writeAndForce(Path file, ByteBuffer bytes) throws IOException {
      if (bytesUntilFault < bytes.remaining()) {
        Disk.SYSTEM.writeAndForce(file, bytes.duplicate().limit(bytesUntilFault));
        throw new IOException("No space left on device");
      }
      Disk.SYSTEM.writeAndForce(file, bytes);
      step("write");
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
      step("replace");
      Disk.SYSTEM.replace(from, to);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
      step("forceFolder");
      Disk.SYSTEM.forceFolder(folder);
    }

    @Override
    public void delete(Path file) throws IOException {
      step("delete");
      Disk.SYSTEM.delete(file);
    }

    private void step(String name) throws IOException {
      steps.add(name);
      if (name.equals(faultyStep)) {
        throw new IOException("fault in " + name);
      }
    }
  }

  private void commitOldGenerations() throws StoreException {
    try (SlotStore store = FileSlotStore.open(folder)) {
      store.commit("model", OLDEST);
      store.commit("model", OLD);
    }
  }

  private void assertLatestIs(long generation, byte[] content) throws StoreException {
    try (SlotStore store = FileSlotStore.open(folder)) {
      assertThat(store.latest("model")).contains(new Slot(generation, content));
    }
  }

  @Test
  void commitForcesTheFileBeforeItsNameAndThenTheFolder() throws Exception {
    FaultyDisk disk = new FaultyDisk(Integer.MAX_VALUE, "none");
    try (SlotStore store = FileSlotStore.open(folder, disk)) {
      store.commit("model", FRESH);
    }
    assertThat(disk.steps).containsExactly("write", "replace", "forceFolder");
  }

  @Test
  void diskFullAtEveryByteLeavesTheOldAndRecovers() throws Exception {
    commitOldGenerations();
    for (int bytes = 0; bytes < FRESH_FILE_BYTES; bytes++) {
      try (SlotStore store = FileSlotStore.open(folder, new FaultyDisk(bytes, "none"))) {
        assertThatThrownBy(() -> store.commit("model", FRESH))
            .isInstanceOf(StoreException.class)
            .hasMessage("key must be writable: model")
            .hasRootCauseMessage("No space left on device");
        assertThat(store.latest("model")).contains(new Slot(2, OLD));
        assertThat(store.previous("model")).contains(new Slot(1, OLDEST));
        assertThat(Files.exists(folder.resolve("model.new"))).isFalse();
      }
    }
    try (SlotStore store = FileSlotStore.open(folder)) {
      assertThat(store.commit("model", FRESH)).isEqualTo(3);
    }
    assertLatestIs(3, FRESH);
  }

  @Test
  void powerCutAtEveryByteOfTheWriteLeavesTheOld() throws Exception {
    commitOldGenerations();
    byte[] file = SlotCodec.encode("model", 3, FRESH).array();
    for (int bytes = 0; bytes <= FRESH_FILE_BYTES; bytes++) {
      Files.write(folder.resolve("model.new"), Arrays.copyOf(file, bytes));
      assertLatestIs(2, OLD);
    }
    try (SlotStore store = FileSlotStore.open(folder)) {
      assertThat(store.commit("model", FRESH)).isEqualTo(3);
    }
  }

  @Test
  void faultInEveryStepLeavesTheOldOrTheNew() throws Exception {
    commitOldGenerations();
    for (String step : List.of("write", "replace", "forceFolder")) {
      try (SlotStore store = FileSlotStore.open(folder, new FaultyDisk(1_000, step))) {
        assertThatThrownBy(() -> store.commit("model", FRESH)).isInstanceOf(StoreException.class);
        boolean isNew = step.equals("forceFolder");
        Slot expected = isNew ? new Slot(3, FRESH) : new Slot(2, OLD);
        assertThat(store.latest("model")).contains(expected);
      }
    }
  }

  @Test
  void faultInRollbackLeavesTheOldOrTheNew() throws Exception {
    commitOldGenerations();
    for (int bytes = 0; bytes < 24; bytes++) {
      try (SlotStore store = FileSlotStore.open(folder, new FaultyDisk(bytes, "none"))) {
        assertThatThrownBy(() -> store.rollback("model")).isInstanceOf(StoreException.class);
      }
      assertLatestIs(2, OLD);
    }
  }

  @Test
  void tornSlotAtEveryByteLetsTheOtherGenerationStandIn() throws Exception {
    for (int bytes = 0; bytes < FRESH_FILE_BYTES; bytes++) {
      prepareThreeGenerations();
      Path slot = folder.resolve("model.0.slot");
      Files.write(slot, Arrays.copyOf(Files.readAllBytes(slot), bytes));
      assertOldStandsIn();
    }
  }

  @Test
  void everyFlippedBitLetsTheOtherGenerationStandIn() throws Exception {
    prepareThreeGenerations();
    Path slot = folder.resolve("model.0.slot");
    byte[] whole = Files.readAllBytes(slot);
    assertThat(whole).hasSize(FRESH_FILE_BYTES);
    for (int bit = 0; bit < 8 * FRESH_FILE_BYTES; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(slot, flipped);
      assertOldStandsIn();
    }
  }

  @Test
  void everyAppendedByteIsFound() throws Exception {
    prepareThreeGenerations();
    Path slot = folder.resolve("model.0.slot");
    byte[] whole = Files.readAllBytes(slot);
    Files.write(slot, Arrays.copyOf(whole, whole.length + 1));
    assertOldStandsIn();
  }

  @Test
  void commitAfterDamageReplacesTheDamagedFile() throws Exception {
    prepareThreeGenerations();
    Files.write(folder.resolve("model.0.slot"), new byte[] {0});
    try (FileSlotStore store = FileSlotStore.open(folder)) {
      store.commit("model", FRESH);
      assertThat(store.latest("model").map(Slot::content)).contains(FRESH);
      assertThat(store.previous("model")).contains(new Slot(2, OLD));
    }
  }

  private void prepareThreeGenerations() throws IOException {
    Files.deleteIfExists(folder.resolve("model.0.slot"));
    Files.deleteIfExists(folder.resolve("model.1.slot"));
    commitOldGenerations();
    try (SlotStore store = FileSlotStore.open(folder)) {
      store.commit("model", FRESH); // generation 3 replaces generation 1
    }
  }

  private void assertOldStandsIn() throws StoreException {
    try (FileSlotStore store = FileSlotStore.open(folder)) {
      assertThat(store.latest("model")).contains(new Slot(2, OLD));
      assertThat(store.damagedReads()).isEqualTo(1);
      assertThat(store.previous("model")).isEqualTo(Optional.empty());
    }
  }
}
