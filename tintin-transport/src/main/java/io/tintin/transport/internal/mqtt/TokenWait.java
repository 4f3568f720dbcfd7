package io.tintin.transport.internal.mqtt;

import io.tintin.transport.internal.mqtt.ConnectFailure.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a request, with a deadline, which Paho's own tokens don't always keep. */
final class TokenWait implements MqttActionListener {
  private final CompletableFuture<IMqttToken> answer = new CompletableFuture<>();
  private final BiFunction<@Nullable IMqttToken, @Nullable Throwable, ConnectFailure> reading;

  /** Reads failures with {@link Failures#of} or {@link Failures#whileConnecting}. */
  TokenWait(BiFunction<@Nullable IMqttToken, @Nullable Throwable, ConnectFailure> reading) {
    this.reading = reading;
  }

  /** A wait for an answer on a connection that is there. */
  TokenWait() {
    this(Failures::of);
  }

  @Override
  public void onSuccess(IMqttToken token) {
    int code = Failures.worstCode(token);
    if (code >= Failures.FIRST_ERROR_CODE) {
      answer.completeExceptionally(new ConnectFailure(Kind.REFUSED, Failures.codeText(code)));
    } else {
      answer.complete(token);
    }
  }

  @Override
  public void onFailure(@Nullable IMqttToken token, @Nullable Throwable failure) {
    answer.completeExceptionally(reading.apply(token, failure));
  }

  IMqttToken await(Duration timeout) throws ConnectFailure, InterruptedException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ConnectFailure(Kind.TIMEOUT, "no answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConnectFailure failure) {
        throw failure;
      }
      throw new ConnectFailure(Kind.UNREACHABLE, Failures.text(e));
    }
  }
}
