package io.tintin.transport.link;

import com.google.common.base.Splitter;
import java.util.List;

/** A topic filter of MQTT: {@code +} is any one level, a last {@code #} is all that follow. */
final class TopicFilter {
  private static final Splitter LEVELS = Splitter.on('/');
  private static final int MAX_LENGTH = 1024;

  private final String text;
  private final List<String> levels;

  private TopicFilter(String text) {
    this.text = text;
    this.levels = LEVELS.splitToList(text);
  }

  static TopicFilter of(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "filter must be 1 to " + MAX_LENGTH + " characters: " + text.length());
    }
    TopicFilter filter = new TopicFilter(text);
    for (int i = 0; i < filter.levels.size(); i++) {
      String level = filter.levels.get(i);
      boolean whole = level.equals("+") || (level.equals("#") && i == filter.levels.size() - 1);
      if (!whole && hasWildcard(level)) {
        throw new IllegalArgumentException(
            "filter must hold + as a whole level and # as the last one only: " + text);
      }
    }
    return filter;
  }

  /** Refuses what can't be published to. */
  static void checkTopic(String topic) {
    if (topic.isEmpty() || topic.length() > MAX_LENGTH || hasWildcard(topic)) {
      throw new IllegalArgumentException(
          "topic must be 1 to " + MAX_LENGTH + " characters without + and #: " + topic);
    }
  }

  boolean matches(String topic) {
    List<String> parts = LEVELS.splitToList(topic);
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      if (level.equals("#")) {
        return true;
      }
      if (i >= parts.size() || !(level.equals("+") || level.equals(parts.get(i)))) {
        return false;
      }
    }
    return parts.size() == levels.size();
  }

  @Override
  public String toString() {
    return text;
  }

  private static boolean hasWildcard(String text) {
    return text.indexOf('+') >= 0 || text.indexOf('#') >= 0;
  }
}
