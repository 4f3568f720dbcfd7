package io.tintin.transport.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicFilterTest {
  @ParameterizedTest
  @CsvSource({
    "a/b, a/b, true",
    "a/b, a/c, false",
    "a/b, a/b/c, false",
    "a/b, a, false",
    "a/+/c, a/b/c, true",
    "a/+/c, a/b/d/c, false",
    "a/+/c, a//c, true",
    "+, a, true",
    "+, a/b, false",
    "a/#, a/b/c, true",
    "a/#, a, true",
    "a/#, b, false",
    "#, a/b/c, true",
  })
  void aFilterMatchesByLevels(String filter, String topic, boolean matches) {
    assertThat(TopicFilter.of(filter).matches(topic)).isEqualTo(matches);
  }
}
