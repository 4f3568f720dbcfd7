package io.tintin.cli.onnx.read;

import java.io.Serial;

/** An ONNX file that cannot be imported; the message names field, rule and value. */
public final class MalformedOnnxException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private static final int MAX_VALUE = 200;

  public MalformedOnnxException(String message) {
    super(message);
  }

  public MalformedOnnxException(String message, Throwable cause) {
    super(message, cause);
  }

  /** For one value, of which a long text is cut. */
  public static MalformedOnnxException of(String field, Object rule, Object value) {
    String text = String.valueOf(value);
    String shown = text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) + "…" : text;
    return new MalformedOnnxException(field + " must be " + rule + ": " + shown);
  }
}
