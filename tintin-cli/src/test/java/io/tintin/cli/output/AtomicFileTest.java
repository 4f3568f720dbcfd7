package io.tintin.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }

  @Test
  void probeLeavesNothing() throws IOException {
    AtomicFile.at(folder.resolve("a"));
    assertThat(names()).isEmpty();
  }

  @Test
  void contentReplacesTheOldOne() throws IOException {
    Path target = Files.writeString(folder.resolve("a"), "a longer old content");
    AtomicFile file = AtomicFile.at(target);
    assertThat(target).hasContent("a longer old content");
    file.write(new byte[] {'n', 'e', 'w'});
    assertThat(target).hasContent("new");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void linkIsFollowed() throws IOException {
    Path target = Files.writeString(folder.resolve("a"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    AtomicFile.at(link).write(new byte[] {'n', 'e', 'w'});
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new");
  }

  /** As the system takes a path: the folder above is that of the link's target. */
  @Test
  void folderAboveALinkIsThatOfItsTarget() throws IOException {
    Path below = Files.createDirectories(folder.resolve("sub/below"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), below);
    AtomicFile.at(link.resolve("../a")).write(new byte[] {'n', 'e', 'w'});
    assertThat(folder.resolve("sub/a")).hasContent("new");
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void failedWriteLeavesNothing() throws IOException {
    AtomicFile file = AtomicFile.at(folder.resolve("a"));
    Files.createDirectories(folder.resolve("a/b"));
    assertThatThrownBy(() -> file.write(new byte[1])).isInstanceOf(IOException.class);
    assertThat(names()).containsExactly("a");
  }

  @Test
  void whatIsNoFileIsRefused() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "");
    assertThatThrownBy(() -> AtomicFile.at(folder)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> AtomicFile.at(taken.resolve("below"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> AtomicFile.at(folder.resolve("no/such/folder")))
        .isInstanceOf(IOException.class);
    Path device = Path.of("/dev/null");
    if (Files.exists(device)) {
      assertThatThrownBy(() -> AtomicFile.at(device))
          .isInstanceOf(IOException.class)
          .hasMessage("it is no regular file");
    }
  }
}
