package io.tintin.transport.internal.mqtt;

import io.tintin.transport.internal.mqtt.ConnectFailure.Kind;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** Paho's exceptions and MQTT's reason codes in words. */
public final class Failures {
  /** Reason codes from here on are errors. */
  public static final int FIRST_ERROR_CODE = 128;

  private static final String NO_MQTT_5 = "does not answer as an MQTT 5 broker";

  private Failures() {}

  /** The words of the specification for an error code a client meets, with the number. */
  public static String codeText(int code) {
    String words =
        switch (code) {
          case 130 -> "protocol error";
          case 131 -> "implementation specific error";
          case 133 -> "client identifier not valid";
          case 134 -> "bad user name or password";
          case 135 -> "not authorized";
          case 136 -> "server unavailable";
          case 137 -> "server busy";
          case 138 -> "banned";
          case 139 -> "server shutting down";
          case 141 -> "keep alive timeout";
          case 142 -> "session taken over";
          case 143 -> "topic filter invalid";
          case 144 -> "topic name invalid";
          case 147 -> "receive maximum exceeded";
          case 149 -> "packet too large";
          case 151 -> "quota exceeded";
          default -> "refused";
        };
    return words + " (reason code " + code + ")";
  }

  /** The highest reason code of an answer, 0 if it has none. */
  static int worstCode(IMqttToken token) {
    int worst = 0;
    int[] codes = token.getReasonCodes();
    if (codes != null) {
      for (int code : codes) {
        worst = Math.max(worst, code & 0xFF);
      }
    }
    return worst;
  }

  static ConnectFailure of(@Nullable IMqttToken token, @Nullable Throwable failure) {
    int code = token == null ? 0 : worstCode(token);
    if (code >= FIRST_ERROR_CODE) {
      return new ConnectFailure(Kind.REFUSED, codeText(code));
    }
    if (failure instanceof MqttException exception) {
      return of(exception);
    }
    return new ConnectFailure(
        Kind.UNREACHABLE, failure == null ? "connection ended" : text(failure));
  }

  /** As {@link #of}, before CONNACK, when an unreadable answer means another kind of server. */
  static ConnectFailure whileConnecting(@Nullable IMqttToken token, @Nullable Throwable failure) {
    ConnectFailure plain = of(token, failure);
    return plain.kind() == Kind.UNREACHABLE && isAnswered(failure)
        ? new ConnectFailure(Kind.UNREACHABLE, NO_MQTT_5)
        : plain;
  }

  /** Whether the other side took the connection, and then sent nonsense or ended it. */
  private static boolean isAnswered(@Nullable Throwable failure) {
    if (failure == null) {
      return true;
    }
    Throwable root = root(failure);
    String message = String.valueOf(root.getMessage());
    return root instanceof EOFException
        || root instanceof MqttException
        || (root instanceof SocketException
            && (message.startsWith("Connection reset") || message.startsWith("Broken pipe")));
  }

  static ConnectFailure of(MqttException exception) {
    int code = exception.getReasonCode();
    if (code >= FIRST_ERROR_CODE && code <= 0xFF) {
      return new ConnectFailure(Kind.REFUSED, codeText(code));
    }
    Kind kind =
        exception.getCause() instanceof SocketTimeoutException ? Kind.TIMEOUT : Kind.UNREACHABLE;
    return new ConnectFailure(kind, text(exception));
  }

  static String text(@Nullable MqttDisconnectResponse response) {
    if (response == null) {
      return "connection ended";
    }
    int code = response.getReturnCode();
    if (code >= FIRST_ERROR_CODE && code <= 0xFF) {
      return codeText(code);
    }
    MqttException exception = response.getException();
    return exception == null ? "connection ended" : text(exception);
  }

  static String text(Throwable failure) {
    Throwable cause = root(failure);
    if (cause instanceof EOFException) {
      return "closed by the other side";
    }
    if (cause instanceof UnknownHostException) {
      return "unknown host";
    }
    if (cause instanceof SocketTimeoutException) {
      return "connect timed out";
    }
    if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
      String message = cause.getMessage();
      return message == null ? "connection refused" : message.toLowerCase(Locale.ROOT);
    }
    if (cause instanceof MqttException exception) {
      int code = exception.getReasonCode();
      return code >= FIRST_ERROR_CODE && code <= 0xFF ? codeText(code) : libraryText(code);
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Paho's own codes in words. */
  private static String libraryText(int code) {
    return switch (code) {
      case MqttClientException.REASON_CODE_CLIENT_TIMEOUT,
          MqttClientException.REASON_CODE_WRITE_TIMEOUT ->
          "the other side is silent";
      case MqttClientException.REASON_CODE_SERVER_CONNECT_ERROR -> "can't connect";
      case MqttClientException.REASON_CODE_CLIENT_CLOSED,
          MqttClientException.REASON_CODE_CLIENT_DISCONNECTING,
          MqttClientException.REASON_CODE_CLIENT_ALREADY_DISCONNECTED,
          MqttClientException.REASON_CODE_CLIENT_NOT_CONNECTED,
          MqttClientException.REASON_CODE_CONNECTION_LOST ->
          "connection ended";
      case MqttClientException.REASON_CODE_SERVER_DISCONNECTED -> "the broker ended the connection";
      case MqttClientException.REASON_CODE_INVALID_MESSAGE,
          MqttException.REASON_CODE_INVALID_IDENTIFIER,
          MqttException.REASON_CODE_INVALID_RETURN_CODE,
          MqttException.REASON_CODE_MALFORMED_PACKET,
          MqttException.REASON_CODE_UNSUPPORTED_PROTOCOL_VERSION,
          MqttException.REASON_CODE_DUPLICATE_PROPERTY ->
          "the other side sent a packet that is not MQTT 5";
      default -> "the client library failed (its code " + code + ")";
    };
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }
}
