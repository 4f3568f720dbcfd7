package io.tintin.device.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSlotStoreTest extends SlotStoreContract {
  @TempDir Path folder;

  @Override
  protected SlotStore open() throws StoreException {
    return FileSlotStore.open(folder.resolve("contract"));
  }

  @Test
  void contentSurvivesClosing() throws Exception {
    try (SlotStore store = FileSlotStore.open(folder)) {
      store.commit("model", new byte[] {1});
      store.commit("model", new byte[] {2});
      store.commit("other", new byte[] {3});
      store.commit("other", new byte[] {4});
      store.rollback("other");
    }
    try (SlotStore store = FileSlotStore.open(folder)) {
      assertThat(store.latest("model")).contains(new Slot(2, new byte[] {2}));
      assertThat(store.previous("model")).contains(new Slot(1, new byte[] {1}));
      assertThat(store.latest("other")).contains(new Slot(1, new byte[] {3}));
      assertThat(store.commit("other", new byte[] {5})).isEqualTo(3);
    }
  }

  @Test
  void version1IsReadAndWrittenForEver() throws Exception {
    byte[] golden = HexDump.read("slot-v1.hex");
    byte[] rolledBack = HexDump.read("slot-rolled-back-v1.hex");
    try (SlotStore store = FileSlotStore.open(folder)) {
      store.commit("model", new byte[] {1, 2, 3});
      store.commit("model", new byte[] {9});
      store.rollback("model");
    }
    assertThat(Files.readAllBytes(folder.resolve("model.0.slot"))).isEqualTo(golden);
    assertThat(Files.readAllBytes(folder.resolve("model.1.slot"))).isEqualTo(rolledBack);
    assertThat(SlotCodec.decode("model", golden).orElseThrow())
        .isEqualTo(new SlotCodec.Decoded(1, Optional.of(new Slot(1, new byte[] {1, 2, 3}))));
    assertThat(SlotCodec.decode("model", rolledBack).orElseThrow())
        .isEqualTo(new SlotCodec.Decoded(2, Optional.empty()));
  }

  @Test
  void rolledBackFileWithContentIsNotTaken() {
    byte[] file = SlotCodec.encode("model", 1, new byte[] {1, 2, 3}).array();
    file[5] = 1; // kind: rolled back
    CRC32C crc = new CRC32C();
    crc.update("model".getBytes(StandardCharsets.US_ASCII));
    crc.update(file, 0, file.length - 4);
    ByteBuffer.wrap(file)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(file.length - 4, (int) crc.getValue());
    assertThat(SlotCodec.decode("model", file)).isEmpty();
  }

  @Test
  void secondStoreOfAFolderIsRefusedUntilTheFirstIsClosed() throws Exception {
    SlotStore first = FileSlotStore.open(folder);
    assertThatThrownBy(() -> FileSlotStore.open(folder))
        .isInstanceOf(StoreException.class)
        .hasMessage("store folder must be open only once: " + folder);
    first.commit("model", new byte[] {1});
    first.close();
    FileSlotStore.open(folder).close();
  }

  @Test
  void fileInPlaceOfTheFolderIsAClearError() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> FileSlotStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessage("store folder must be writable: " + file);
  }

  @Test
  void fileOfAnotherKeyIsNotTaken() throws Exception {
    try (FileSlotStore store = FileSlotStore.open(folder)) {
      store.commit("model", new byte[] {1});
      Files.copy(folder.resolve("model.0.slot"), folder.resolve("other.0.slot"));
      assertThat(store.latest("other")).isEmpty();
      assertThat(store.damagedReads()).isEqualTo(1);
    }
  }
}
