package io.tintin.device.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link SlotStore} keeps. */
public abstract class SlotStoreContract {
  private SlotStore store;

  /** A new, empty store. */
  protected abstract SlotStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void keyNeverCommittedIsEmpty() throws Exception {
    assertThat(store.latest("model")).isEmpty();
    assertThat(store.previous("model")).isEmpty();
    assertThat(store.rollback("model")).isFalse();
  }

  @Test
  void lastTwoGenerationsAreKept() throws Exception {
    assertThat(store.commit("model", new byte[] {1})).isEqualTo(1);
    assertThat(store.commit("model", new byte[] {2})).isEqualTo(2);
    assertThat(store.commit("model", new byte[] {3})).isEqualTo(3);

    assertThat(store.latest("model")).contains(new Slot(3, new byte[] {3}));
    assertThat(store.previous("model")).contains(new Slot(2, new byte[] {2}));
  }

  @Test
  void rollbackBringsThePreviousBackOnce() throws Exception {
    store.commit("model", new byte[] {1});
    store.commit("model", new byte[] {2});

    assertThat(store.rollback("model")).isTrue();
    assertThat(store.latest("model")).contains(new Slot(1, new byte[] {1}));
    assertThat(store.previous("model")).isEmpty();
    assertThat(store.rollback("model")).isFalse();
    assertThat(store.latest("model")).contains(new Slot(1, new byte[] {1}));
  }

  @Test
  void generationGivenUpIsNotUsedAgain() throws Exception {
    store.commit("model", new byte[] {1});
    store.commit("model", new byte[] {2});
    store.rollback("model");

    assertThat(store.commit("model", new byte[] {3})).isEqualTo(3);
    assertThat(store.latest("model")).contains(new Slot(3, new byte[] {3}));
    assertThat(store.previous("model")).contains(new Slot(1, new byte[] {1}));
    store.rollback("model");
    assertThat(store.latest("model")).contains(new Slot(1, new byte[] {1}));
    assertThat(store.commit("model", new byte[] {4})).isEqualTo(4);
  }

  @Test
  void keysDoNotMix() throws Exception {
    store.commit("a", new byte[] {1});
    store.commit("a.0.slot", new byte[] {2});
    store.commit("a.new", new byte[] {3});

    assertThat(store.latest("a")).contains(new Slot(1, new byte[] {1}));
    assertThat(store.latest("a.0.slot")).contains(new Slot(1, new byte[] {2}));
    assertThat(store.latest("a.new")).contains(new Slot(1, new byte[] {3}));
  }

  @Test
  void contentIsCopiedInAndOut() throws Exception {
    byte[] content = {1, 2};
    store.commit("model", content);
    content[0] = 9;
    store.latest("model").orElseThrow().content()[1] = 9;

    assertThat(store.latest("model").orElseThrow().content()).containsExactly(1, 2);
  }

  @Test
  void emptyContentIsAContent() throws Exception {
    store.commit("model", new byte[0]);
    assertThat(store.latest("model")).contains(new Slot(1, new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a/b", "../a", ".a", "-a", "a\0", "a b", "ä"})
  void unsafeKeyIsRefused(String key) {
    assertThatThrownBy(() -> store.commit(key, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("key must match ")
        .hasMessageEndingWith(": " + key);
    assertThatThrownBy(() -> store.latest(key)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keyOf65CharactersIsRefusedAndOf64IsNot() throws Exception {
    store.commit("k".repeat(64), new byte[1]);
    assertThatThrownBy(() -> store.commit("k".repeat(65), new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closedStoreRefusesEverything() {
    store.close();
    store.close();
    assertThatThrownBy(() -> store.latest("model")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.previous("model")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.rollback("model")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.commit("model", new byte[1]))
        .isInstanceOf(IllegalStateException.class);
  }
}
