package io.tintin.transport.internal.mqtt;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.jspecify.annotations.Nullable;

/**
 * The publishes of one connection that have no answer yet.
 *
 * <p>Each leaves once, whatever calls its listener how often: Paho may call it again on a lost
 * link, and a window that opens twice for one publish grows beyond what the broker allows.
 */
final class InFlightWindow {
  /** Publishes in flight at most, also if the broker allows more. */
  static final int MAX = 16;

  private final AtomicInteger size = new AtomicInteger();
  private final Set<Publish> publishes = ConcurrentHashMap.newKeySet();
  private final Consumer<String> broken;
  private volatile int limit = MAX;

  /**
   * An empty window.
   *
   * @param broken hears that a publish failed without a word of the broker, which is how a broken
   *     connection shows first
   */
  InFlightWindow(Consumer<String> broken) {
    this.broken = broken;
  }

  /** Obeys the receive maximum of the broker. */
  void limit(int receiveMaximum) {
    limit = Math.min(MAX, receiveMaximum);
  }

  boolean hasRoom() {
    return size.get() < limit;
  }

  int size() {
    return size.get();
  }

  Publish enter(PublishEnd end) {
    Publish publish = new Publish(end);
    size.incrementAndGet();
    publishes.add(publish);
    return publish;
  }

  void loseAll(String reason) {
    publishes.forEach(publish -> publish.lost(reason));
  }

  /** One publish in flight. */
  final class Publish implements MqttActionListener {
    private final AtomicBoolean done = new AtomicBoolean();
    private final PublishEnd end;

    private Publish(PublishEnd end) {
      this.end = end;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      int code = Failures.worstCode(token);
      if (leave()) {
        end.answered(code);
      }
    }

    @Override
    public void onFailure(@Nullable IMqttToken token, @Nullable Throwable failure) {
      int code = token == null ? 0 : Failures.worstCode(token);
      if (code < Failures.FIRST_ERROR_CODE) {
        String reason = failure == null ? "connection ended" : Failures.text(failure);
        broken.accept(reason);
        lost(reason);
      } else if (leave()) {
        end.answered(code);
      }
    }

    /** It was not sent after all. */
    void withdraw() {
      leave();
    }

    void lost(String reason) {
      if (leave()) {
        end.lost(reason);
      }
    }

    private boolean leave() {
      if (!done.compareAndSet(false, true)) {
        return false;
      }
      publishes.remove(this);
      size.decrementAndGet();
      return true;
    }
  }
}
