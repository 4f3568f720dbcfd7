package io.tintin.transport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.transport.link.MessageHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Collects what a handler gets, as text. */
public final class Inbound implements MessageHandler {
  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

  @Override
  public void handle(String topic, byte[] payload) {
    texts.add(new String(payload, StandardCharsets.UTF_8));
  }

  /** The next text, or a failed test after ten seconds. */
  public String next() throws InterruptedException {
    String text = texts.poll(10, TimeUnit.SECONDS);
    assertThat(text).as("a message within 10 s").isNotNull();
    return text;
  }

  /** The next texts, copies and all. */
  public List<String> next(int count) throws InterruptedException {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      result.add(next());
    }
    return result;
  }

  /** What has arrived and was not taken. */
  public List<String> rest() {
    List<String> result = new ArrayList<>();
    texts.drainTo(result);
    return result;
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
